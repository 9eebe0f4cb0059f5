import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { STARS } from '../../../config/limits.js'
import { STARS_PERIOD_SECONDS } from '../../../config/plans.js'
import type { TelegramPerson } from '../../fakes/telegram/person.js'
import { openTelegramStage, PUBLIC_URL, type TelegramStage } from '../../fakes/telegram/stage.js'
import { eventually } from '../../support/booth.js'
import { invoiceFor } from './stars-support.js'

const PERIOD = STARS_PERIOD_SECONDS * 1_000
const DAY = 24 * 3_600_000

describe.each([
  ['fetches its updates', {}],
  ['is brought its updates', { publicUrl: PUBLIC_URL }],
])('a bot that %s', { timeout: 60_000 }, (_how, options) => {
  let stage: TelegramStage
  beforeAll(async () => {
    stage = await openTelegramStage(options)
  }, 60_000)
  afterAll(async () => {
    expect(stage.violations()).toEqual([])
    await stage.close()
  }, 60_000)

  const buyer = async (stars = 5_000): Promise<TelegramPerson> => {
    const person = await stage.person('Ada', 'de')
    person.stars(stars)
    return person
  }
  const creditsOf = async (person: TelegramPerson): Promise<number> => {
    const { db } = stage.house
    const account = await db.account.findFirst({ where: { platform: 'telegram', userId: person.id } })
    const ledger = await db.ledgerAccount.findUnique({ where: { personId: account?.personId ?? '' } })
    return ledger?.paid ?? 0
  }
  const credited = (person: TelegramPerson, credits: number) =>
    eventually(
      () => creditsOf(person),
      now => now === credits,
    )
  const payment = (id: string) => stage.house.db.payment.findUniqueOrThrow({ where: { id } })
  const subscription = (subscriptionId: string) =>
    stage.house.db.subscription.findUniqueOrThrow({
      where: { rail_subscriptionId: { rail: 'stars', subscriptionId } },
    })
  /** Time goes by, and the next round is due. */
  const later = (ms: number) => {
    stage.house.clock.shift += ms + STARS.roundMs
  }

  it('sells a pack, once', async () => {
    const ada = await buyer()
    const { paymentId, link } = await invoiceFor(stage, ada, 'pack_100')
    const { stars } = stage.server
    expect(await stars.pay(ada.user, link)).toMatchObject({ how: 'paid' })
    await credited(ada, 100)
    expect(ada.stars()).toBe(4_650)
    expect(await payment(paymentId)).toMatchObject({ state: 'paid', currency: 'xtr', amount: 350 })
    // The button still stands there.
    const again = await stars.pay(ada.user, link)
    expect(again).toMatchObject({ how: 'refused', because: expect.stringContaining('bezahlt') })
    expect(ada.stars()).toBe(4_650)
  })

  it('sells nothing at another price, to somebody else, or when the offer is over', async () => {
    const ada = await buyer()
    const bob = await buyer()
    const { stars } = stage.server
    const { link: cheap } = await invoiceFor(stage, ada, 'pack_100', 1)
    expect(await stars.pay(ada.user, cheap)).toMatchObject({ how: 'refused' })
    const { link, paymentId } = await invoiceFor(stage, ada, 'pack_300')
    expect(await stars.pay(bob.user, link)).toMatchObject({ how: 'refused' })
    later(3 * 3_600_000)
    expect(await stars.pay(ada.user, link)).toMatchObject({ how: 'refused' })
    await eventually(
      async () => (await payment(paymentId)).state,
      state => state === 'expired',
    )
    expect([ada.stars(), bob.stars()]).toEqual([5_000, 5_000])
  })

  it('books a payment once whose update comes twice', async () => {
    const ada = await buyer()
    const { link } = await invoiceFor(stage, ada, 'pack_100')
    stage.server.stars.next('doubled')
    await stage.server.stars.pay(ada.user, link)
    await credited(ada, 100)
    await stage.repeatLast()
    later(0)
    await eventually(
      () => stage.server.updates.pending().length,
      left => left === 0,
    )
    expect(await creditsOf(ada)).toBe(100)
    expect(
      await stage.house.db.payment.count({
        where: { personId: { not: null }, product: 'pack_100', state: 'paid', account: { userId: ada.id } },
      }),
    ).toBe(1)
  })

  it('finds a payment whose update is lost', async () => {
    const ada = await buyer()
    const { link } = await invoiceFor(stage, ada, 'pack_100')
    stage.server.stars.next('lost')
    expect(await stage.server.stars.pay(ada.user, link)).toMatchObject({ how: 'paid' })
    expect(await creditsOf(ada)).toBe(0)
    later(0)
    await credited(ada, 100)
  })

  it('books a payment that was made while it was away', async () => {
    const ada = await buyer()
    const { link } = await invoiceFor(stage, ada, 'pack_100')
    stage.server.stars.next({ delayedMs: 300 })
    await stage.server.stars.pay(ada.user, link)
    await stage.house.kill()
    await new Promise(resolve => setTimeout(resolve, 500))
    await stage.house.start()
    await credited(ada, 100)
  })

  it('takes the credits back with Stars that went back', async () => {
    const ada = await buyer()
    const { link, paymentId } = await invoiceFor(stage, ada, 'pack_100')
    const paid = await stage.server.stars.pay(ada.user, link)
    await credited(ada, 100)
    if (paid.how === 'paid') stage.server.stars.refund(paid.chargeId)
    await credited(ada, 0)
    expect(await payment(paymentId)).toMatchObject({ reversed: 350 })
  })

  it('takes them back when that update is lost, too', async () => {
    const ada = await buyer()
    const { link } = await invoiceFor(stage, ada, 'pack_100')
    const paid = await stage.server.stars.pay(ada.user, link)
    await credited(ada, 100)
    stage.server.stars.next('lost')
    if (paid.how === 'paid') stage.server.stars.refund(paid.chargeId)
    later(0)
    await credited(ada, 0)
  })

  it('gives Stars back when an operator wants it, once, whoever has done it already', async () => {
    const ada = await buyer()
    const { link, paymentId } = await invoiceFor(stage, ada, 'pack_100')
    const paid = await stage.server.stars.pay(ada.user, link)
    await credited(ada, 100)
    const wish = () =>
      stage.house.db.payment.update({
        where: { id: paymentId },
        data: { refundAt: new Date(stage.house.clock.now()) },
      })
    await wish()
    later(0)
    await credited(ada, 0)
    await eventually(
      async () => (await payment(paymentId)).refundAt,
      at => at === null,
    )
    expect(ada.stars()).toBe(5_000)
    // A crash between the refund and its note: it is asked for once more.
    await wish()
    later(0)
    await eventually(
      async () => (await payment(paymentId)).refundAt,
      at => at === null,
    )
    expect([paid.how, ada.stars(), await creditsOf(ada)]).toEqual(['paid', 5_000, 0])
  })

  it('gives Stars back to somebody whose account is gone: Telegram still knows whose they were', async () => {
    const ada = await buyer()
    const { link, paymentId } = await invoiceFor(stage, ada, 'pack_100')
    await stage.server.stars.pay(ada.user, link)
    await credited(ada, 100)
    await stage.house.db.payment.update({
      where: { id: paymentId },
      data: { refundAt: new Date(stage.house.clock.now()), accountId: null },
    })
    later(0)
    await eventually(
      () => ada.stars(),
      stars => stars === 5_000,
    )
  })

  it('sells a plan whose months come by themselves, until they do not', async () => {
    const ada = await buyer(1_300)
    const { link, paymentId } = await invoiceFor(stage, ada, 'plus')
    await stage.server.stars.pay(ada.user, link)
    await credited(ada, 200)
    const first = await subscription(paymentId)
    expect(first).toMatchObject({ state: 'active', product: 'plus', customerId: ada.id })
    expect(first.paidUntil.getTime()).toBeGreaterThan(stage.house.clock.now() + PERIOD - DAY)
    later(PERIOD)
    expect(stage.server.stars.renew()).toHaveLength(1)
    await credited(ada, 400)
    const second = await subscription(paymentId)
    expect(second.paidUntil.getTime() - first.paidUntil.getTime()).toBe(PERIOD)
    // Stars for a third month are not there: Telegram says nothing at all.
    later(PERIOD)
    expect(stage.server.stars.renew()).toEqual([])
    later(DAY / 2)
    await new Promise(resolve => setTimeout(resolve, STARS.wakeMs * 1.5))
    expect(await subscription(paymentId)).toMatchObject({ state: 'active' })
    later(DAY)
    await eventually(
      async () => (await subscription(paymentId)).state,
      state => state === 'ended',
    )
    expect(await creditsOf(ada)).toBe(400)
  })

  it('keeps a plan going whose month came without an update', async () => {
    const ada = await buyer(1_200)
    const { link, paymentId } = await invoiceFor(stage, ada, 'plus')
    await stage.server.stars.pay(ada.user, link)
    await credited(ada, 200)
    later(PERIOD)
    stage.server.stars.next('lost')
    expect(stage.server.stars.renew()).toHaveLength(1)
    later(2 * DAY)
    await credited(ada, 400)
    expect(await subscription(paymentId)).toMatchObject({ state: 'active' })
    stage.server.stars.cancel(ada.user)
  })

  it.each([[true], [false]])(
    'ends a plan at Telegram whose person is gone (its rows know them: %s)',
    async known => {
      const ada = await buyer()
      const { link, paymentId } = await invoiceFor(stage, ada, 'plus')
      await stage.server.stars.pay(ada.user, link)
      await credited(ada, 200)
      const { db, clock } = stage.house
      await db.subscription.update({
        where: { rail_subscriptionId: { rail: 'stars', subscriptionId: paymentId } },
        data: { stopAt: new Date(clock.now()), personId: null, ...(!known && { customerId: null }) },
      })
      later(0)
      const ended = await eventually(
        () => subscription(paymentId),
        ({ stopAt }) => stopAt === null,
      )
      expect(ended.state).toBe('ended')
      expect(stage.server.stars.subscriptions.find(({ user }) => user === ada.user)?.cancelled).toBe('bot')
      later(PERIOD)
      expect(stage.server.stars.renew()).toEqual([])
    },
  )
})
