/** What is asked of Stripe when nothing has been heard, and what is owed to people. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { sweepCustomers, sweepPages, sweepRefunds, sweepStops } from '../../../bots/payments/stripe/debts.js'
import { createRead } from '../../../bots/payments/stripe/read.js'
import { createRounds } from '../../../bots/payments/stripe/rounds.js'
import { sweepPayments, sweepSubscriptions } from '../../../bots/payments/stripe/sweep.js'
import { createTell } from '../../../bots/payments/stripe/tell.js'
import { STRIPE } from '../../../config/limits.js'
import type { Fact } from '../../../core/billing/facts.js'
import { newId } from '../../../core/id.js'
import { DAY, HOUR, MINUTE, openScene, type Scene, signal } from './scene.js'

let scene: Scene
beforeEach(async () => {
  scene = await openScene()
  scene.post.manner.dropped = true
})
afterEach(async () => {
  await scene.close()
  expect(scene.world.violations).toEqual([])
})

const deps = () => {
  const { db, clock, log, calls, payments } = scene
  const { settle } = scene.booth
  return { db, clock, log, calls, payments, settle, signal, tell: createTell(createRead(calls), settle) }
}
const payment = (id: string) => scene.db.payment.findUniqueOrThrow({ where: { id } })
/** When it is asked about next, from now. */
const nextIn = async (id: string) =>
  ((await payment(id)).checkAt?.getTime() ?? Number.NaN) - scene.clock.now()
const near = (ms: number) => ({ asymmetricMatch: (value: number) => Math.abs(value - ms) < MINUTE })
/** As core writes it down: as much as the rounds look at. */
function keep() {
  scene.core.settle = async (fact: Fact) => {
    if (fact.is === 'unpaid')
      await scene.db.payment.updateMany({ where: { id: fact.paymentId }, data: { state: fact.state } })
    if (fact.is === 'paid' && fact.paymentId)
      await scene.db.payment.updateMany({
        where: { id: fact.paymentId },
        data: { state: 'paid', chargeId: fact.chargeId, checkAt: null },
      })
    return 'taken'
  }
}

