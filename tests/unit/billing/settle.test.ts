import fc from 'fast-check'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { PAYMENTS } from '../../../config/limits.js'
import { FREE_PLAN, PLANS } from '../../../config/plans.js'
import type { Fact, SubscriptionFact } from '../../../core/billing/facts.js'
import { planOf, planProduct } from '../../../core/billing/plan.js'
import { creditsBack } from '../../../core/billing/settle/reversed.js'
import { nextState } from '../../../core/billing/settle/subscription.js'
import { Prisma } from '../../../prisma/client.js'
import { openTestBooth, type TestBooth } from '../../support/booth.js'
import { instantEngine } from '../../support/engines.js'
import { createEyes } from '../../support/eyes.js'
import { seeded } from '../../support/random.js'
import { begin, differences, newPerson, paid, purse, tell } from './house.js'

const DAY = 24 * 3_600_000
let house: TestBooth
beforeAll(async () => {
  house = await openTestBooth({ engines: { local: await instantEngine() }, vision: createEyes(), idle: true })
})
afterAll(() => house.close())
afterEach(async () => expect(await differences(house.db)).toEqual([]))

const month = (paymentId: string, chargeId: string, paidUntil: number) =>
  paid(paymentId, {
    ...{ chargeId, product: 'plus', amount: 799, customerId: 'cus_1' },
    subscription: { id: `sub_${paymentId}`, paidUntil },
  })
const subscription = (paymentId: string, more: Partial<SubscriptionFact>): SubscriptionFact => ({
  ...{ is: 'subscription', rail: 'stripe', subscriptionId: `sub_${paymentId}`, product: 'plus' },
  ...{ state: 'active', paidUntil: 0, endsAt: null, ...more },
})
const planOfPerson = async (personId: string, now = Date.now()) => {
  const [row] = await house.db.$queryRaw<{ product: string | null }[]>`
    SELECT ${planProduct(Prisma.sql`${personId}`, now)} AS product`
  return planOf(row?.product ?? null, FREE_PLAN)
}

describe('a charge', () => {
  it('brings its credits once, told many times at once', async () => {
    const { db } = house
    const who = await newPerson(db)
    const id = await begin(db, who)
    const told = await Promise.all(Array.from({ length: 16 }, () => tell(db, paid(id))))
    expect(told).not.toContain(null)
    expect(await purse(db, who.ledgerId)).toMatchObject({ paid: 100, debt: 0 })
    expect(await db.payment.findUnique({ where: { id } })).toMatchObject({ state: 'paid', amount: 499 })
  })

  it('that nobody knows is told again later', async () => {
    expect(await tell(house.db, paid('nobody'))).toBeNull()
    expect(await tell(house.db, { is: 'reversed', rail: 'stripe', chargeId: 'pi_x', amount: 1 })).toBeNull()
  })

  it('of a platform that sells by itself is whoever bought it, and for the team where that was asked for', async () => {
    const { db } = house
    const who = await newPerson(db, 'discord')
    const buyer = { platform: 'discord', tenant: '', userId: who.userId } as const
    const fact = { ...paid('x'), paymentId: undefined, rail: 'discord', chargeId: 'ent-1', buyer } as const
    await tell(db, fact)
    expect(await purse(db, who.ledgerId)).toMatchObject({ paid: 100 })
    await tell(db, { ...fact, chargeId: 'ent-2', team: { platform: 'discord', tenant: 'guild-1' } })
    const team = await db.team.findFirstOrThrow({ include: { ledger: true } })
    expect(team).toMatchObject({ tenant: 'guild-1', ledger: { paid: 100 } })
    const forTeam = { personId: who.personId, ledgerId: team.ledger!.id }
    const id = await begin(db, forTeam, 'pack_100', 'discord')
    await tell(db, { ...fact, chargeId: 'ent-3' })
    expect(await purse(db, team.ledger!.id)).toMatchObject({ paid: 200 })
    expect(await db.payment.findUnique({ where: { id } })).toMatchObject({ state: 'paid', chargeId: 'ent-3' })
  })

  it('for somebody who is gone is to be given back', async () => {
    const { db } = house
    const who = await newPerson(db)
    const id = await begin(db, who)
    await db.person.delete({ where: { id: who.personId } })
    await tell(db, paid(id))
    expect((await db.payment.findUniqueOrThrow({ where: { id } })).refundAt).not.toBeNull()
    expect(await db.delivery.count({ where: { personId: who.personId } })).toBe(0)
  })
})

