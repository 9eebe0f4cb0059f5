/** What Stripe's objects mean, read anew by its real client, in their shapes before and since Basil. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { DAY, type Desk, HOUR, openDesk } from './scene.js'

describe.each([
  ['the newest version', false],
  ['versions before Basil', true],
])('in %s', (_name, oldShape) => {
  let desk: Desk
  beforeEach(async () => {
    desk = await openDesk()
    desk.world.oldShape = oldShape
  })
  afterEach(async () => {
    await desk.close()
    expect(desk.world.violations).toEqual([])
  })

  it('a page says nothing while it is open, and that it is over once it has closed', async () => {
    const { sessionId, paymentId } = await desk.open('pack_100')
    expect(await desk.read('session', sessionId)).toEqual([])
    desk.people.advance(HOUR)
    expect(await desk.read('session', sessionId)).toEqual([
      { rail: 'stripe', is: 'unpaid', paymentId, state: 'expired' },
    ])
  })

  it('a pack that was paid is the same charge, whoever tells of it', async () => {
    const { sessionId, paymentId } = await desk.open('pack_100')
    const { customer, invoice } = desk.people.pay(sessionId)
    const intent = desk.people.intentOf(sessionId)
    const paid = {
      rail: 'stripe',
      is: 'paid',
      paymentId,
      chargeId: intent.id,
      product: 'pack_100',
      amount: 499,
      currency: 'usd',
      customerId: customer,
      receiptUrl: expect.stringContaining('https://'),
      at: intent.created * 1_000,
    }
    expect(await desk.read('session', sessionId)).toEqual([paid])
    expect(await desk.read('invoice', invoice)).toEqual([paid])
    expect(await desk.read('charge', intent.latest_charge)).toEqual([paid])
    expect(await desk.read('intent', intent.id)).toEqual([paid])
  })

  it.each(['pack_300', 'plus'] as const)(
    '%s by a bank that takes days is pending, then paid or not',
    async id => {
      const good = await desk.open(id)
      const bad = await desk.open(id)
      for (const { sessionId, paymentId } of [good, bad]) {
        desk.people.pay(sessionId, 'processing')
        expect(await desk.read('session', sessionId)).toEqual([
          { rail: 'stripe', is: 'unpaid', paymentId, state: 'pending' },
        ])
      }
      desk.people.bank(good.sessionId, 'paid')
      expect((await desk.read('session', good.sessionId))[0]).toMatchObject({
        is: 'paid',
        paymentId: good.paymentId,
      })
      desk.people.bank(bad.sessionId, 'failed')
      expect(await desk.read('session', bad.sessionId)).toEqual([
        { rail: 'stripe', is: 'unpaid', paymentId: bad.paymentId, state: 'failed' },
      ])
    },
  )

  it('a plan is its month and how it stands, from the page, the invoice, the subscription and the charge', async () => {
    const { sessionId, paymentId } = await desk.open('plus')
    desk.people.pay(sessionId)
    const subscription = desk.people.subscriptionOf(sessionId)
    const intent = desk.people.intentOf(sessionId)
    const paidUntil = (subscription.created + (30 * DAY) / 1_000) * 1_000
    const paid = {
      rail: 'stripe',
      is: 'paid',
      paymentId,
      chargeId: intent.id,
      product: 'plus',
      amount: 799,
      currency: 'usd',
      customerId: subscription.customer,
      subscription: { id: subscription.id, paidUntil },
      receiptUrl: expect.stringContaining('https://invoice.'),
    }
    const stands = {
      rail: 'stripe',
      is: 'subscription',
      paymentId,
      customerId: subscription.customer,
      subscriptionId: subscription.id,
      product: 'plus',
      state: 'active',
      paidUntil,
      endsAt: null,
    }
    for (const [kind, id] of [
      ['session', sessionId],
      ['invoice', subscription.latest_invoice],
      ['subscription', subscription.id],
      ['charge', intent.latest_charge],
    ] as const)
      expect(await desk.read(kind, id), kind).toEqual([expect.objectContaining(paid), stands])
  })

  it('a new month is paid for once its invoice is, though Stripe has moved the period on', async () => {
    const { sessionId } = await desk.open('pro')
    desk.people.pay(sessionId)
    const { id, created } = desk.people.subscriptionOf(sessionId)
    const month = (count: number) => created * 1_000 + count * 30 * DAY
    desk.clock.shift += 30 * DAY
    const invoice = desk.people.beginMonth(id)
    expect(await desk.read('subscription', id)).toEqual([
      expect.objectContaining({ is: 'subscription', state: 'active', paidUntil: month(1) }),
    ])
    desk.people.card(id, 'bad')
    desk.people.retry(id)
    expect(await desk.read('invoice', invoice.id)).toEqual([
      expect.objectContaining({ is: 'subscription', state: 'late', paidUntil: month(1) }),
    ])
    desk.people.card(id, 'good')
    desk.people.retry(id)
    expect(await desk.read('invoice', invoice.id)).toEqual([
      expect.objectContaining({ is: 'paid', amount: 1999, subscription: { id, paidUntil: month(2) } }),
      expect.objectContaining({ is: 'subscription', state: 'active', paidUntil: month(2) }),
    ])
    // The page tells of the first month and of the newest one.
    const facts = await desk.read('session', sessionId)
    expect(facts.map(fact => [fact.is, 'chargeId' in fact && fact.chargeId !== undefined])).toEqual([
      ['paid', true],
      ['paid', true],
      ['subscription', false],
    ])
  })

  it('cancelled for the end of the month, taken back, and at once', async () => {
    const { sessionId } = await desk.open('plus')
    desk.people.pay(sessionId)
    const { id, created } = desk.people.subscriptionOf(sessionId)
    const end = created * 1_000 + 30 * DAY
    const stands = async () => (await desk.read('subscription', id)).at(-1)
    desk.people.cancelAtEnd(id)
    expect(await stands()).toMatchObject({ state: 'active', endsAt: end, paidUntil: end })
    desk.people.cancelAtEnd(id, false)
    expect(await stands()).toMatchObject({ state: 'active', endsAt: null })
    desk.people.cancelNow(id)
    expect(await stands()).toMatchObject({ state: 'ended', endsAt: expect.any(Number) })
  })

  it('a change of the plan midway brings the plan, and credits with the next month', async () => {
    const { sessionId } = await desk.open('plus')
    desk.people.pay(sessionId)
    const { id } = desk.people.subscriptionOf(sessionId)
    desk.clock.shift += 10 * DAY
    const invoice = desk.people.changePlan(id, desk.price('pro'))
    const facts = await desk.read('invoice', invoice.id)
    expect(facts).toEqual([expect.objectContaining({ is: 'subscription', product: 'pro', state: 'active' })])
    desk.people.advance(21 * DAY)
    expect((await desk.read('subscription', id))[0]).toMatchObject({
      is: 'paid',
      product: 'pro',
      amount: 1999,
    })
  })

  it('parts of months that cannot be collected leave the month that was paid', async () => {
    const { sessionId } = await desk.open('plus')
    desk.people.pay(sessionId)
    const { id, created } = desk.people.subscriptionOf(sessionId)
    desk.clock.shift += 10 * DAY
    const invoice = desk.people.changePlan(id, desk.price('pro'), 'failed')
    expect(await desk.read('invoice', invoice.id)).toEqual([
      expect.objectContaining({
        is: 'subscription',
        state: 'late',
        paidUntil: created * 1_000 + 30 * DAY,
      }),
    ])
  })

  it('a month for which nothing had to be paid is one all the same', async () => {
    desk.price('plus').unit_amount = 0
    const { sessionId } = await desk.open('plus')
    desk.people.pay(sessionId)
    const { latest_invoice, id } = desk.people.subscriptionOf(sessionId)
    expect(await desk.read('session', sessionId)).toEqual([
      expect.objectContaining({ is: 'paid', chargeId: latest_invoice, amount: 0, product: 'plus' }),
      expect.objectContaining({ is: 'subscription', subscriptionId: id, state: 'active' }),
    ])
  })

  it.each(['pack_100', 'plus'] as const)('money of %s that went back is told with its charge', async id => {
    const { sessionId, paymentId } = await desk.open(id)
    desk.people.pay(sessionId)
    const intent = desk.people.intentOf(sessionId)
    desk.people.refund(intent.id, 100)
    const reversed = { rail: 'stripe', is: 'reversed', chargeId: intent.id, paymentId }
    expect(await desk.read('charge', intent.latest_charge)).toContainEqual({ ...reversed, amount: 100 })
    desk.people.refund(intent.id)
    expect(await desk.read('session', sessionId)).toEqual(
      id === 'plus'
        ? expect.arrayContaining([{ ...reversed, amount: 799 }])
        : [expect.objectContaining({ is: 'paid', amount: 499 }), { ...reversed, amount: 499 }],
    )
  })

  it.each(['pack_100', 'plus'] as const)('a dispute about %s: open, won, lost', async id => {
    const told = async (how: 'won' | 'lost' | null, status?: string) => {
      const { sessionId } = await desk.open(id)
      desk.people.pay(sessionId)
      const intent = desk.people.intentOf(sessionId)
      const dispute = desk.people.dispute(intent.id, status)
      if (how) desk.people.closeDispute(dispute.id, how)
      const facts = await desk.read('dispute', dispute.id)
      return facts.flatMap<string | number>(fact =>
        fact.is === 'disputed' ? [fact.state] : fact.is === 'reversed' ? [fact.amount] : [],
      )
    }
    expect(await told(null)).toEqual(['open'])
    expect(await told(null, 'warning_needs_response')).toEqual(['open'])
    expect(await told('won')).toEqual(['won'])
    expect(await told('lost')).toEqual(['lost', id === 'plus' ? 799 : 499])
  })

  it('what is not ours says nothing', async () => {
    const { world } = desk
    const price = world.make('price', 'price', { unit_amount: 5, currency: 'usd', product: 'prod_x' })
    const intent = world.make('pi', 'payment_intent', {
      amount: 5,
      amount_received: 5,
      currency: 'usd',
      status: 'succeeded',
      customer: null,
      latest_charge: null,
    })
    const session = world.make('cs_test', 'checkout.session', {
      mode: 'payment',
      status: 'complete',
      payment_status: 'paid',
      payment_intent: intent.id,
      subscription: null,
      invoice: null,
      customer: null,
    })
    expect(price.id).toMatch(/^price_/)
    expect(await desk.read('session', session.id)).toEqual([])
    expect(await desk.read('intent', intent.id)).toEqual([])
    for (const kind of ['session', 'invoice', 'subscription', 'charge', 'dispute', 'intent'] as const)
      expect(await desk.read(kind, 'nothing_there'), kind).toEqual([])
  })
})