describe('a payment that was begun', () => {
  it('and paid, of which no announcement ever came, is found', async () => {
    keep()
    const { sessionId, paymentId } = await scene.begin('pack_100')
    scene.people.pay(sessionId)
    await sweepPayments(deps())
    expect(scene.told).toEqual([])
    scene.clock.shift += 10 * MINUTE
    await sweepPayments(deps())
    expect(scene.told).toEqual([expect.objectContaining({ is: 'paid', paymentId })])
    expect(await payment(paymentId)).toMatchObject({ state: 'paid', checkAt: null })
  })

  it('is asked about again once its page has closed, and then is over', async () => {
    keep()
    const { paymentId } = await scene.begin('pack_100')
    scene.clock.shift += 10 * MINUTE
    await sweepPayments(deps())
    expect(await nextIn(paymentId)).toEqual(near(50 * MINUTE + STRIPE.closedCheckMs))
    scene.people.advance(50 * MINUTE + STRIPE.closedCheckMs)
    await sweepPayments(deps())
    expect(scene.told).toEqual([{ rail: 'stripe', is: 'unpaid', paymentId, state: 'expired' }])
  })

  it('and that a bank is at, is asked about every day for a month, and paid then', async () => {
    keep()
    const { sessionId, paymentId } = await scene.begin('pack_100')
    scene.people.pay(sessionId, 'processing')
    scene.clock.shift += 10 * MINUTE
    await sweepPayments(deps())
    expect(await payment(paymentId)).toMatchObject({ state: 'pending' })
    expect(await nextIn(paymentId)).toEqual(near(DAY))
    for (let day = 0; day < 5; day++) {
      scene.clock.shift += DAY
      await sweepPayments(deps())
    }
    expect(scene.told).toHaveLength(6)
    scene.people.bank(sessionId, 'paid')
    scene.clock.shift += DAY
    await sweepPayments(deps())
    expect(await payment(paymentId)).toMatchObject({ state: 'paid' })
    const other = await scene.begin('pack_100')
    scene.people.pay(other.sessionId, 'processing')
    scene.clock.shift += 31 * DAY
    await sweepPayments(deps())
    expect(await payment(other.paymentId)).toMatchObject({ state: 'pending', checkAt: null })
    const asked = scene.world.calls.length
    scene.clock.shift += DAY
    await sweepPayments(deps())
    expect(scene.world.calls.length).toBe(asked)
  })

  it('whose page nobody has ever seen is over when it would have closed', async () => {
    const { paymentId } = await scene.begin('pack_100')
    await scene.db.payment.update({ where: { id: paymentId }, data: { sessionId: null } })
    scene.clock.shift += 10 * MINUTE
    await sweepPayments(deps())
    expect(scene.told).toEqual([])
    scene.clock.shift += HOUR
    await sweepPayments(deps())
    expect(scene.told).toEqual([{ rail: 'stripe', is: 'unpaid', paymentId, state: 'expired' }])
  })

  it('is asked about though nobody has said when', async () => {
    keep()
    const { sessionId, paymentId } = await scene.begin('pack_100', { checkAt: null })
    scene.people.pay(sessionId)
    await sweepPayments(deps())
    expect(scene.told).toEqual([])
    scene.clock.shift += 11 * MINUTE
    await sweepPayments(deps())
    expect(await payment(paymentId)).toMatchObject({ state: 'paid' })
  })

  it('of another way to pay, or that is settled, is nobody’s business here', async () => {
    const { paymentId } = await scene.begin('pack_100')
    await scene.db.payment.update({ where: { id: paymentId }, data: { rail: 'stars' } })
    const paid = await scene.begin('pack_100')
    await scene.db.payment.update({ where: { id: paid.paymentId }, data: { state: 'paid' } })
    const asked = scene.world.calls.length
    scene.clock.shift += DAY
    await sweepPayments(deps())
    expect(scene.world.calls.length).toBe(asked)
  })

  it('does not hold the others up when it cannot be asked about, and comes again', async () => {
    keep()
    const all = [await scene.begin('pack_100'), await scene.begin('pack_100')]
    for (const { sessionId } of all) scene.people.pay(sessionId)
    scene.clock.shift += 10 * MINUTE
    scene.world.trouble = [400]
    await sweepPayments(deps())
    expect(scene.told).toHaveLength(1)
    scene.clock.shift += STRIPE.leaseMs + 1_000
    await sweepPayments(deps())
    expect(new Set(scene.told.map(({ paymentId }) => paymentId))).toEqual(
      new Set(all.map(({ paymentId }) => paymentId)),
    )
  })

  it('is asked about once by many processes', async () => {
    const { paymentId } = await scene.begin('pack_100')
    scene.clock.shift += 10 * MINUTE
    const before = scene.world.count('GET', /sessions/)
    await Promise.all(Array.from({ length: 5 }, () => sweepPayments(deps())))
    expect(scene.world.count('GET', /sessions/)).toBe(before + 1)
    expect(await payment(paymentId)).toMatchObject({ state: 'open' })
  })
})

describe('the page of somebody who is gone', () => {
  it('is closed at once, and nobody else’s', async () => {
    keep()
    const { sessionId, paymentId } = await scene.begin('pack_100')
    const other = await scene.begin('pack_100')
    await scene.db.payment.update({ where: { id: paymentId }, data: { personId: null } })
    scene.world.trouble = [403]
    await sweepPages(deps())
    expect(scene.world.get(sessionId).status).toBe('open')
    await sweepPages(deps())
    expect(scene.world.get(sessionId).status).toBe('expired')
    expect(scene.told).toEqual([{ rail: 'stripe', is: 'unpaid', paymentId, state: 'expired' }])
    expect(scene.world.get(other.sessionId).status).toBe('open')
    const asked = scene.world.calls.length
    await sweepPages(deps())
    expect(scene.world.calls.length).toBe(asked)
  })

  it('that was paid meanwhile is told as paid', async () => {
    keep()
    const { sessionId, paymentId } = await scene.begin('pack_100')
    scene.people.pay(sessionId)
    await scene.db.payment.update({ where: { id: paymentId }, data: { personId: null } })
    await sweepPages(deps())
    expect(scene.told).toEqual([expect.objectContaining({ is: 'paid', paymentId })])
  })
})