describe('money that goes back', () => {
  it('takes its credits along: those that are there, and the rest is owed and paid from the next ones', async () => {
    const { db } = house
    const who = await newPerson(db)
    const id = await begin(db, who)
    await tell(db, paid(id))
    await db.$executeRaw`UPDATE ledger_account SET paid = 30, held = 70 WHERE id = ${who.ledgerId}`
    // As if 70 had been set aside: the entry that says so.
    await db.ledgerEntry.create({
      data: {
        ...{ kind: 'hold', amount: 70, sourceId: who.ledgerId, source: 'paid', reason: 'test' },
        ...{ targetId: who.ledgerId, target: 'held', generationId: id, phase: 'hold', part: 'paid' },
      },
    })
    await db.generation.create({
      data: {
        ...{ id, personId: who.personId, origin: id, kind: 'portrait', style: 'noir', engine: 'local' },
        ...{ state: 'running', seed: 1, cost: 70, deadlineAt: new Date() },
      },
    })
    const back = { is: 'reversed', rail: 'stripe', chargeId: `pi_${id}` } as const
    await tell(db, { ...back, amount: 250 })
    expect(await purse(db, who.ledgerId)).toMatchObject({ paid: 0, held: 70, debt: 20 })
    await Promise.all([tell(db, { ...back, amount: 499 }), tell(db, { ...back, amount: 250 })])
    expect(await purse(db, who.ledgerId)).toMatchObject({ paid: 0, held: 70, debt: 70 })
    await tell(db, paid(await begin(db, who), { chargeId: `more-${id}` }))
    expect(await purse(db, who.ledgerId)).toMatchObject({ paid: 30, debt: 0 })
  })

  it('goes back in shares, and whole with the last cent', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 5_000 }),
        fc.integer({ min: 1, max: 9_999 }),
        (credits, amount) => {
          expect(creditsBack({ credits, amount }, amount)).toBe(credits)
          expect(creditsBack({ credits, amount }, 0)).toBe(0)
          for (let cents = 1; cents < amount; cents += 37) {
            const back = creditsBack({ credits, amount }, cents)
            expect(back / credits).toBeLessThanOrEqual(cents / amount)
          }
        },
      ),
    )
  })

  it('when a bank asks for it, what was bought waits, the operators hear of it, and the last word counts', async () => {
    const { db } = house
    const who = await newPerson(db)
    const id = await begin(db, who)
    await tell(db, paid(id))
    const dispute = { is: 'disputed', rail: 'stripe', chargeId: `pi_${id}` } as const
    await tell(db, { ...dispute, state: 'open' })
    expect(await purse(db, who.ledgerId)).toMatchObject({ frozen: true, paid: 100 })
    expect(await db.report.findUnique({ where: { origin: `dispute:${id}` } })).toMatchObject({
      kind: 'dispute',
    })
    await tell(db, { ...dispute, state: 'won' })
    await tell(db, { ...dispute, state: 'open' })
    expect(await purse(db, who.ledgerId)).toMatchObject({ frozen: false, paid: 100 })
  })
})

