import { PAYMENTS, REQUEST, TEXT } from '../../config/limits.js'
import { dayWords } from '../billing/money.js'
import { notice } from '../notice.js'
import { requestsOf } from '../report/requests.js'
import { requestNumber, storeReport } from '../report/store.js'
import { type Answer, type Command, type Context, tell } from './command.js'
import { originOf } from './make.js'
import { personal } from './money.js'

/** How to ask, and what they have asked so far, with the answers. */
async function own(context: Context): Promise<Answer> {
  const { db, visitor, say } = context
  const asked = await requestsOf(db, visitor.personId, REQUEST.shown, ['payment', 'dispute'])
  const lines = asked.map(({ number, answer, dueAt, closed }) =>
    closed
      ? say.notice(notice('payment_answer', { number, answer: answer ?? say('money.ticketClosed') }))
      : say('money.ticketOpen', { number, date: dayWords(say, dueAt) }),
  )
  return personal(context, 'paysupport', [say('money.paysupportHow'), ...lines].join('\n'), [
    [{ action: 'billing', label: say('money.billingButton') }],
  ])
}

/** The last payments, by their ids alone: the operators look them up. */
async function lastPayments({ db, visitor }: Context): Promise<string[]> {
  const rows = await db.payment.findMany({
    where: { personId: visitor.personId, state: { in: ['paid', 'pending', 'failed'] } },
    orderBy: [{ createdAt: 'desc' }, { id: 'desc' }],
    take: PAYMENTS.paymentsShown,
    select: { id: true },
  })
  return rows.map(({ id }) => id)
}

/** Asks a human about a payment: a ticket for the operators, answered within days. Telegram wants every shop to have it. */
export const paysupport: Command = {
  name: 'paysupport',
  argument: '[your words]',
  options: [{ name: 'text', required: false }],
  takesPhoto: false,
  needsConsent: false,
  async run(context, argument) {
    const { db, visitor, say, now } = context
    const text = argument.trim()
    if (text === '') return own(context)
    if (text.length > TEXT.reportChars)
      return tell(context, notice('text_too_long', { limit: TEXT.reportChars }))
    const dueAt = new Date(now + PAYMENTS.ticketMs)
    const id = await storeReport(db, {
      kind: 'payment',
      text,
      personId: visitor.personId,
      imageId: null,
      origin: originOf(context, 'paysupport'),
      about: { payments: await lastPayments(context) },
      dueAt,
      now,
    })
    const words = say('money.paysupportThanks', { number: requestNumber(id), date: dayWords(say, dueAt) })
    return personal(context, 'paysupport', words, [])
  },
  presses: { paysupport: own },
}
