import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { FREE_PLAN } from '../../config/plans.js'
import { post } from '../../core/billing/entries.js'
import { PLATFORMS } from '../../core/platform.js'
import { agreed, GOOD, type Guest } from '../contract/talk.js'
import { eventually } from '../support/booth.js'
import { differences } from '../unit/billing/house.js'
import { openShop, type Shop } from './shop.js'

/** One picture a day is free. */
const PLAN = { ...FREE_PLAN, freePerDay: 1 }

describe.each(PLATFORMS)('somebody with money on %s', { timeout: 120_000 }, platform => {
  let shop: Shop
  beforeAll(async () => {
    shop = await openShop(platform, { plan: PLAN })
  }, 120_000)
  afterAll(async () => {
    expect(shop?.stage.violations() ?? []).toEqual([])
    await shop?.close()
  }, 60_000)

  const books = () => differences(shop.stage.house.db)

  test('buys, uses, runs out, subscribes, renews, cannot pay, cancels, and is given money back', async () => {
    const guest = await agreed(shop.stage)
    await guest.photo(GOOD)
    await guest.hear('That is a good photo')
    await guest.order('noir')
    await guest.receive('noir')

    // The day's free one is used up.
    await guest.arrive().command('portrait', 'oil')
    await guest.hear(/costs|free credits/)
    await guest.command('credits')
    await guest.hear('Get more')
    await shop.buy(guest, 'pack_100')
    await guest.hear('thank you')
    await guest.arrive().order('oil')
    await guest.receive('oil')
    await balanceIs(guest, 99)
    expect(await books()).toEqual([])

    // All but one are spent elsewhere, and then the last one.
    await spend(98)
    await guest.arrive().order('sketch')
    await guest.receive('sketch')
    await guest.arrive().command('portrait', 'oil')
    await guest.hear(/costs|free credits/)

    await guest.arrive().command('subscribe')
    await guest.hear('Plus')
    await shop.buy(guest, 'plus')
    await guest.hear('Welcome to Plus')
    await balanceIs(guest, 200)
    await guest.arrive().command('subscribe')
    await guest.hear(/Plus.*(runs|paid|until)/s)
    await shop.month(guest, true)
    await guest.hear(/Plus goes on until/)
    await balanceIs(guest, 400)
    expect(await books()).toEqual([])

    if (shop.words.late === null && shop.words.cancelled === null) {
      // Telegram tells nothing of either: the plan ends with what is paid.
      await shop.month(guest, false)
      await guest.hear('Plus has ended')
    } else {
      if (shop.words.late !== null) {
        await shop.month(guest, false)
        await guest.hear(shop.words.late)
      }
      await shop.cancel(guest)
      await guest.hear(shop.words.cancelled ?? '')
      await guest.hear('Plus has ended')
    }
    expect(await books()).toEqual([])

    await shop.refund(guest)
    await guest.hear('Your money went back')
    expect(await books()).toEqual([])
    await guest.arrive().command('billing')
    const billing = await guest.hear('Your payments')
    expect(billing.text).toMatch(/given back|refunded|back/i)
  })

  /** What can be spent, without the day's free one. */
  async function balanceIs(_guest: Guest, paid: number): Promise<void> {
    await eventually(
      async () => (await ledger()).paid,
      now => now === paid,
    )
  }

  async function ledger() {
    return shop.stage.house.db.ledgerAccount.findFirstOrThrow({
      where: { person: { payments: { some: {} } } },
    })
  }

  async function spend(amount: number): Promise<void> {
    const { id } = await ledger()
    await shop.stage.house.db.$transaction(tx =>
      post(tx, {
        ...{ kind: 'expire', amount, reason: 'spent elsewhere', to: { house: 'expiry' } },
        from: { account: id, bucket: 'paid' },
      }),
    )
  }
})
