/** Reads Stripe's objects anew and says what they mean. Whatever an event said is never believed: only where to look. */
import type { Fact, PaidFact } from '../../../core/billing/facts.js'
import type { Calls } from './calls.js'
import { type PaidFor, tellIntent } from './intent.js'
import { productIn } from './names.js'
import * as shapes from './shapes.js'
import { monthOf, tellSubscription } from './subscription.js'

export const KINDS = ['session', 'invoice', 'subscription', 'charge', 'dispute', 'intent'] as const
export type Kind = (typeof KINDS)[number]

/** An object of Stripe's that there is something new about. */
export interface About {
  kind: Kind
  id: string
}

/** Answers what an object and what belongs to it say now; nothing when it is none of ours. */
export type Read = (about: About, options: { signal: AbortSignal }) => Promise<Fact[]>

/** Faults: `unavailable`, `timeout`, `cancelled`, `config`. */
export function createRead(calls: Calls): Read {
  return ({ kind, id }, { signal }) => {
    const look = createLook(calls, signal)
    return look[kind](id)
  }
}

function createLook(
  { find, call }: Calls,
  signal: AbortSignal,
): Record<Kind, (id: string) => Promise<Fact[]>> {
  const findIntent = (id: string) =>
    find(shapes.intent, stripe => stripe.paymentIntents.retrieve(id, { expand: ['latest_charge'] }), signal)
  const findInvoice = (id: string) =>
    find(shapes.invoice, stripe => stripe.invoices.retrieve(id, { expand: ['payments'] }), signal)
  const findSubscription = (id: string) =>
    find(
      shapes.subscription,
      stripe => stripe.subscriptions.retrieve(id, { expand: ['latest_invoice.payments'] }),
      signal,
    )

  /** Disputes of a payment: `known` is one that was read already, for the mark on the charge may come later. */
  async function disputesOf(intent: shapes.Intent, known?: shapes.Dispute): Promise<shapes.Dispute[]> {
    if (!intent.charge?.disputed) return known ? [known] : []
    const { data } = await call(
      shapes.disputes,
      stripe => stripe.disputes.list({ payment_intent: intent.id, limit: 100 }),
      signal,
    )
    return known && !data.some(({ id }) => id === known.id) ? [...data, known] : data
  }

  /** A payment of its own says by its metadata what it was for; one of a subscription is found by its invoice. */
  async function intent(id: string, known?: shapes.Dispute, paidFor?: PaidFor): Promise<Fact[]> {
    const found = await findIntent(id)
    if (!found) return []
    const product = productIn(found.metadata)
    const ours = product && { paymentId: found.metadata.payment, product }
    const about = ours || paidFor ? { ...ours, ...paidFor } : undefined
    if (about?.product)
      return tellIntent(found, { ...about, product: about.product }, await disputesOf(found, known))
    const invoiceId = found.invoice ?? (await invoiceOf(id))
    return invoiceId === undefined ? [] : invoice(invoiceId, known)
  }

  async function invoiceOf(intentId: string): Promise<string | undefined> {
    const { data } = await call(
      shapes.invoicePayments,
      stripe =>
        stripe.invoicePayments.list({
          payment: { type: 'payment_intent', payment_intent: intentId },
          limit: 1,
        }),
      signal,
    )
    return data[0]?.invoice
  }

  async function invoice(id: string, known?: shapes.Dispute): Promise<Fact[]> {
    const found = await findInvoice(id)
    if (!found) return []
    if (found.subscriptionId === undefined) return packInvoice(found, known)
    const of = await findSubscription(found.subscriptionId)
    return [...(await month(found, known)), ...(of ? tellSubscription(of) : [])]
  }

  /** A pack's invoice is its receipt. */
  async function packInvoice(found: shapes.Invoice, known?: shapes.Dispute): Promise<Fact[]> {
    const product = productIn(found.metadata)
    if (!product || found.intentId === undefined) return []
    const receiptUrl = found.hosted_invoice_url ?? undefined
    return intent(found.intentId, known, { product, paymentId: found.metadata.payment, receiptUrl })
  }

  /** What a subscription's invoice says about its month, once it is paid. */
  async function month(found: shapes.Invoice, known?: shapes.Dispute): Promise<Fact[]> {
    const { subscriptionId, subscriptionMetadata, intentId } = found
    const bought = monthOf(found)
    if (found.status !== 'paid' || !bought || subscriptionId === undefined) return []
    const paidFor: PaidFor = {
      paymentId: subscriptionMetadata.payment,
      product: bought.product,
      subscription: { id: subscriptionId, paidUntil: bought.paidUntil },
      receiptUrl: found.hosted_invoice_url ?? undefined,
      customerId: found.customer,
    }
    if (intentId !== undefined) {
      const paying = await findIntent(intentId)
      if (paying?.status === 'succeeded') return tellIntent(paying, paidFor, await disputesOf(paying, known))
    }
    // Nothing had to be paid (a coupon, a balance), or it was paid elsewhere.
    const paidAt = found.status_transitions?.paid_at ?? found.created
    const fact: PaidFact = {
      rail: 'stripe',
      is: 'paid',
      ...paidFor,
      chargeId: intentId ?? found.id,
      amount: found.amount_paid,
      currency: found.currency,
      at: paidAt * 1_000,
    }
    return [fact]
  }

  async function subscription(id: string): Promise<Fact[]> {
    const found = await findSubscription(id)
    if (!found) return []
    return [...(found.latest ? await month(found.latest) : []), ...tellSubscription(found)]
  }

  async function session(id: string): Promise<Fact[]> {
    const found = await find(shapes.session, stripe => stripe.checkout.sessions.retrieve(id), signal)
    const paymentId = found?.metadata.payment
    const product = found ? productIn(found.metadata) : undefined
    if (!found || paymentId === undefined || !product) return []
    const unpaid = (state: 'pending' | 'expired' | 'failed'): Fact[] => [
      { rail: 'stripe', is: 'unpaid', paymentId, state },
    ]
    if (found.status === 'expired') return unpaid('expired')
    if (found.status !== 'complete') return []
    if (found.mode === 'subscription') return bySession(found)
    if (found.payment_intent === undefined) {
      // Nothing had to be paid.
      if (found.payment_status === 'unpaid') return unpaid('pending')
      const { amount_total: amount, currency, customer: customerId } = found
      const at = found.created * 1_000
      const free = { chargeId: id, amount: amount ?? 0, currency: currency ?? 'usd', customerId, at }
      return [{ rail: 'stripe', is: 'paid', paymentId, product, ...free }]
    }
    const paying = await findIntent(found.payment_intent)
    if (!paying) return unpaid('failed')
    if (paying.status === 'succeeded')
      return tellIntent(paying, { paymentId, product, customerId: found.customer }, await disputesOf(paying))
    return unpaid(['requires_payment_method', 'canceled'].includes(paying.status) ? 'failed' : 'pending')
  }

  /** The month that was paid on that page, and the newest one where there is one since. */
  async function bySession(found: shapes.Session): Promise<Fact[]> {
    if (found.subscription === undefined) return []
    const newest = await findSubscription(found.subscription)
    if (!newest) return []
    const first =
      found.invoice === undefined || newest.latest?.id === found.invoice
        ? null
        : await findInvoice(found.invoice)
    return [
      ...(first ? await month(first) : []),
      ...(newest.latest ? await month(newest.latest) : []),
      ...tellSubscription(newest),
    ]
  }

  return {
    session,
    invoice: id => invoice(id),
    subscription,
    intent: id => intent(id),
    async charge(id) {
      const found = await find(shapes.charge, stripe => stripe.charges.retrieve(id), signal)
      return found?.payment_intent === undefined ? [] : intent(found.payment_intent)
    },
    async dispute(id) {
      const found = await find(shapes.dispute, stripe => stripe.disputes.retrieve(id), signal)
      return found?.payment_intent === undefined ? [] : intent(found.payment_intent, found)
    },
  }
}
