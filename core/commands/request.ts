import { REQUEST, TEXT } from '../../config/limits.js'
import { notice } from '../notice.js'
import { requestNumber, storeReport } from '../report/store.js'
import { type Command, say, tell } from './command.js'
import { originOf } from './make.js'

/** Asks a human for what no command does: a ticket for the operators, answered within a month (article 12 GDPR). */
export const request: Command = {
  name: 'request',
  argument: '<your words>',
  options: [{ name: 'text', required: true }],
  takesPhoto: false,
  needsConsent: false,
  async run(context, argument) {
    const { db, visitor, now } = context
    const text = argument.trim()
    if (text === '') return say(context.say('rights.requestEmpty'))
    if (text.length > TEXT.reportChars)
      return tell(context, notice('text_too_long', { limit: TEXT.reportChars }))
    const dueAt = new Date(now + REQUEST.answerMs)
    const id = await storeReport(db, {
      kind: 'request',
      text,
      personId: visitor.personId,
      imageId: null,
      origin: originOf(context, 'request'),
      dueAt,
      now,
    })
    const due = new Intl.DateTimeFormat(context.say.language, { dateStyle: 'long', timeZone: 'UTC' }).format(
      dueAt,
    )
    return say(context.say('rights.requestThanks', { due, number: requestNumber(id) }))
  },
  presses: { request: async context => say(context.say('rights.requestEmpty')) },
}
