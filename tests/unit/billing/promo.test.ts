import { afterEach, beforeEach, expect, it } from 'vitest'
import { CODES } from '../../../config/limits.js'
import { readCreditCode } from '../../../core/billing/code.js'
import { redeem } from '../../../core/billing/codes.js'
import { endPromo, makePromo, promos } from '../../../core/billing/promo.js'
import { reconcile } from '../../../core/billing/reconcile.js'
import { newId } from '../../../core/id.js'
import { newPerson, purse } from './house.js'
import { openShop, type ShopHouse, words } from './shop.js'

let shop: ShopHouse
beforeEach(async () => {
  shop = await openShop()
})
afterEach(() => shop.close())

const make = (more: Partial<Parameters<typeof makePromo>[1]> = {}) =>
  makePromo(shop.db, { code: 'SUMMER26', credits: 50, most: 10, until: null, now: Date.now(), ...more })
const use = (personId: string, code = 'SUMMER26', now = Date.now()) =>
  redeem(shop.db, { personId, origin: newId(), now }, code)

it.each([
  ['summer26', 'SUMMER26'],
  [' Sum-mer 26 ', 'SUMMER26'],
  ['abc', null],
  ['é'.repeat(8), null],
  ['A'.repeat(33), null],
  ["x'; DROP TABLE", null],
])('%j is read as %j', (typed, code) => expect(readCreditCode(typed)).toBe(code))

it('brings its credits once a person, explained in the books', async () => {
  await make()
  expect(words(await shop.command('web', 'ann', 'promo summer-26'))).toContain('50 credits are yours')
  expect(words(await shop.command('web', 'ann', 'promo SUMMER26'))).toContain('yours already')
  expect(words(await shop.command('web', 'ann', 'credits'))).toContain('50 credits for the code SUMMER26')
  expect(await shop.db.ledgerEntry.count({ where: { reason: 'promo:SUMMER26' } })).toBe(1)
  expect(await reconcile(shop.db)).toEqual([])
})

it('handled again after a crash it says the same, and gives nothing more', async () => {
  await make()
  const event = { eventId: 'same' }
  await shop.command('web', 'ann', 'promo summer26', event)
  await shop.db.inboxEvent.updateMany({
    where: { eventId: 'same' },
    data: { doneAt: null, leaseUntil: new Date(0) },
  })
  expect(words(await shop.command('web', 'ann', 'promo summer26', event))).toContain('50 credits are yours')
  expect(await shop.db.ledgerEntry.count({ where: { kind: 'grant' } })).toBe(1)
})

it('64 people at once get no more than it has; 64 tries of one person bring it once', async () => {
  await make()
  const people = await Promise.all(Array.from({ length: 64 }, () => newPerson(shop.db)))
  const done = await Promise.all(people.map(({ personId }) => use(personId)))
  expect(done.filter(({ ok }) => ok)).toHaveLength(10)
  expect(await shop.db.ledgerEntry.count({ where: { reason: 'promo:SUMMER26' } })).toBe(10)
  expect(await promos(shop.db)).toMatchObject([{ code: 'SUMMER26', used: 10 }])

  await make({ code: 'AGAIN', most: 1_000 })
  const one = await newPerson(shop.db)
  const tries = await Promise.all(
    Array.from({ length: CODES.triesPerHour }, () => use(one.personId, 'again')),
  )
  expect(tries.filter(({ ok }) => ok)).toHaveLength(1)
  expect((await purse(shop.db, one.ledgerId)).paid).toBe(50)
  expect(await reconcile(shop.db)).toEqual([])
}, 60_000)

it('what is owed is paid from it', async () => {
  await make()
  const { personId, ledgerId } = await newPerson(shop.db)
  await shop.db.ledgerAccount.update({ where: { id: ledgerId }, data: { debt: 20 } })
  expect(await use(personId)).toMatchObject({ ok: true, credits: 50 })
  expect(await purse(shop.db, ledgerId)).toMatchObject({ paid: 30, debt: 0 })
})

it('has an end, by its time or by its operators', async () => {
  const now = Date.now()
  await make({ until: now + 1_000 })
  const { personId } = await newPerson(shop.db)
  expect(await use(personId, 'SUMMER26', now + 1_000)).toMatchObject({ notice: { id: 'promo_over' } })
  await make({ code: 'OTHER' })
  expect(await endPromo(shop.db, 'OTHER', now)).toBe(true)
  expect(await endPromo(shop.db, 'OTHER', now)).toBe(false)
  expect(await use(personId, 'OTHER', now)).toMatchObject({ notice: { id: 'promo_over' } })
  expect(await make({ code: 'OTHER' })).toBeNull()
})

it('only so many that are none can be tried in an hour, however many at once', async () => {
  await make()
  const { personId } = await newPerson(shop.db)
  const now = Date.now()
  const wrong = await Promise.all(Array.from({ length: 32 }, (_, at) => use(personId, `WRONG${at}`, now)))
  const unknown = wrong.filter(one => !one.ok && one.notice.id === 'promo_unknown')
  expect(unknown.length).toBeLessThanOrEqual(CODES.triesPerHour)
  expect(await use(personId, 'SUMMER26', now)).toMatchObject({ notice: { id: 'promo_too_many' } })
  expect(await use(personId, 'SUMMER26', now + 3_600_001)).toMatchObject({ ok: true })
})
