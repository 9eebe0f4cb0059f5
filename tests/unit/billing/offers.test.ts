import { afterEach, beforeEach, expect, it } from 'vitest'
import { PAYMENTS } from '../../../config/limits.js'
import { newId } from '../../../core/id.js'
import { type Cards, createCards, openShop, pays, type ShopHouse, SKUS, words } from './shop.js'

let cards: Cards
let shop: ShopHouse
beforeEach(async () => {
  cards = createCards()
  shop = await openShop({ till: { payments: cards.payments, skus: SKUS } })
})
afterEach(() => shop.close())

const labels = (buttons: { label: string }[]) => buttons.map(({ label }) => label.replaceAll(/\s/g, ' '))

it('on the web each pack is a page for a card, for that person, in their language', async () => {
  const german = { account: { tenant: '', userId: 'ann', language: 'de' } }
  const answer = await shop.command('web', 'ann', 'credits', german)
  expect(labels(pays(answer))).toEqual([
    '100 Credits – 4,99 $',
    '300 Credits – 12,99 $',
    '1.000 Credits – 39,99 $',
  ])
  const { personId } = await shop.person('web', 'ann')
  const ledger = await shop.db.ledgerAccount.findUniqueOrThrow({ where: { personId } })
  const rows = await shop.db.payment.findMany()
  expect(cards.wishes).toHaveLength(3)
  for (const wish of cards.wishes) {
    expect(wish).toMatchObject({ reference: ledger.id, language: 'de' })
    expect(wish).not.toHaveProperty('customerId')
    const row = rows.find(({ id }) => id === wish.paymentId)
    expect(row).toMatchObject({ personId, ledgerId: ledger.id, product: wish.product.id, state: 'open' })
    // It is kept before anybody gets its address.
    expect(row?.url).toBe(`https://checkout.stripe.com/c/${wish.paymentId}`)
    expect(row?.expiresAt?.getTime()).toBe(wish.expiresAt)
  }
})

it('looking twice opens nothing new, until the page is about to close', async () => {
  const first = pays(await shop.command('web', 'ann', 'credits'))
  expect(pays(await shop.command('web', 'ann', 'credits')).map(({ pay }) => pay)).toEqual(
    first.map(({ pay }) => pay),
  )
  expect(cards.wishes).toHaveLength(3)
  shop.clock.shift = PAYMENTS.openMs - PAYMENTS.againMs + 1
  await shop.command('web', 'ann', 'credits')
  expect(cards.wishes).toHaveLength(6)
})

it('an event that is handled again leads to the same pages', async () => {
  const event = { eventId: 'same' }
  const first = pays(await shop.command('web', 'ann', 'credits', event))
  await shop.db.inboxEvent.updateMany({
    where: { eventId: 'same' },
    data: { doneAt: null, leaseUntil: new Date(0) },
  })
  expect(pays(await shop.command('web', 'ann', 'credits', event))).toEqual(first)
  expect(cards.wishes).toHaveLength(3)
})

it('whoever has paid by card before is known on the page; of a team it is the buyer', async () => {
  const { personId } = await shop.person('slack', 'U1', 'T1')
  await shop.command('slack', 'U1', 'credits', { account: { tenant: 'T1', userId: 'U1' } })
  await shop.db.ledgerAccount.update({ where: { personId }, data: { customerId: 'cus_ann' } })
  const account = { tenant: 'T1', userId: 'U1' }
  const place = { kind: 'private' as const, team: { tenant: 'T1', admin: false } }
  await shop.command('slack', 'U1', 'team', { account, place })
  const team = await shop.db.team.findFirstOrThrow({ include: { ledger: true } })
  expect(cards.wishes.slice(3)).toMatchObject([
    { reference: team.ledger?.id, customerId: 'cus_ann' },
    { reference: team.ledger?.id, customerId: 'cus_ann' },
  ])
  cards.wishes.length = 0
  const other = { tenant: 'T1', userId: 'U2' }
  await shop.command('slack', 'U2', 'team', { account: other, place })
  for (const wish of cards.wishes) expect(wish).not.toHaveProperty('customerId')
})

