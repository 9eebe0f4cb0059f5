import { notice } from '../notice.js'
import { type Answer, type Command, type Context, join, say, tell } from './command.js'
import { consentMessage } from './consent.js'
import { findCommand, findPress } from './index.js'
import { photos } from './portrait.js'

/** Finds out what a person wants and has it done. Nothing of a photo is touched before there is consent. */
export async function dispatch(context: Context): Promise<Answer> {
  const { act } = context.incoming
  if (context.visitor.erasing) return tell(context, notice('erasing'))
  if (act.type === 'unusable') return tell(context, notice(act.notice))
  if (act.type === 'press') return press(context, act.action)
  if (act.type === 'command') {
    const command = findCommand(act.name)
    if (!command) return tell(context, notice('command_unknown', { command: act.name }))
    return refusal(context, command) ?? command.run(context, act.argument)
  }
  if (context.incoming.photos.length === 0) return say(context.say('texts.hint'), { wantsPhoto: true })
  return refusal(context) ?? photos(context)
}

function press(context: Context, action: string): Promise<Answer> | Answer {
  const [word = '', ...parts] = action.split(':')
  const found = findPress(word)
  if (!found) return tell(context, notice('button_old'))
  return refusal(context, found.command) ?? found.press(context, parts)
}

/** The question for consent, where it is needed and missing. */
function refusal(context: Context, command?: Command): Answer | null {
  const needed = command?.needsConsent || context.incoming.photos.length > 0
  if (!needed || context.visitor.mayProcess) return null
  if (context.visitor.frozen)
    return say(context.say.notice(notice('frozen')), {
      buttons: [[{ action: 'freeze:off', label: context.say('rights.unfreezeButton') }]],
    })
  const asked = say(context.say.notice(notice('consent_needed')))
  return join(asked, { messages: [consentMessage(context)], jobs: [] })
}
