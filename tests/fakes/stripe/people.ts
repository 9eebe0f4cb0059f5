/** What people do on Stripe's pages, what their banks do, and what an operator does in the dashboard. */
import {
  beginMonth,
  charge,
  collect,
  collectMonth,
  endSubscription,
  makeIntent,
  makeInvoice,
  monthAfter,
  priceOf,
  settleInvoice,
} from './money.js'
import type { Thing, World } from './world.js'

export type People = ReturnType<typeof createPeople>

export function createPeople(world: World) {
  function customerOf(session: Thing): string | null {
    if (
      session.customer === null &&
      (session.mode === 'subscription' || session.customer_creation === 'always')
    )
      session.customer = world.make('cus', 'customer', { email: 'ann@person.example', deleted: false }).id
    return session.customer
  }

  function openSession(id: string): Thing {
    const session = world.get(id)
    if (session.status !== 'open') throw new Error(`The page ${id} is ${session.status}.`)
    return session
  }

  function complete(session: Thing, isPaid: boolean): void {
    session.status = 'complete'
    session.payment_status = isPaid ? 'paid' : 'unpaid'
    session.url = null
    world.announce('checkout.session.completed', session)
  }

  function payPack(session: Thing, how: 'paid' | 'processing'): void {
    const { secret } = session
    const price = world.get(secret.price)
    const customer = customerOf(session)
    const intent = makeIntent(world, {
      amount: price.unit_amount,
      currency: price.currency,
      customer,
      metadata: { ...secret.intentMetadata },
    })
    session.payment_intent = intent.id
    charge(world, intent, how)
    if (how === 'paid') receipt(session, intent)
    complete(session, how === 'paid')
  }

  function receipt(session: Thing, intent: Thing): void {
    const { secret } = session
    if (!secret.invoice) return
    const price = world.get(secret.price)
    const now = world.seconds()
    const invoice = makeInvoice(world, {
      reason: 'manual',
      customer: session.customer,
      lines: [{ price, amount: price.unit_amount, start: now, end: now }],
      metadata: { ...secret.invoice.metadata },
    })
    world.make('inpay', 'invoice_payment', {
      invoice: invoice.id,
      is_default: true,
      status: 'paid',
      amount_paid: invoice.amount_due,
      payment: { type: 'payment_intent', payment_intent: intent.id },
    })
    session.invoice = invoice.id
    settleInvoice(world, invoice)
  }

  function payPlan(session: Thing, how: 'paid' | 'processing'): void {
    const { secret } = session
    const price = world.get(secret.price)
    const customer = customerOf(session)
    const start = world.seconds()
    const subscription = world.make('sub', 'subscription', {
      customer,
      status: 'active',
      metadata: { ...secret.subscriptionMetadata },
      cancel_at: null as number | null,
      cancel_at_period_end: false,
      canceled_at: null as number | null,
      ended_at: null as number | null,
      latest_invoice: null as string | null,
      card: 'good',
      items: {
        object: 'list',
        has_more: false,
        data: [
          {
            id: `si_${secret.price}`,
            object: 'subscription_item',
            price: structuredClone(price),
            current_period_start: start,
            current_period_end: monthAfter(start),
          },
        ],
      },
    })
    const invoice = makeInvoice(world, {
      reason: 'subscription_create',
      customer,
      subscription,
      lines: [{ price, amount: price.unit_amount, start, end: monthAfter(start) }],
    })
    subscription.latest_invoice = invoice.id
    session.subscription = subscription.id
    session.invoice = invoice.id
    world.announce('customer.subscription.created', subscription)
    collect(world, invoice, how)
    complete(session, how === 'paid')
  }

  const intentOf = (session: Thing): Thing => {
    if (session.payment_intent) return world.get(session.payment_intent)
    const paying = world.all('invoice_payment').find(({ invoice }) => invoice === session.invoice)
    return world.get(paying?.payment.payment_intent)
  }

  return {
    /** Somebody pays on a page, `processing` with a bank that takes days. */
    pay(sessionId: string, how: 'paid' | 'processing' = 'paid'): Thing {
      const session = openSession(sessionId)
      if (session.mode === 'payment') payPack(session, how)
      else payPlan(session, how)
      return session
    },
    /** The bank's money arrives after all, or does not. */
    bank(sessionId: string, how: 'paid' | 'failed'): void {
      const session = world.get(sessionId)
      const intent = intentOf(session)
      if (session.mode === 'payment') {
        charge(world, intent, how)
        if (how === 'paid') receipt(session, intent)
      } else {
        collect(world, world.get(session.invoice), how)
        const subscription = world.get(session.subscription)
        if (how === 'failed') endSubscription(world, subscription)
      }
      if (how === 'paid') session.payment_status = 'paid'
      world.announce(
        how === 'paid' ? 'checkout.session.async_payment_succeeded' : 'checkout.session.async_payment_failed',
        session,
      )
    },
    /** The page closes unpaid. */
    expire(sessionId: string): void {
      const session = openSession(sessionId)
      session.status = 'expired'
      session.url = null
      world.announce('checkout.session.expired', session)
    },
    intentOf: (sessionId: string) => intentOf(world.get(sessionId)),
    subscriptionOf: (sessionId: string) => world.get(world.get(sessionId).subscription),

    /** From now on the card is refused, or taken. */
    card(subscriptionId: string, how: 'good' | 'bad'): void {
      world.get(subscriptionId).card = how
    },
    /** Tries the month that is owed once more. */
    retry: (subscriptionId: string) => collectMonth(world, world.get(subscriptionId)),
    beginMonth: (subscriptionId: string) => beginMonth(world, world.get(subscriptionId)),
    cancelAtEnd(subscriptionId: string, yes = true): void {
      const subscription = world.get(subscriptionId)
      subscription.cancel_at_period_end = yes
      subscription.cancel_at = yes ? subscription.items.data[0].current_period_end : null
      subscription.canceled_at = yes ? world.seconds() : null
      world.announce('customer.subscription.updated', subscription)
    },
    cancelNow: (subscriptionId: string) => endSubscription(world, world.get(subscriptionId)),
    /** An operator moves somebody to another plan midway: parts of two months are charged at once. */
    changePlan(subscriptionId: string, price: Thing, how: 'paid' | 'failed' = 'paid'): Thing {
      const subscription = world.get(subscriptionId)
      const [item] = subscription.items.data
      const before = priceOf(world, subscription)
      item.price = structuredClone(price)
      const now = world.seconds()
      const end = item.current_period_end
      const share = (amount: number) => Math.round((amount * (end - now)) / (end - item.current_period_start))
      const line = { start: now, end, proration: true }
      const invoice = makeInvoice(world, {
        reason: 'subscription_update',
        customer: subscription.customer,
        subscription,
        lines: [
          { ...line, price: before, amount: -share(before.unit_amount) },
          { ...line, price, amount: share(price.unit_amount) },
        ],
      })
      subscription.latest_invoice = invoice.id
      collect(world, invoice, how)
      if (how === 'failed') subscription.status = 'past_due'
      world.announce('customer.subscription.updated', subscription)
      return invoice
    },

    /** An operator gives money back in the dashboard, all that is left unless told. */
    refund(intentId: string, amount?: number): Thing {
      return refund(world, world.get(intentId), amount)
    },
    /** The payer asks their bank for the money; an inquiry with `warning_needs_response`. */
    dispute(intentId: string, status = 'needs_response'): Thing {
      const intent = world.get(intentId)
      const disputed = world.get(intent.latest_charge)
      disputed.disputed = true
      const made = world.make('dp', 'dispute', {
        amount: disputed.amount,
        charge: disputed.id,
        payment_intent: intent.id,
        reason: 'fraudulent',
        status,
      })
      world.announce('charge.dispute.created', made)
      return made
    },
    closeDispute(disputeId: string, status: 'won' | 'lost' | 'warning_closed'): void {
      const dispute = world.get(disputeId)
      dispute.status = status
      world.announce('charge.dispute.closed', dispute)
    },

    /** Time goes by: pages close, months begin and are collected. */
    advance(ms: number): void {
      world.clock.shift += ms
      const now = world.seconds()
      for (const session of world.all('checkout.session'))
        if (session.status === 'open' && session.expires_at <= now) this.expire(session.id)
      for (const subscription of world.all('subscription')) {
        while (
          ['active', 'past_due'].includes(subscription.status) &&
          subscription.items.data[0].current_period_end <= now
        ) {
          if (subscription.cancel_at_period_end) endSubscription(world, subscription)
          else {
            beginMonth(world, subscription)
            collectMonth(world, subscription)
          }
        }
      }
    },
  }
}

/** Gives money back; what is left where no amount is named. */
export function refund(world: World, intent: Thing, amount?: number): Thing {
  const given = world.get(intent.latest_charge)
  const left = given.amount - given.amount_refunded
  given.amount_refunded += amount ?? left
  given.refunded = given.amount_refunded === given.amount
  const made = world.make('re', 'refund', {
    amount: amount ?? left,
    charge: given.id,
    payment_intent: intent.id,
    status: 'succeeded',
  })
  world.announce('charge.refunded', given)
  return made
}
