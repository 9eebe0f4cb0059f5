import { afterAll, beforeAll, expect, it } from 'vitest'
import { FREE_PLAN } from '../../../config/plans.js'
import { findStyle } from '../../../config/styles.js'
import { balance, grantFree } from '../../../core/billing/ledger.js'
import { reconcile } from '../../../core/billing/reconcile.js'
import { requestGeneration } from '../../../core/generation/request.js'
import { cancel, end, finish, start } from '../../../core/generation/store.js'
import { newId } from '../../../core/id.js'
import { openTestBooth, type TestBooth } from '../../support/booth.js'
import { instantEngine } from '../../support/engines.js'
import { createEyes } from '../../support/eyes.js'
import { accountOf, ask, command, press, seated } from '../../support/sitter.js'

const DAY = 24 * 3_600_000
const style = findStyle('noir')!
let house: TestBooth
beforeAll(async () => {
  house = await openTestBooth({ engines: { local: await instantEngine() }, vision: createEyes(), idle: true })
})
afterAll(() => house.close())

const wish = async (personId: string, selfieId: string, origin = newId()) => ({
  personId,
  accountId: await accountOf(house.db, personId),
  selfieId,
  style,
  origin,
  model: 'studio' as const,
  seed: 1,
  replyTo: { platform: 'telegram' as const, rungs: [{ address: { chat: 'x' } }] },
})

/** Asks, cancels, finishes, gives up: whatever comes first in this writer's mind. */
async function meddle(personId: string, selfieId: string): Promise<void> {
  const { db } = house
  const now = Date.now()
  const asked = await requestGeneration(db, await wish(personId, selfieId), { plan: FREE_PLAN, now })
  if (!asked.ok) return
  const { generationId } = asked
  const [job] = asked.jobs
  if (job) await house.tasks.claim(job)
  await start(db, generationId, now)
  const failed = { event: 'gave_up', notice: { id: 'deadline', context: {} }, now } as const
  const endings = [
    () => finish(db, { generationId, images: [], taskId: job?.id ?? '', owner: house.tasks.owner, now }),
    () => cancel(db, { personId, generationId, now }),
    () => end(db, { generationIds: [generationId], ...failed }),
  ]
  await Promise.all(endings.sort(() => Math.random() - 0.5).map(step => step()))
}

it('never goes below zero and always equals its entries, with 64 writers at once', async () => {
  const { db } = house
  const people = await Promise.all(['a', 'b', 'c', 'd'].map(chat => seated(house, chat)))
  for (const { personId } of people) await grantFree(db, personId, FREE_PLAN, Date.now())
  await Promise.all(
    Array.from({ length: 64 }, async (_, writer) => {
      const { personId, selfieId } = people[writer % 4]!
      for (let turn = 0; turn < 3; turn++) await meddle(personId, selfieId)
      await grantFree(db, personId, FREE_PLAN, Date.now())
    }),
  )
  expect(await reconcile(db)).toEqual([])
  const accounts = await db.ledgerAccount.findMany({
    where: { id: { not: 'house' } },
    include: { sent: true, received: true },
  })
  expect(accounts).toHaveLength(4)
  for (const { held, sent, received } of accounts) {
    expect(held).toBe(0)
    let running = 0
    const moves = [...sent, ...received].sort((x, y) => Number(x.id - y.id))
    for (const { id, source, target, amount } of new Map(moves.map(one => [one.id, one])).values()) {
      running += (target === 'free' ? amount : 0) - (source === 'free' ? amount : 0)
      expect({ id, below: running < 0 }).toEqual({ id, below: false })
    }
  }
  // Three endings raced for each: exactly one of them settled it.
  const generations = await db.generation.findMany()
  expect(generations.length).toBeGreaterThanOrEqual(40)
  for (const { id, state } of generations) {
    const kinds = (
      await db.ledgerEntry.findMany({ where: { generationId: id }, orderBy: { id: 'asc' } })
    ).map(entry => entry.kind)
    expect(kinds).toEqual(['hold', state === 'done' ? 'capture' : 'release'])
  }
})

