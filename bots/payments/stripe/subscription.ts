/** What a subscription at Stripe and its invoices say. Pure. */
import type { ProductId } from '../../../config/plans.js'
import type { Fact, SubscriptionFact, UnpaidFact } from '../../../core/billing/facts.js'
import { productIn, productOf } from './names.js'
import type { Invoice, Subscription } from './shapes.js'

const STATES: Readonly<Record<string, SubscriptionFact['state']>> = {
  active: 'active',
  trialing: 'active',
  past_due: 'late',
  canceled: 'ended',
  unpaid: 'ended',
  incomplete_expired: 'ended',
  paused: 'ended',
}

/**
 * How a subscription stands. Stripe moves its period on before the money is there (an invoice is a draft for an hour, and
 * a late one is tried for weeks), so it is paid until the period's end only where the invoice of that month is. The newest
 * one may be about parts of months instead (`monthOf`); then the month itself was collected before.
 * One of which no month was ever paid is no subscription yet: it is told as its payment, which is pending or has failed.
 */
export function tellSubscription(subscription: Subscription): Fact[] {
  const product = productOf(...subscription.names) ?? productIn(subscription.metadata)
  if (!product) return []
  const { latest, status } = subscription
  const paymentId = subscription.metadata.payment
  const isPaid = !latest || latest.status === 'paid' || !monthOf(latest)
  if (latest && !isPaid && latest.billing_reason === 'subscription_create')
    return paymentId === undefined ? [] : tellUnpaid(paymentId, status)
  const state = STATES[status]
  // `incomplete`: the payer is at it.
  if (!state) return []
  const cancelled = subscription.cancel_at_period_end ? subscription.end : null
  const endsAt = subscription.ended_at ?? subscription.cancel_at ?? cancelled
  return [
    {
      rail: 'stripe',
      is: 'subscription',
      paymentId,
      customerId: subscription.customer,
      subscriptionId: subscription.id,
      product,
      state,
      paidUntil: (isPaid ? subscription.end : subscription.start) * 1_000,
      endsAt: endsAt === null ? null : endsAt * 1_000,
    },
  ]
}

function tellUnpaid(paymentId: string, status: string): UnpaidFact[] {
  if (status === 'incomplete') return []
  const state = STATES[status] === 'ended' ? 'failed' : 'pending'
  return [{ rail: 'stripe', is: 'unpaid', paymentId, state }]
}

/** A month that an invoice is for. */
export interface Month {
  product: ProductId
  /** Epoch milliseconds. */
  paidUntil: number
}

/**
 * The whole month that an invoice of a subscription is for, or undefined. Credits come with whole months: the first one
 * (`subscription_create`), the next ones (`subscription_cycle`), and one that begins anew with a change of the plan. The
 * invoice of a change midway has parts of months only, for and against the payer (prorations): it brings the other plan
 * at once, and no credits until the next month.
 */
export function monthOf({ lines, subscriptionMetadata }: Invoice): Month | undefined {
  const whole = lines
    .filter(line => line.whole)
    .map(line => ({
      end: line.end ?? 0,
      product: productOf(...line.names) ?? productIn(subscriptionMetadata),
    }))
    .sort((a, b) => b.end - a.end)
    .find(line => line.product !== undefined)
  return whole?.product && { product: whole.product, paidUntil: whole.end * 1_000 }
}
