import { capabilities } from '../../bots/slack/capabilities.js'
import { openSlackStage } from '../fakes/slack/stage.js'
import { describeBot } from './bot.js'

describeBot(openSlackStage, capabilities)