it('cards out of order leave the balance, a sentence and a way to try again', async () => {
  cards.mood = 'broken'
  const [answer] = await shop.command('web', 'ann', 'credits')
  expect(answer?.text).toContain('Your credits: 10')
  expect(answer?.text).toContain('Paying is out of order just now')
  expect(answer?.buttons.flat().map(({ label }) => label)).toContain('Try again')
  cards.mood = 'open'
  const again = await shop.press('web', 'ann', 'credits')
  expect(pays(again)).toHaveLength(3)
  expect(words(again)).not.toContain('out of order')
  cards.mood = 'broken'
  expect(words(await shop.command('web', 'bob', 'subscribe'))).toContain('out of order')
})

it('on Discord its own shop comes first, and the card beside it; without it the card alone', async () => {
  cards.mood = 'open'
  const ways = pays(await shop.command('discord', 'ann', 'credits')).map(({ pay }) => pay?.rail)
  expect(ways).toEqual(['discord', 'stripe', 'discord', 'stripe', 'stripe'])
  cards.mood = 'broken'
  // What has another way is not out of order.
  const [answer] = await shop.command('discord', 'bob', 'subscribe plus')
  expect(pays([answer!]).map(({ pay }) => pay)).toEqual([{ rail: 'discord', sku: 'sku-plus' }])
  expect(answer?.text).not.toContain('out of order')
})

it('for Stars nothing has to be asked: the invoice names our payment', async () => {
  const [plus] = pays(await shop.command('telegram', 'ann', 'subscribe plus'))
  const row = await shop.db.payment.findFirstOrThrow({ where: { rail: 'stars' } })
  expect(plus?.pay).toMatchObject({ rail: 'stars', paymentId: row.id, amount: 600, monthly: true })
  expect(row).toMatchObject({ amount: 600, currency: 'xtr', product: 'plus' })
  expect(plus?.label).toBe('Plus – 600 ⭐ a month')
})

it('a booth that sells nothing says so, and has no buttons for it', async () => {
  const bare = await openShop()
  const [answer] = await bare.command('web', 'ann', 'credits')
  expect(answer?.text).toContain('This booth sells nothing')
  expect(answer?.buttons).toEqual([])
  expect(words(await bare.command('slack', 'ann', 'subscribe'))).toContain('This booth sells nothing')
  expect(await bare.db.payment.count()).toBe(0)
  await bare.close()
})

it('a glance asks nobody and writes nothing', async () => {
  await shop.person('web', 'ann')
  await shop.booth.home({ platform: 'web', tenant: '', userId: 'ann' })
  expect(cards.wishes).toEqual([])
  expect(await shop.db.payment.count()).toBe(0)
  expect(await shop.db.ledgerAccount.count({ where: { id: { not: 'house' } } })).toBe(0)
})

it('whoever has a plan is told how it stands and how it ends, and is offered no second one', async () => {
  const { personId } = await shop.person('web', 'ann')
  await shop.command('web', 'ann', 'credits')
  const { id: ledgerId } = await shop.db.ledgerAccount.update({
    where: { personId },
    data: { customerId: 'cus_ann' },
  })
  const paidUntil = new Date(Date.now() + 86_400_000)
  await shop.db.subscription.create({
    data: {
      ...{ id: newId(), personId, ledgerId, rail: 'stripe', subscriptionId: 'sub_1', product: 'plus' },
      ...{ state: 'active', paidUntil },
    },
  })
  const plan = await shop.command('web', 'ann', 'subscribe')
  expect(pays(plan)).toEqual([])
  expect(words(plan)).toContain('**Plus** is yours')
  expect(words(plan)).toContain('/billing')
  const billing = await shop.command('web', 'ann', 'billing')
  expect(pays(billing).map(({ pay }) => pay)).toEqual([
    { rail: 'stripe', url: 'https://billing.stripe.com/p/cus_ann' },
  ])
  cards.mood = 'broken'
  expect(words(await shop.command('web', 'ann', 'billing'))).toContain('out of order just now')
})