describe('a plan', () => {
  it('begins, is renewed, cannot be collected, goes on, is cancelled and ends', async () => {
    const { db } = house
    const who = await newPerson(db)
    const id = await begin(db, who, 'plus')
    const now = Date.now()
    const until = now + 30 * DAY
    await tell(db, month(id, 'in_1', until))
    expect(await purse(db, who.ledgerId)).toMatchObject({ paid: PLANS.plus.monthly })
    expect(await planOfPerson(who.personId)).toMatchObject({ id: 'plus' })
    await tell(db, month(id, 'in_2', until + 30 * DAY), until)
    await tell(db, month(id, 'in_1', until), until)
    expect(await purse(db, who.ledgerId)).toMatchObject({ paid: 2 * PLANS.plus.monthly })
    const end = until + 30 * DAY
    await tell(db, subscription(id, { state: 'late', paidUntil: end }), end)
    expect(await planOfPerson(who.personId, end + PAYMENTS.graceMs - 1)).toMatchObject({ id: 'plus' })
    expect(await planOfPerson(who.personId, end + PAYMENTS.graceMs + 1)).toMatchObject({ id: 'free' })
    await tell(db, month(id, 'in_3', end + 30 * DAY), end + DAY)
    expect(await planOfPerson(who.personId, end + 20 * DAY)).toMatchObject({ id: 'plus' })
    await tell(db, subscription(id, { paidUntil: end + 30 * DAY, endsAt: end + 30 * DAY }), end + 2 * DAY)
    await tell(db, subscription(id, { state: 'ended', paidUntil: end + 30 * DAY }), end + 30 * DAY)
    // What was read before it ended comes too late.
    await tell(db, subscription(id, { state: 'active', paidUntil: end + 30 * DAY }), end + 30 * DAY)
    expect(await planOfPerson(who.personId, end + 30 * DAY)).toMatchObject({ id: 'free' })
    expect(await purse(db, who.ledgerId)).toMatchObject({ paid: 3 * PLANS.plus.monthly })
  })

  it('is the same in whatever order its news come', () => {
    const state = fc.record({
      state: fc.constantFrom('active' as const, 'late' as const),
      paidUntil: fc.nat(100),
      endsAt: fc.constant(null),
    })
    fc.assert(
      fc.property(fc.array(state, { minLength: 1 }), fc.nat(100), (told, last) => {
        const ended = { state: 'ended' as const, paidUntil: 100 + last, endsAt: null }
        const come = (order: (typeof ended | (typeof told)[number])[]) =>
          order.reduce<ReturnType<typeof nextState> | null>(nextState, null)
        expect(come([...told, ended])).toEqual(ended)
        expect(come([ended, ...told])).toEqual(ended)
      }),
    )
  })
})

it('ten thousand facts, doubled, shuffled and late, come to what they come to in order', async () => {
  const { db } = house
  const random = seeded(20261128)
  const people = await Promise.all(Array.from({ length: 40 }, () => newPerson(db)))
  const twins = await Promise.all(people.map(() => newPerson(db)))
  const until = Date.now() + 30 * DAY
  async function story(of: typeof people): Promise<Fact[]> {
    const facts: Fact[] = []
    for (const [index, who] of of.entries())
      for (let n = 0; n < 25; n++) {
        const kind = (index + n) % 5
        const id = await begin(db, who, kind === 4 ? 'plus' : 'pack_100')
        const charge = `${of === people ? 'a' : 'b'}-${index}-${n}`
        facts.push(kind === 4 ? month(id, charge, until + n * DAY) : paid(id, { chargeId: charge }))
        const about = { rail: 'stripe', chargeId: charge } as const
        if (kind === 1) facts.push({ is: 'reversed', ...about, amount: 100 + n })
        if (kind === 2) facts.push({ is: 'reversed', ...about, amount: 499 })
        if (kind === 3) facts.push({ is: 'disputed', ...about, state: n % 2 ? 'lost' : 'won' })
        if (kind === 4) facts.push(subscription(id, { state: 'ended', paidUntil: until + n * DAY }))
        if (kind === 0) facts.push({ is: 'unpaid', rail: 'stripe', paymentId: id, state: 'pending' })
      }
    return facts
  }
  for (const fact of await story(people)) await tell(db, fact)

  const twice = (await story(twins)).flatMap(fact => [
    fact,
    fact,
    ...(random() < 0.8 ? [fact, fact, fact, fact] : []),
  ])
  const late = twice.map(fact => ({ fact, at: random() })).sort((x, y) => x.at - y.at)
  expect(late.length).toBeGreaterThan(8_000)
  // Four mouths at once; what is not known yet is told again.
  let waiting = late.map(({ fact }) => fact)
  for (let round = 0; waiting.length > 0 && round < 5; round++) {
    const again: Fact[] = []
    const queue = waiting
    await Promise.all(
      Array.from({ length: 4 }, async () => {
        for (let fact = queue.shift(); fact; fact = queue.shift())
          try {
            if ((await tell(db, fact)) === null) again.push(fact)
          } catch (error) {
            // Two at once for one ledger: one of them is told again.
            if (!/deadlock|serializ|Unique constraint|busy|gone to another/i.test(String(error))) throw error
            again.push(fact)
          }
      }),
    )
    waiting = again
  }
  expect(waiting).toEqual([])
  for (const [index, who] of people.entries())
    expect(await purse(db, twins[index]!.ledgerId)).toEqual(await purse(db, who.ledgerId))
}, 240_000)
