import { REQUEST, TEXT } from '../../config/limits.js'
import { dayWords } from '../billing/money.js'
import { notice } from '../notice.js'
import { requestsOf } from '../report/requests.js'
import { requestNumber, storeReport } from '../report/store.js'
import { type Answer, type Command, type Context, say, tell } from './command.js'
import { originOf } from './make.js'

/** How to ask, and what they have asked so far, with the answers. */
async function own(context: Context): Promise<Answer> {
  const { db, visitor, say: word } = context
  const asked = await requestsOf(db, visitor.personId, REQUEST.shown, ['request'])
  const lines = asked.map(({ number, answer, dueAt }) =>
    answer === null
      ? word('rights.requestOpen', { number, due: dayWords(word, dueAt) })
      : word('notices.request_answer', { number, answer }),
  )
  return say([word('rights.requestEmpty'), ...lines].join('\n'))
}

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
    if (text === '') return own(context)
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
    const due = dayWords(context.say, dueAt)
    return say(context.say('rights.requestThanks', { due, number: requestNumber(id) }))
  },
  presses: { request: own },
}
