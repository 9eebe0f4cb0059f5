import { Redis } from 'ioredis'
import pg from 'pg'
import { afterEach, describe, expect, it } from 'vitest'
import { takeRound } from '../../../core/rounds.js'
import { createPrisma, type PrismaClient } from '../../../prisma/client.js'
import { migrateQueue } from '../../../prisma/migrate.js'
import { createQueues, type QueueBackend, type Queues } from '../../../workers/queues.js'
import { type Round, startSchedules } from '../../../workers/schedules.js'
import { BACKENDS } from '../../support/backends.js'
import { createTestLog, eventually } from '../../support/booth.js'
import { freshDatabase } from '../../support/postgres.js'
import { freshRedis } from '../../support/redis.js'

const EVERY = 300
let closers: (() => Promise<unknown>)[] = []
afterEach(async () => {
  for (const close of closers.reverse()) await close()
  closers = []
})

async function database() {
  const database = await freshDatabase()
  const db = createPrisma(database.connection)
  closers.push(database.drop, () => db.$disconnect())
  return { db, connection: database.connection }
}

/** A round that counts how often it was done, here by two processes' worth of schedules. */
async function process(db: PrismaClient, backend: QueueBackend, round: Round) {
  const log = createTestLog()
  const queues: Queues = createQueues(backend, log)
  const clock = { now: Date.now }
  const schedules = await startSchedules({ db, queues, clock, log }, { retention: round })
  closers.push(async () => {
    const drained = queues.drain()
    await schedules.close()
    await drained
    await queues.close()
  })
  return { queues, log, ...schedules }
}

describe.each(BACKENDS)('rounds with the queue on %s', name => {
  async function open(): Promise<{ db: PrismaClient; backend: QueueBackend; lose(): Promise<unknown> }> {
    const { db, connection } = await database()
    if (name === 'postgres') {
      await migrateQueue(connection)
      const lose = async () => {
        const client = new pg.Client(connection)
        await client.connect()
        const { rows } = await client.query(
          `SELECT tablename FROM pg_tables WHERE schemaname = 'bullmq' AND tablename NOT LIKE '%migration%'`,
        )
        await client.query(`TRUNCATE ${rows.map(row => `bullmq."${row.tablename}"`).join(', ')} CASCADE`)
        await client.end()
      }
      return { db, backend: { kind: 'postgres', connection }, lose }
    }
    const redis = await freshRedis()
    if (!redis) throw new Error('No Redis can be had.')
    closers.push(redis.drop)
    const lose = async () => {
      const client = new Redis(redis.url)
      await client.flushdb()
      client.disconnect()
    }
    return { db, backend: { kind: 'redis', url: redis.url }, lose }
  }

  it('are rung for again and again, for one of two processes at a time', async () => {
    const { db, backend } = await open()
    const times: number[] = []
    const round: Round = { everyMs: EVERY, run: async () => void times.push(Date.now()) }
    await process(db, backend, round)
    await process(db, backend, round)
    await eventually(
      () => times.length,
      count => count >= 4,
    )
    const gaps = times.slice(1).map((time, index) => time - (times[index] ?? 0))
    // Not one of them is done twice: each was begun nine tenths of its time after the one before, or later.
    expect(Math.min(...gaps)).toBeGreaterThan(EVERY * 0.5)
  })

  it('go on after the queue has lost them, as soon as somebody looks', async () => {
    const { db, backend, lose } = await open()
    let count = 0
    const round: Round = { everyMs: EVERY, run: async () => void count++ }
    const { queues, wake } = await process(db, backend, round)
    await eventually(
      () => count,
      seen => seen >= 1,
    )
    await lose()
    await new Promise(resolve => setTimeout(resolve, EVERY * 2))
    const lost = count
    // The timer of any process rings without the queue, and puts its scheduler back.
    await wake('retention')
    expect(count).toBeGreaterThan(lost)
    await queues.schedule('rounds', 'retention', EVERY)
    await eventually(
      () => count,
      seen => seen >= lost + 3,
    )
  })

  it('are rung for, however often the schedulers are put back', async () => {
    const { db, backend } = await open()
    let count = 0
    const { queues } = await process(db, backend, { everyMs: EVERY, run: async () => void count++ })
    await eventually(
      () => count,
      seen => seen >= 1,
    )
    for (let i = 0; i < 30; i++) {
      await queues.schedule('rounds', 'retention', EVERY)
      await new Promise(resolve => setTimeout(resolve, EVERY / 5))
    }
    expect(count).toBeGreaterThanOrEqual(3)
  })

  it('that fail are told and come again', async () => {
    const { db, backend } = await open()
    let count = 0
    const round: Round = {
      everyMs: EVERY,
      async run() {
        if (++count === 1) throw new Error('The disk is away.')
      },
    }
    const { log } = await process(db, backend, round)
    await eventually(
      () => count,
      seen => seen >= 2,
    )
    expect(log.lines.filter(({ message }) => message.includes('a round failed'))).toHaveLength(1)
  })
})

it('a round is taken once in its time, whoever asks, and again by the next', async () => {
  const { db } = await database()
  const ask = (now: number) => takeRound(db, { name: 'retention', everyMs: 1_000, now })
  const first = await Promise.all([ask(10_000), ask(10_000), ask(10_001), ask(10_002)])
  expect(first.filter(Boolean)).toHaveLength(1)
  expect(await ask(10_500)).toBe(false)
  expect(await ask(10_950)).toBe(true)
  // The clock was wrong, and has been set back.
  expect(await ask(5_000)).toBe(true)
  expect(await takeRound(db, { name: 'orphans', everyMs: 1_000, now: 5_000 })).toBe(true)
})