it('cannot be changed afterwards, not even by us', async () => {
  const { db } = house
  for (const attack of [
    'UPDATE ledger_entry SET amount = 100',
    'DELETE FROM ledger_entry',
    'TRUNCATE ledger_entry',
    'UPDATE ledger_account SET free = -1',
  ])
    await expect(db.$executeRawUnsafe(attack)).rejects.toThrow(/append-only|never_negative/)
})

it('is filled up at midnight UTC, and what was left over does not add up', async () => {
  const { db } = house
  const { personId } = await seated(house, 'eve')
  const noon = Date.UTC(2026, 10, 23, 12)
  await grantFree(db, personId, FREE_PLAN, noon)
  expect(await balance(db, personId)).toMatchObject({ available: 10, held: 0 })
  await db.$executeRaw`UPDATE ledger_account SET free = 7 WHERE person_id = ${personId}`
  const midnight = Date.UTC(2026, 10, 24)
  await grantFree(db, personId, FREE_PLAN, midnight - 1)
  expect((await balance(db, personId)).available).toBe(7)
  await Promise.all(Array.from({ length: 8 }, () => grantFree(db, personId, FREE_PLAN, midnight)))
  expect((await balance(db, personId)).available).toBe(10)
  await grantFree(db, personId, FREE_PLAN, midnight + 3 * DAY)
  expect((await balance(db, personId)).available).toBe(10)
})

it('says so when the day’s credits are used up, charges nothing, and has new ones tomorrow', async () => {
  const { booth, platform, db, clock } = house
  const { personId, selfieId } = await seated(house, 'max')
  for (let n = 0; n < FREE_PLAN.freePerDay; n++) await ask(house, 'max', selfieId)
  const [told] = await platform.say(booth, 'max', press(`style:oil:${selfieId}`))
  expect(told?.text).toContain('used your free credits')
  expect(await balance(db, personId)).toMatchObject({ available: 0, held: 10 })
  expect(await db.generation.count({ where: { personId } })).toBe(10)
  const [status] = await platform.say(booth, 'max', command('status'))
  expect(status?.text).toContain('**0** of 10')
  await platform.say(booth, 'max', press('cancel:all'))
  expect(await balance(db, personId)).toMatchObject({ available: 10, held: 0 })
  clock.shift = DAY
  await ask(house, 'max', selfieId)
  expect(await balance(db, personId)).toMatchObject({ available: 9, held: 1 })
  clock.shift = 0
})

it('makes one generation and one hold of an event that is handled twice', async () => {
  const { db } = house
  const { personId, selfieId } = await seated(house, 'ida')
  await grantFree(db, personId, FREE_PLAN, Date.now())
  const rules = { plan: FREE_PLAN, now: Date.now() }
  const first = await requestGeneration(db, await wish(personId, selfieId, 'same'), rules)
  const second = await requestGeneration(db, await wish(personId, selfieId, 'same'), rules)
  expect(second).toMatchObject({ ok: true, generationId: first.ok && first.generationId, jobs: [] })
  expect(await balance(db, personId)).toMatchObject({ available: 9, held: 1 })
})

it('takes nothing in for a person who is being erased', async () => {
  const { db } = house
  const { personId, selfieId } = await seated(house, 'tom')
  await grantFree(db, personId, FREE_PLAN, Date.now())
  await db.person.update({ where: { id: personId }, data: { erasingAt: new Date() } })
  const asked = await requestGeneration(db, await wish(personId, selfieId), {
    plan: FREE_PLAN,
    now: Date.now(),
  })
  expect(asked).toMatchObject({ ok: false, notice: { id: 'selfie_gone' } })
  expect(await balance(db, personId)).toMatchObject({ available: 10, held: 0 })
})