/** A subscription as core has it. */
async function subscribe(more: { stopAt?: Date } = {}) {
  const { sessionId } = await scene.open('plus')
  scene.people.pay(sessionId)
  const { id: subscriptionId, customer, created } = scene.people.subscriptionOf(sessionId)
  const row = await scene.db.subscription.create({
    data: {
      id: newId(),
      ledgerId: 'somebody',
      rail: 'stripe',
      subscriptionId,
      product: 'plus',
      state: 'active',
      paidUntil: new Date(created * 1_000 + 30 * DAY),
      checkAt: new Date(created * 1_000 + 31 * DAY),
      customerId: customer,
      ...more,
    },
  })
  const look = () => scene.db.subscription.findUniqueOrThrow({ where: { id: row.id } })
  return { subscriptionId, customer, look }
}

describe('a subscription', () => {
  it('whose new month nobody has told is asked about, with its money', async () => {
    const { subscriptionId, look } = await subscribe()
    scene.people.advance(30 * DAY)
    await sweepSubscriptions(deps())
    expect(scene.told).toEqual([])
    scene.people.advance(DAY)
    await sweepSubscriptions(deps())
    expect(scene.told).toEqual([
      expect.objectContaining({
        is: 'paid',
        amount: 799,
        subscription: expect.objectContaining({ id: subscriptionId }),
      }),
      expect.objectContaining({ is: 'subscription', state: 'active' }),
    ])
    // Core was not there to move it on: soon again.
    const { checkAt } = await look()
    expect((checkAt?.getTime() ?? 0) - scene.clock.now()).toEqual(near(STRIPE.lateCheckMs))
  })

  it('that is late, or has ended, is told so', async () => {
    const { subscriptionId } = await subscribe()
    scene.people.card(subscriptionId, 'bad')
    scene.people.advance(31 * DAY)
    await sweepSubscriptions(deps())
    expect(scene.told).toEqual([expect.objectContaining({ is: 'subscription', state: 'late' })])
    scene.people.cancelNow(subscriptionId)
    scene.clock.shift += STRIPE.lateCheckMs
    await sweepSubscriptions(deps())
    expect(scene.told.at(-1)).toMatchObject({ is: 'subscription', state: 'ended' })
  })

  it('of somebody who is gone is stopped, and they are forgotten', async () => {
    const { subscriptionId, customer, look } = await subscribe({ stopAt: new Date(scene.clock.now()) })
    scene.world.trouble = [400]
    await sweepStops(deps())
    expect((await look()).stopAt).not.toBeNull()
    scene.clock.shift += STRIPE.debtAgainMs + 1_000
    await sweepStops(deps())
    expect(await look()).toMatchObject({ state: 'ended', stopAt: null, customerId: null })
    expect(scene.world.get(subscriptionId).status).toBe('canceled')
    expect(scene.world.get(customer).gone).toBe(true)
  })
})

it('whoever has bought once and is gone is forgotten there, as soon as Stripe can be asked', async () => {
  const { sessionId } = await scene.begin('pack_100')
  const { customer } = scene.people.pay(sessionId)
  await scene.db.customerLeftover.create({
    data: { customerId: customer, dueAt: new Date(scene.clock.now()) },
  })
  scene.world.trouble = [500, 500, 500]
  await sweepCustomers(deps())
  expect(scene.world.get(customer).gone).not.toBe(true)
  scene.clock.shift += STRIPE.debtAgainMs + 1_000
  await sweepCustomers(deps())
  expect(scene.world.get(customer).gone).toBe(true)
  expect(await scene.db.customerLeftover.count()).toBe(0)
})

