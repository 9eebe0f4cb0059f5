/** The table of ways to pay, and that nothing on Telegram ever leads to another one than Stars. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { LOCALES } from '../../../config/locales/index.js'
import { PRODUCTS, RAILS_OF } from '../../../config/plans.js'
import { priceOf } from '../../../core/billing/purchase.js'
import { COMMANDS } from '../../../core/commands/index.js'
import { viewSays } from '../../../core/delivery/account-view.js'
import { newId } from '../../../core/id.js'
import { notice } from '../../../core/notice.js'
import { createSay } from '../../../core/say.js'
import { createCards, openShop, pays, type ShopHouse, SKUS } from './shop.js'

describe('the table', () => {
  it.each([
    ['web', ['stripe']],
    ['slack', ['stripe']],
    ['discord', ['discord', 'stripe']],
    ['telegram', ['stars']],
  ] as const)('%s allows %j', (platform, rails) => {
    expect(RAILS_OF[platform]).toEqual(rails)
  })

  it.each(PRODUCTS.map(product => [product.id, product] as const))(
    '%s costs no less by card than in Discord, and has a price wherever its buyers are',
    (_id, product) => {
      expect(product.prices.discord).toBeDefined()
      expect(product.prices.stripe ?? 0).toBeGreaterThanOrEqual(product.prices.discord ?? Number.NaN)
      // Telegram knows no teams.
      expect(priceOf(product, 'stars') !== null).toBe(product.buyer === 'person')
      for (const price of Object.values(product.prices)) expect(price).toBeGreaterThan(0)
    },
  )
})

describe('on Telegram', () => {
  let shop: ShopHouse
  beforeAll(async () => {
    // Cards are set up, and this person has paid by card elsewhere, with a receipt and a plan.
    shop = await openShop({ till: { payments: createCards().payments, skus: SKUS } })
    const { personId } = await shop.person('telegram', 'ann')
    await shop.command('telegram', 'ann', 'credits')
    const { id: ledgerId } = await shop.db.ledgerAccount.update({
      where: { personId },
      data: { customerId: 'cus_ann' },
    })
    await shop.db.payment.create({
      data: {
        ...{ id: newId(), origin: newId(), personId, ledgerId, rail: 'stripe', product: 'pack_100' },
        ...{
          state: 'paid',
          credits: 100,
          amount: 499,
          currency: 'usd',
          chargeId: 'pi_1',
          paidAt: new Date(),
        },
        receiptUrl: 'https://pay.stripe.com/receipts/1',
      },
    })
  })
  afterAll(() => shop.close())

  const check = (messages: Parameters<typeof pays>[0]) => {
    for (const { pay } of pays(messages)) expect(pay?.rail).toBe('stars')
    expect(JSON.stringify(messages)).not.toMatch(/stripe\.com/i)
  }

  it.each(
    COMMANDS.flatMap(({ name }) => ['', 'six fingers'].map(words => [`${name} ${words}`.trim()] as const)),
  )('/%s leads to Stars alone', async line => {
    check(await shop.command('telegram', 'ann', line))
  })

  it('so does every button of the commands about money, with a plan that was bought elsewhere', async () => {
    const { personId } = await shop.person('telegram', 'ann')
    const ledger = await shop.db.ledgerAccount.findUniqueOrThrow({ where: { personId } })
    await shop.db.subscription.create({
      data: {
        ...{ id: newId(), personId, ledgerId: ledger.id, rail: 'stripe', subscriptionId: 'sub_1' },
        ...{ product: 'plus', state: 'active', paidUntil: new Date(Date.now() + 86_400_000) },
      },
    })
    for (const action of ['credits', 'credits:1', 'subscribe', 'billing', 'paysupport', 'team'])
      check(await shop.press('telegram', 'ann', action))
    expect((await shop.press('telegram', 'ann', 'billing'))[0]?.text).toContain('bought in another chat')
  })

  it.each(Object.keys(LOCALES.en.notices))('so does the news "%s"', id => {
    const context = {
      ...{ receipt: 'https://pay.stripe.com/receipts/1', product: 'plus', style: 'noir' },
      ...{ day: 0, credits: 1, owed: 1, number: 'n', answer: 'a' },
    }
    for (const language of ['en', 'de'])
      check([viewSays({ deliveryId: 'd', platform: 'telegram' }, notice(id, context), createSay()(language))])
  })
})
