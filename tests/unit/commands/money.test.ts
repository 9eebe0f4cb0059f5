/** Several pictures of a run, credits that do not suffice, and questions about payments. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { renderRequests } from '../../../bin/requests/table.js'
import { newId } from '../../../core/id.js'
import { answerRequest, openRequests } from '../../../core/report/requests.js'
import { seated } from '../../support/sitter.js'
import { openShop, pays, type ShopHouse, words } from '../billing/shop.js'

let shop: ShopHouse
beforeEach(async () => {
  shop = await openShop()
})
afterEach(() => shop.close())

/** Somebody on Telegram with a photo and a plan. */
async function subscriber(chat: string, product = 'pro') {
  const { personId, selfieId } = await seated(shop, chat)
  await shop.command('telegram', chat, 'credits')
  const { id: ledgerId } = await shop.db.ledgerAccount.findUniqueOrThrow({ where: { personId } })
  await shop.db.subscription.create({
    data: {
      ...{ id: newId(), personId, ledgerId, rail: 'stars', subscriptionId: newId(), product },
      ...{ state: 'active', paidUntil: new Date(Date.now() + 86_400_000) },
    },
  })
  return { personId, selfieId, ledgerId }
}

describe('pictures a run', () => {
  it('are as many as were chosen, each with a seed, a hold and a message of its own', async () => {
    const { selfieId } = await subscriber('ann')
    const [settings] = await shop.press('telegram', 'ann', 'settings:images:3')
    expect(settings?.text).toContain('Pictures a run: 3 of up to 4')
    const event = { eventId: 'same' }
    const made = await shop.press('telegram', 'ann', `style:noir:${selfieId}`, event)
    expect(new Set(made.map(({ slot }) => slot)).size).toBe(3)
    const rows = await shop.db.generation.findMany({ orderBy: { seed: 'asc' } })
    expect(rows.map(({ seed }) => seed)).toEqual([7, 8, 9])
    expect(await shop.db.ledgerEntry.count({ where: { phase: 'hold' } })).toBe(3)
    // The same event makes nothing new.
    await shop.db.inboxEvent.updateMany({
      where: { eventId: 'same' },
      data: { doneAt: null, leaseUntil: new Date(0) },
    })
    await shop.press('telegram', 'ann', `style:noir:${selfieId}`, event)
    expect(await shop.db.generation.count()).toBe(3)
  })

  it('are one where a seed is given, where several would be the same, and when the plan has ended', async () => {
    const { selfieId, personId } = await subscriber('ann')
    await shop.press('telegram', 'ann', 'settings:images:4')
    expect(await shop.press('telegram', 'ann', `style:noir:${selfieId}`)).toHaveLength(4)
    expect(await shop.command('telegram', 'ann', 'again 123')).toHaveLength(1)
    expect(await shop.command('telegram', 'ann', 'cutout')).toHaveLength(1)
    await shop.db.subscription.updateMany({ data: { state: 'ended' } })
    expect(await shop.command('telegram', 'ann', 'portrait noir')).toHaveLength(1)
    expect((await shop.db.person.findUniqueOrThrow({ where: { id: personId } })).imagesPerRun).toBe(4)
  })

  it('stop kindly when the credits run out', async () => {
    const { selfieId, ledgerId } = await subscriber('ann')
    await shop.press('telegram', 'ann', 'settings:images:4')
    await shop.db.ledgerAccount.update({ where: { id: ledgerId }, data: { free: 2 } })
    const made = await shop.press('telegram', 'ann', `style:noir:${selfieId}`)
    expect(made).toHaveLength(3)
    expect(made.at(-1)?.text).toContain('enough for 2 of 4 pictures')
    expect(await shop.db.generation.count()).toBe(2)
  })

  it.each(['settings:images:5', 'settings:images:0', 'settings:images:x', 'settings:images:'])(
    '"%s" is no choice',
    async action => {
      await subscriber('ann')
      expect(words(await shop.press('telegram', 'ann', action))).toContain('no longer does anything')
      expect((await shop.db.person.findFirstOrThrow()).imagesPerRun).toBe(1)
    },
  )

  it('without a plan there is nothing to choose', async () => {
    const [settings] = await shop.command('web', 'ann', 'settings')
    expect(settings?.text).toContain('Pictures a run: 1 of up to 1')
    expect(JSON.stringify(settings?.buttons)).not.toContain('settings:images')
  })
})