describe('money that an operator gives back', () => {
  async function owed(id: 'pack_100' | 'plus' = 'pack_100') {
    const { sessionId, paymentId } = await scene.begin(id)
    scene.people.pay(sessionId)
    const intent = scene.people.intentOf(sessionId)
    await scene.db.payment.update({
      where: { id: paymentId },
      data: { state: 'paid', chargeId: intent.id, refundAt: new Date(scene.clock.now()) },
    })
    return { paymentId, intent }
  }
  const refunds = () => scene.world.all('refund')

  it.each(['pack_100', 'plus'] as const)(
    'for %s goes back once, all that is left, and core is told',
    async id => {
      const { paymentId, intent } = await owed(id)
      scene.people.refund(intent.id, 100)
      await Promise.all(Array.from({ length: 4 }, () => sweepRefunds(deps())))
      await sweepRefunds(deps())
      expect(refunds().map(({ amount }) => amount)).toEqual([intent.amount - 100, 100])
      expect(scene.told).toContainEqual(
        expect.objectContaining({ is: 'reversed', chargeId: intent.id, amount: intent.amount }),
      )
      expect((await payment(paymentId)).refundAt).toBeNull()
      expect(scene.world.calls.find(({ path }) => path === '/refunds')?.key).toBe(`refund-${paymentId}`)
    },
  )

  it('goes back once also when the process dies before it knows', async () => {
    const { paymentId, intent } = await owed()
    scene.core.settle = async () => {
      throw new Error('dies here')
    }
    await sweepRefunds(deps())
    expect((await payment(paymentId)).refundAt).not.toBeNull()
    keep()
    scene.clock.shift += STRIPE.debtAgainMs + 1_000
    await sweepRefunds(deps())
    expect(refunds()).toHaveLength(1)
    expect(scene.told).toContainEqual(expect.objectContaining({ is: 'reversed', amount: intent.amount }))
    expect((await payment(paymentId)).refundAt).toBeNull()
  })

  it('that has gone back already is done', async () => {
    const { paymentId, intent } = await owed()
    scene.people.refund(intent.id)
    await sweepRefunds(deps())
    expect(refunds()).toHaveLength(1)
    expect((await payment(paymentId)).refundAt).toBeNull()
  })

  it('that Stripe does not give is told to the operator, and tried again the next day', async () => {
    const { paymentId, intent } = await owed()
    scene.people.dispute(intent.id)
    await sweepRefunds(deps())
    const { refundAt } = await payment(paymentId)
    expect((refundAt?.getTime() ?? 0) - scene.clock.now()).toEqual(near(DAY))
    expect(scene.log.lines).toContainEqual(
      expect.objectContaining({ level: 'error', message: 'money could not be given back' }),
    )
  })

  it('where nothing had to be paid is nothing', async () => {
    const { paymentId } = await owed()
    await scene.db.payment.update({ where: { id: paymentId }, data: { chargeId: 'in_free' } })
    await sweepRefunds(deps())
    expect(refunds()).toEqual([])
    expect((await payment(paymentId)).refundAt).toBeNull()
  })
})

it('of many processes one does the rounds, and all of them', async () => {
  keep()
  const { sessionId } = await scene.begin('pack_100')
  const gone = await subscribe({ stopAt: new Date(scene.clock.now()) })
  scene.people.pay(sessionId)
  scene.clock.shift += 10 * MINUTE
  let woken = 0
  const wake = () => void woken++
  const rounds = Array.from({ length: 3 }, () => createRounds({ ...deps(), hears: true, wake }))
  await Promise.all(rounds.map(({ run }) => run()))
  expect(scene.told).toEqual([expect.objectContaining({ is: 'paid' })])
  expect(await gone.look()).toMatchObject({ state: 'ended' })
  // The announcements that were lost are found, once.
  expect(woken).toBe(1)
  expect((await scene.events()).length).toBeGreaterThan(0)
  expect(scene.world.count('GET', /^\/events$/)).toBe(1)
})
