/** What a payment at Stripe says: paid, given back, disputed. Pure. */
import type { ProductId } from '../../../config/plans.js'
import type { DisputedFact, Fact, PaidFact, ReversedFact } from '../../../core/billing/facts.js'
import type { Charge, Dispute, Intent } from './shapes.js'

/** What it was paid for. */
export interface PaidFor {
  paymentId?: string | undefined
  product: ProductId
  subscription?: PaidFact['subscription']
  receiptUrl?: string | undefined
  customerId?: string | undefined
}

/** Everything that a payment says as it stands now; nothing unless its money has arrived. */
export function tellIntent(intent: Intent, paidFor: PaidFor, disputes: readonly Dispute[]): Fact[] {
  if (intent.status !== 'succeeded') return []
  const { charge } = intent
  const { paymentId } = paidFor
  const paid: PaidFact = {
    rail: 'stripe',
    is: 'paid',
    ...paidFor,
    chargeId: intent.id,
    amount: intent.amount_received,
    currency: intent.currency,
    customerId: paidFor.customerId ?? intent.customer,
    receiptUrl: paidFor.receiptUrl ?? charge?.receipt_url ?? undefined,
    at: (charge?.created ?? intent.created) * 1_000,
  }
  return [paid, ...tellReversal(intent.id, paymentId, charge, disputes)]
}

/** What became of money that had arrived. All of it is gone when a dispute is lost. */
export function tellReversal(
  chargeId: string,
  paymentId: string | undefined,
  charge: Charge | undefined,
  disputes: readonly Dispute[],
): (DisputedFact | ReversedFact)[] {
  const state = stateOf(disputes)
  const about = { rail: 'stripe' as const, chargeId, paymentId }
  const amount = charge && state === 'lost' ? charge.amount : (charge?.amount_refunded ?? 0)
  return [
    ...(state ? [{ ...about, is: 'disputed' as const, state }] : []),
    ...(amount > 0 ? [{ ...about, is: 'reversed' as const, amount }] : []),
  ]
}

const WON = ['won', 'warning_closed', 'prevented']

/**
 * How disputes stand, the worst of them first. An inquiry (`warning_…`) is one too: the payer asks for their money. While a
 * lost one is appealed against, the money is still gone.
 */
export function stateOf(disputes: readonly Dispute[]): DisputedFact['state'] | undefined {
  const states = disputes.map(({ status }) =>
    status === 'lost' || status.startsWith('appeal') ? 'lost' : WON.includes(status) ? 'won' : 'open',
  )
  return (['lost', 'open', 'won'] as const).find(state => states.includes(state))
}
