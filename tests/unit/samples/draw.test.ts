import { afterEach, beforeEach, expect, it } from 'vitest'
import { STYLES } from '../../../config/styles.js'
import { EngineRefusal, Fault } from '../../../core/errors.js'
import { spentToday } from '../../../core/generation/spending.js'
import { type PlannedSample, planSamples } from '../../../core/samples/plan.js'
import { listSamples } from '../../../core/samples/store.js'
import { createPrisma, type PrismaClient } from '../../../prisma/client.js'
import { createSamples } from '../../../workers/samples.js'
import { NO_CAPS } from '../../support/booth.js'
import { type PaidEngine, paidEngine } from '../../support/paid-engine.js'
import { freshDatabase } from '../../support/postgres.js'

let database: Awaited<ReturnType<typeof freshDatabase>>
let db: PrismaClient
let engine: PaidEngine
beforeEach(async () => {
  database = await freshDatabase()
  db = createPrisma(database.connection)
  engine = await paidEngine('replicate')
})
afterEach(async () => {
  await db.$disconnect()
  await database.drop()
})

const styles = STYLES.filter(({ id }) => id === 'impressionist' || id === 'character')
const clock = { shift: 0, now: () => Date.now() + clock.shift }

async function plan(again = false): Promise<PlannedSample[]> {
  const rows = await listSamples(db)
  return planSamples({ styles, pick: ({ models }) => models[0] ?? null, rows, again }).draw
}

/** What a run says of each: nothing, or how it went wrong. */
async function run(again = false, caps = NO_CAPS): Promise<string[]> {
  const { signal } = new AbortController()
  const draw = createSamples({ db, engines: { replicate: engine }, caps, clock, signal, lookMs: 1 })
  const said: string[] = []
  for (const one of await plan(again))
    said.push(
      await draw(one).then(
        () => one.id,
        error => `${one.id}: ${error.message}`,
      ),
    )
  return said
}

const taken = () => engine.taken.map(({ style }) => style)
const spent = async () => (await spentToday(db, clock.now())).find(({ scope }) => scope === 'all')?.micros

it('invents a face from words, and draws each style once, from that face', async () => {
  expect(await run()).toEqual(['face', 'impressionist', 'character'])
  const [face, portrait, character] = engine.taken
  expect(face).toMatchObject({ style: 'imagine', pictures: [] })
  expect(face?.prompt).toMatch(/adult woman .* who does not exist/)
  expect(portrait?.pictures).toHaveLength(1)
  expect(character?.prompt).toContain('hedgehog')
  expect(await spent()).toBe(45_000 + 40_000 + 45_000)
  expect(await run()).toEqual([])
  expect(await run(true)).toEqual(['impressionist', 'character'])
  expect(taken()).toEqual(['imagine', 'impressionist', 'character', 'impressionist', 'character'])
})

it('what was certainly not started costs nothing, and is tried by the next run', async () => {
  engine.next = [{ refuse: new EngineRefusal('account', 'No money there.') }]
  const [face] = await run()
  expect(face).toBe('face: No money there.')
  expect(await spent()).toBe(45_000)
  expect(await run()).toEqual(['face', 'impressionist'])
})

it('a start whose answer was lost is not paid for again by accident', async () => {
  await run()
  await db.styleSample.delete({ where: { style: 'impressionist' } })
  engine.next = [{ lose: new Fault('timeout', 'no answer') }]
  expect(await run()).toEqual(['impressionist: no answer'])
  const before = engine.taken.length
  expect(await run()).toEqual([])
  // Not even when it is wanted again, while it may still be at work.
  expect(await run(true)).toEqual(['impressionist: Another run is at it.', 'character'])
  expect(engine.taken.length).toBe(before + 1)
  clock.shift = 3_600_000
  expect(await run(true)).toEqual(['impressionist', 'character'])
  clock.shift = 0
})

it('work of a run that died is gone on with', async () => {
  await run()
  await db.styleSample.update({
    where: { style: 'impressionist' },
    data: { begunAt: new Date(), work: 'replicate-2', madeAt: null },
  })
  const before = engine.taken.length
  expect(await run()).toEqual(['impressionist'])
  expect(engine.taken.length).toBe(before)
})

it('a sample that is there stays until the new one is', async () => {
  await run()
  engine.outcome = () => ({ state: 'failed', why: 'model' })
  expect(await run(true)).toEqual([
    'impressionist: The engine has made nothing of it.',
    'character: The engine has made nothing of it.',
  ])
  expect((await listSamples(db)).every(({ there, begunAt }) => there && begunAt === null)).toBe(true)
})

it('stops at a cap of the day, and leaves no trace', async () => {
  expect(await run(false, { ...NO_CAPS, engines: { replicate: 90_000 } })).toEqual([
    'face',
    'impressionist',
    'character: The day’s cap for replicate is reached.',
  ])
  expect(await spent()).toBe(85_000)
  expect((await listSamples(db)).map(({ id }) => id).sort()).toEqual(['face', 'impressionist'])
})
