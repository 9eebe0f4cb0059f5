/** How money moves at Stripe: payments, invoices, and subscriptions through their months. */
import type { Thing, World } from './world.js'

const DAY = 24 * 3_600

/** A payment under way. */
export function makeIntent(
  world: World,
  of: { amount: number; currency: string; customer: string | null; metadata?: Record<string, string> },
): Thing {
  return world.make('pi', 'payment_intent', {
    ...of,
    metadata: of.metadata ?? {},
    amount_received: 0,
    status: 'requires_payment_method',
    latest_charge: null,
  })
}

/** The payer's bank pays it, or is at it, or does not. */
export function charge(world: World, intent: Thing, how: 'paid' | 'processing' | 'failed'): Thing {
  const made = world.make('ch', 'charge', {
    amount: intent.amount,
    amount_refunded: 0,
    currency: intent.currency,
    customer: intent.customer,
    payment_intent: intent.id,
    metadata: { ...intent.metadata },
    disputed: false,
    refunded: false,
    paid: how === 'paid',
    status: how === 'paid' ? 'succeeded' : how === 'processing' ? 'pending' : 'failed',
    receipt_url: how === 'paid' ? `https://pay.stripe.example/receipts/${intent.id}` : null,
  })
  intent.latest_charge = made.id
  intent.status =
    how === 'paid' ? 'succeeded' : how === 'processing' ? 'processing' : 'requires_payment_method'
  if (how === 'paid') {
    intent.amount_received = intent.amount
    world.announce('charge.succeeded', made)
    world.announce('payment_intent.succeeded', intent)
  }
  return made
}

export interface LineWish {
  price: Thing
  amount: number
  start: number
  end: number
  proration?: boolean
}

export function makeInvoice(
  world: World,
  of: {
    reason: string
    customer: string | null
    lines: LineWish[]
    subscription?: Thing
    metadata?: Record<string, string>
  },
): Thing {
  const { subscription } = of
  const total = of.lines.reduce((sum, { amount }) => sum + amount, 0)
  const id = world.make('in', 'invoice', {}).id
  return Object.assign(world.get(id), {
    status: 'draft',
    billing_reason: of.reason,
    customer: of.customer,
    currency: of.lines[0]?.price.currency ?? 'usd',
    amount_due: Math.max(total, 0),
    amount_paid: 0,
    total,
    hosted_invoice_url: `https://invoice.stripe.example/i/${id}`,
    status_transitions: { paid_at: null, finalized_at: null },
    metadata: of.metadata ?? {},
    parent: subscription
      ? {
          type: 'subscription_details',
          subscription_details: { subscription: subscription.id, metadata: { ...subscription.metadata } },
          quote_details: null,
        }
      : null,
    lines: {
      object: 'list',
      has_more: false,
      data: of.lines.map(({ price, amount, start, end, proration = false }, index) => ({
        id: `il_${id}_${index}`,
        object: 'line_item',
        amount,
        currency: price.currency,
        invoice: id,
        metadata: {},
        period: { start, end },
        parent: subscription
          ? {
              type: 'subscription_item_details',
              invoice_item_details: null,
              subscription_item_details: { subscription: subscription.id, proration, invoice_item: null },
            }
          : { type: 'invoice_item_details', subscription_item_details: null, invoice_item_details: {} },
        pricing: {
          type: 'price_details',
          unit_amount_decimal: String(price.unit_amount),
          price_details: { price: price.id, product: price.product },
        },
      })),
    },
  })
}

/** An invoice is finalized and collected. */
export function collect(world: World, invoice: Thing, how: 'paid' | 'processing' | 'failed'): void {
  const known = world.all('invoice_payment').find(one => one.invoice === invoice.id)
  if (invoice.amount_due === 0) {
    settleInvoice(world, invoice)
    return
  }
  const intent =
    known === undefined
      ? makeIntent(world, {
          amount: invoice.amount_due,
          currency: invoice.currency,
          customer: invoice.customer,
        })
      : world.get(known.payment.payment_intent)
  const payment =
    known ??
    world.make('inpay', 'invoice_payment', {
      invoice: invoice.id,
      is_default: true,
      status: 'open',
      amount_paid: null as number | null,
      payment: { type: 'payment_intent', payment_intent: intent.id },
    })
  invoice.status = 'open'
  charge(world, intent, how)
  if (how === 'paid') {
    payment.status = 'paid'
    payment.amount_paid = invoice.amount_due
    settleInvoice(world, invoice)
  }
  if (how === 'failed') world.announce('invoice.payment_failed', invoice)
}

/** What was paid on a page or by the bank is settled. */
export function settleInvoice(world: World, invoice: Thing): void {
  invoice.status = 'paid'
  invoice.amount_paid = invoice.amount_due
  invoice.status_transitions.paid_at = world.seconds()
  world.announce('invoice.paid', invoice)
}

/** A month from then, as long as the others: thirty days. */
export function monthAfter(start: number): number {
  return start + 30 * DAY
}

export function priceOf(world: World, subscription: Thing): Thing {
  return world.get(subscription.items.data[0].price.id)
}

/** A new month begins: its invoice is a draft for an hour, and the period has moved on already. */
export function beginMonth(world: World, subscription: Thing): Thing {
  const [item] = subscription.items.data
  item.current_period_start = item.current_period_end
  item.current_period_end = monthAfter(item.current_period_start)
  const price = priceOf(world, subscription)
  const invoice = makeInvoice(world, {
    reason: 'subscription_cycle',
    customer: subscription.customer,
    subscription,
    lines: [
      {
        price,
        amount: price.unit_amount,
        start: item.current_period_start,
        end: item.current_period_end,
      },
    ],
  })
  subscription.latest_invoice = invoice.id
  world.announce('customer.subscription.updated', subscription)
  return invoice
}

/** The month's money is collected from the card. */
export function collectMonth(world: World, subscription: Thing): void {
  const invoice = world.get(subscription.latest_invoice)
  const how = subscription.card === 'bad' ? 'failed' : 'paid'
  collect(world, invoice, how)
  const status = how === 'paid' ? 'active' : 'past_due'
  if (subscription.status === status) return
  subscription.status = status
  world.announce('customer.subscription.updated', subscription)
}

export function endSubscription(world: World, subscription: Thing): void {
  subscription.status = 'canceled'
  subscription.canceled_at ??= world.seconds()
  subscription.ended_at = world.seconds()
  world.announce('customer.subscription.deleted', subscription)
}
