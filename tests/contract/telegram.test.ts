import { capabilities } from '../../bots/telegram/capabilities.js'
import { openTelegramStage } from '../fakes/telegram/stage.js'
import { describeBot } from './bot.js'

describeBot(openTelegramStage, capabilities)
