import { PAYMENTS } from '../../config/limits.js'
import type { Prisma } from '../../prisma/client.js'
import { moneyWords, productTitle, shortDay } from '../billing/money.js'
import { portalFor } from '../billing/offers.js'
import { runningPlan } from '../billing/plan.js'
import { railsOf } from '../billing/shop.js'
import type { Button } from '../platform.js'
import type { TextId } from '../say.js'
import type { Answer, Command, Context } from './command.js'
import { personal } from './money.js'
import { planLines } from './subscribe.js'

type Payment = Prisma.PaymentGetPayload<object>

const STATES: Record<string, TextId> = {
  paid: 'money.paid',
  pending: 'money.pending',
  failed: 'money.failed',
}

/** How a payment stands: what was given back, and what a bank wants, say more than that it was paid. */
function stateOf({ say }: Context, payment: Payment): string {
  const { state, reversed, amount, currency, dispute } = payment
  if (dispute === 'open') return say('money.disputed')
  if (reversed >= amount && reversed > 0) return say('money.reversed')
  if (reversed > 0) return say('money.reversedPart', { money: moneyWords(say.language, reversed, currency) })
  return say(STATES[state] ?? 'money.pending')
}

function line(context: Context, payment: Payment): string {
  const { say } = context
  return say('money.paymentLine', {
    date: shortDay(say, payment.paidAt ?? payment.createdAt),
    product: productTitle(say, payment.product),
    money: moneyWords(say.language, payment.amount, payment.currency),
    state: stateOf(context, payment),
  })
}

/** The pages with receipts: they are those of the card payments, and so are not for every platform. */
function receipts(context: Context, payments: Payment[]): Button[][] {
  const { say } = context
  if (!railsOf(context).includes('stripe')) return []
  return payments
    .flatMap(({ receiptUrl, paidAt, createdAt }) =>
      receiptUrl === null
        ? []
        : [
            [
              {
                action: 'billing',
                label: `${say('money.receiptButton')}: ${shortDay(say, paidAt ?? createdAt)}`,
                pay: { rail: 'stripe' as const, url: receiptUrl },
              },
            ],
          ],
    )
    .slice(0, PAYMENTS.receiptsShown)
}

async function view(context: Context): Promise<Answer> {
  const { db, visitor, say, now } = context
  const { personId } = visitor
  const payments = await db.payment.findMany({
    where: { personId, state: { in: Object.keys(STATES) } },
    orderBy: [{ createdAt: 'desc' }, { id: 'desc' }],
    take: PAYMENTS.paymentsShown,
  })
  const running = await runningPlan(db, personId, now)
  const ledger = await db.ledgerAccount.findUnique({ where: { personId } })
  // Of two persons who have become one, the page of whoever pays for the plan is the one that matters.
  const payer = (running?.rail === 'stripe' && running.customerId) || ledger?.customerId
  const portal = await portalFor(context, payer || null)
  const manage: Button[] =
    portal === 'trouble'
      ? [{ action: 'billing', label: say('money.againButton') }]
      : portal
        ? [{ action: 'billing', label: say('money.portalButton'), pay: { rail: 'stripe', url: portal.url } }]
        : []
  const lines = [
    say('money.billingTitle'),
    ...(running ? planLines(context, running) : [say('money.planNone')]),
    ...(payments.length > 0 ? payments.map(one => line(context, one)) : [say('money.paymentsNone')]),
    ...(portal === 'trouble' ? [say('money.portalTrouble')] : []),
    ...(payments.length > 0 ? [say('money.paymentsHelp')] : []),
  ]
  const plans = { action: 'subscribe', label: say('money.plansButton') }
  return personal(context, 'billing', lines.join('\n'), [
    ...(manage.length > 0 ? [manage] : []),
    ...receipts(context, payments),
    [{ action: 'credits', label: say('money.creditsButton') }, ...(running ? [] : [plans])],
  ])
}

/** The plan, the last payments, and the page where a card's subscriptions are managed. */
export const billing: Command = {
  name: 'billing',
  argument: '',
  takesPhoto: false,
  needsConsent: false,
  run: view,
  presses: { billing: view },
}
