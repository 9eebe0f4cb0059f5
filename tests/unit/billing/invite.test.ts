import { afterEach, beforeEach, expect, it } from 'vitest'
import { INVITE } from '../../../config/plans.js'
import { redeem } from '../../../core/billing/codes.js'
import { creditInvites, forgetTries, invitationOf } from '../../../core/billing/invite.js'
import { reconcile } from '../../../core/billing/reconcile.js'
import { newId } from '../../../core/id.js'
import { newPerson, purse } from './house.js'
import { openShop, type ShopHouse, words } from './shop.js'

let shop: ShopHouse
beforeEach(async () => {
  shop = await openShop()
})
afterEach(() => shop.close())

type Person = Awaited<ReturnType<typeof newPerson>>

const codeOf = async ({ personId }: Person, now = Date.now()) =>
  (await invitationOf(shop.db, personId, now)).code
const use = (personId: string, code: string, now = Date.now()) =>
  redeem(shop.db, { personId, origin: newId(), now }, code)
const round = (now = Date.now()) =>
  creditInvites({ db: shop.db, jobs: { enqueue: async () => {} }, log: shop.log, now })
const picture = ({ personId }: Person) =>
  shop.db.generation.create({
    data: {
      ...{
        id: newId(),
        personId,
        origin: newId(),
        kind: 'portrait',
        style: 'noir',
        engine: 'local',
        seed: 1,
      },
      ...{ state: 'done', cost: 1, deadlineAt: new Date(), endedAt: new Date() },
    },
  })
const paidOf = async ({ ledgerId }: Person) => (await purse(shop.db, ledgerId)).paid

it('both get their credits once the newcomer has a first picture, and are told', async () => {
  const [ann, ben] = [await newPerson(shop.db), await newPerson(shop.db)]
  const code = await codeOf(ann)
  expect(await use(ben.personId, code.toLowerCase())).toMatchObject({ ok: true, how: 'waiting' })
  expect(await round()).toBe(0)
  expect([await paidOf(ann), await paidOf(ben)]).toEqual([0, 0])
  await picture(ben)
  await Promise.all([round(), round(), round()])
  expect([await paidOf(ann), await paidOf(ben)]).toEqual([INVITE.credits, INVITE.newcomerCredits])
  expect(await round()).toBe(0)
  expect(await shop.db.codeUse.findFirst()).toMatchObject({ state: 'credited' })
  expect(await invitationOf(shop.db, ann.personId, Date.now())).toMatchObject({ credited: 1, waiting: 0 })
  expect(await reconcile(shop.db)).toEqual([])
})

it('is for those who are new and alone, once, and not for oneself', async () => {
  const [ann, ben, cy] = await Promise.all([1, 2, 3].map(() => newPerson(shop.db)))
  const code = await codeOf(ann!)
  expect(await use(ann!.personId, code)).toMatchObject({ notice: { id: 'invite_own' } })
  const later = Date.now() + INVITE.newForMs
  expect(await use(ben!.personId, code, later)).toMatchObject({ notice: { id: 'invite_not_new' } })
  await picture(ben!)
  expect(await use(ben!.personId, code)).toMatchObject({ notice: { id: 'invite_not_new' } })
  await shop.db.account.create({
    data: { id: newId(), personId: cy!.personId, platform: 'slack', userId: 'U1' },
  })
  expect(await use(cy!.personId, code)).toMatchObject({ notice: { id: 'invite_not_new' } })
  const dee = await newPerson(shop.db)
  expect(await use(dee.personId, code)).toMatchObject({ ok: true })
  expect(await use(dee.personId, code)).toMatchObject({ notice: { id: 'promo_used' } })
  expect(await use(dee.personId, await codeOf(ben!))).toMatchObject({ notice: { id: 'invite_second' } })
})

it('64 newcomers at once bring no more than a month allows', async () => {
  const ann = await newPerson(shop.db)
  const code = await codeOf(ann)
  const many = await Promise.all(Array.from({ length: 64 }, () => newPerson(shop.db)))
  const done = await Promise.all(many.map(({ personId }) => use(personId, code)))
  expect(done.filter(({ ok }) => ok)).toHaveLength(INVITE.mostPerMonth)
  for (const one of many) await picture(one)
  await Promise.all([round(), round()])
  expect(await paidOf(ann)).toBe(INVITE.mostPerMonth * INVITE.credits)
  expect(await use((await newPerson(shop.db)).personId, code)).toMatchObject({
    notice: { id: 'invite_full' },
  })
}, 60_000)

it('one beyond the month brings nobody anything', async () => {
  const [ann, ben] = [await newPerson(shop.db), await newPerson(shop.db)]
  const code = await codeOf(ann)
  await use(ben.personId, code)
  await picture(ben)
  for (let count = 0; count < INVITE.mostPerMonth; count++)
    await shop.db.ledgerEntry.create({
      data: {
        ...{ kind: 'grant', amount: 1, sourceId: 'house', source: 'gifts', reason: 'invite:host' },
        ...{ targetId: ann.ledgerId, target: 'paid' },
      },
    })
  await round()
  expect(await paidOf(ben)).toBe(0)
  expect(await shop.db.codeUse.findFirst()).toMatchObject({ state: 'void' })
})

it('ends with either of the two, with their becoming one, and with time', async () => {
  const [ann, ben, cy] = await Promise.all([1, 2, 3].map(() => newPerson(shop.db)))
  const code = await codeOf(ann!)
  await use(ben!.personId, code)
  await use(cy!.personId, code)
  await picture(cy!)
  await shop.db.person.update({ where: { id: cy!.personId }, data: { erasingAt: new Date() } })
  // Ben has become one with Ann.
  await shop.db.codeUse.update({
    where: { code_personId: { code, personId: ben!.personId } },
    data: { personId: ann!.personId },
  })
  await picture(ann!)
  await round()
  expect(await shop.db.codeUse.findMany({ where: { state: { not: 'void' } } })).toEqual([])
  expect(await paidOf(ann!)).toBe(0)
  const dee = await newPerson(shop.db)
  await use(dee.personId, code)
  await round(Date.now() + INVITE.waitMs + 1)
  expect(await shop.db.codeUse.count({ where: { state: 'void' } })).toBe(3)
})

it('tries are forgotten after an hour', async () => {
  const { personId } = await newPerson(shop.db)
  await use(personId, 'NOTHING')
  await forgetTries(shop.db, Date.now() + 3_500_000)
  expect(await shop.db.codeTry.count()).toBe(1)
  await forgetTries(shop.db, Date.now() + 3_700_000)
  expect(await shop.db.codeTry.count()).toBe(0)
})

it('/invite shows the same code each time', async () => {
  const first = words(await shop.command('web', 'ann', 'invite'))
  expect(words(await shop.command('web', 'ann', 'invite'))).toBe(first)
  expect(first).toMatch(/\/promo [0-9A-Z]{4}-[0-9A-Z]{4} within 7 days/)
})
