import { capabilities } from '../../bots/web/capabilities.js'
import { openWebStage } from '../fakes/web/stage.js'
import { describeBot } from './bot.js'

describeBot(openWebStage, capabilities)