describe('credits that do not suffice', () => {
  it('are told with what it costs, what there is, and ways to more where there are some', async () => {
    const { selfieId, personId } = await seated(shop, 'ann')
    await shop.command('telegram', 'ann', 'credits')
    await shop.db.ledgerAccount.update({ where: { personId }, data: { free: 0 } })
    const [none] = await shop.press('telegram', 'ann', `style:noir:${selfieId}`)
    expect(none?.text).toContain(
      'You have used your free credits for today (10), this costs 1, and you have 0',
    )
    expect(none?.buttons.flat().map(({ action }) => action)).toEqual(['credits', 'subscribe'])
  })
})

describe('/paysupport', () => {
  it('opens a ticket with the last payments, which operators list and answer like a request', async () => {
    const { personId, ledgerId } = await subscriber('ann')
    await shop.db.payment.create({
      data: {
        ...{ id: 'payment-1', origin: newId(), personId, ledgerId, rail: 'stars', product: 'pack_100' },
        ...{ state: 'paid', credits: 100, amount: 350, currency: 'xtr', chargeId: 'c1', paidAt: new Date() },
      },
    })
    expect(words(await shop.command('telegram', 'ann', 'paysupport'))).toContain('Write it after the command')
    expect(words(await shop.command('telegram', 'ann', 'paysupport where is it?'))).toContain('A human will')
    const [ticket] = await openRequests(shop.db)
    expect(ticket).toMatchObject({ kind: 'payment', text: 'where is it?' })
    expect(ticket!.dueAt.getTime() - ticket!.createdAt.getTime()).toBe(7 * 86_400_000)
    expect(await shop.db.report.findFirst()).toMatchObject({ about: { payments: ['payment-1'] } })
    expect(renderRequests([ticket!], Date.now())).toContain('about a payment')
    const { number } = ticket!
    await answerRequest(shop.db, { number, text: 'It is here now.', now: Date.now() })
    expect(
      await shop.db.delivery.findFirst({ where: { says: { path: ['id'], equals: 'payment_answer' } } }),
    ).toBeTruthy()
    const [own] = await shop.press('telegram', 'ann', 'paysupport')
    expect(own?.text).toContain(`About your question ${number}:** It is here now.`)
    // A request is another matter.
    expect(words(await shop.press('telegram', 'ann', 'request'))).not.toContain('It is here now')
  })

  it('shows a dispute as well, which is answered by the number of its payment', async () => {
    const { personId } = await subscriber('ann')
    await shop.db.report.create({
      data: {
        id: 'dispute-abcdefghij',
        kind: 'dispute',
        text: 'abcdefghij',
        personId,
        origin: 'dispute:a',
        dueAt: new Date(),
      },
    })
    const [ticket] = await openRequests(shop.db)
    expect(ticket?.number).toBe('dispute-abcdefgh')
    expect(await answerRequest(shop.db, { number: 'dispute-', text: 'x', now: 0 })).toBe('unknown')
    expect(words(await shop.command('telegram', 'ann', 'paysupport'))).toContain('dispute-abcdefgh is open')
    await shop.db.report.updateMany({ data: { personId: null } })
    expect(await openRequests(shop.db)).toHaveLength(1)
    await answerRequest(shop.db, { number: ticket!.number, text: 'Lost.', now: Date.now() })
    expect(await openRequests(shop.db)).toEqual([])
  })
})

it('/billing lists payments as they stand, and has receipts where cards are allowed alone', async () => {
  const { personId, ledgerId } = await subscriber('ann')
  const payment = (id: string, more: object) =>
    shop.db.payment.create({
      data: {
        ...{ id, origin: id, personId, ledgerId, rail: 'stripe', product: 'pack_100', state: 'paid' },
        ...{ credits: 100, amount: 499, currency: 'usd', receiptUrl: 'https://pay.stripe.com/r' },
        ...more,
      },
    })
  await payment('whole', {})
  await payment('part', { reversed: 100 })
  await payment('back', { reversed: 499 })
  await payment('asked', { dispute: 'open' })
  await payment('waits', { state: 'pending' })
  await payment('begun', { state: 'open' })
  const answer = await shop.command('telegram', 'ann', 'billing')
  for (const told of [
    '$4.99 – paid',
    '$1.00 of it given back',
    '– given back',
    'asks for it back',
    'on its way',
  ])
    expect(words(answer)).toContain(told)
  expect(words(answer).match(/^- .*100 credits/gm)).toHaveLength(5)
  expect(words(answer)).toContain('My Stars')
  expect(pays(answer)).toEqual([])
})
