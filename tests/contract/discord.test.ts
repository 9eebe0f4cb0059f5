import { capabilities } from '../../bots/discord/capabilities.js'
import { openDiscordStage } from '../fakes/discord/stage.js'
import { describeBot } from './bot.js'

describeBot(openDiscordStage, capabilities)
