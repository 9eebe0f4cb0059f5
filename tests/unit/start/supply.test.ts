import { randomUUID } from 'node:crypto'
import { Redis } from 'ioredis'
import pg from 'pg'
import { expect, test } from 'vitest'
import { freshDatabase } from '../../support/postgres.js'
import { freshRedis } from '../../support/redis.js'

test('every caller gets a migrated database of its own', async () => {
  const [a, b] = await Promise.all([freshDatabase(), freshDatabase()])
  const first = new pg.Client(a.connection)
  const second = new pg.Client(b.connection)
  await Promise.all([first.connect(), second.connect()])
  try {
    await first.query('CREATE TABLE mine (id text)')
    const seen = await second.query(`SELECT to_regclass('mine') AS mine, to_regclass('bullmq.job') AS job`)
    expect(seen.rows[0]).toEqual({ mine: null, job: 'bullmq.job' })
    const done = await second.query(
      'SELECT count(*)::int AS n FROM "_prisma_migrations" WHERE finished_at IS NOT NULL',
    )
    expect(done.rows[0].n).toBeGreaterThan(0)
  } finally {
    await Promise.all([first.end(), second.end()])
    await Promise.all([a.drop(), b.drop()])
  }
})

test('every caller gets a Redis database of its own', async context => {
  const [a, b] = await Promise.all([freshRedis(), freshRedis()])
  if (a === null || b === null) return context.skip('no Redis on this machine')
  const first = new Redis(a.url)
  const second = new Redis(b.url)
  const key = randomUUID()
  await first.set(key, 'mine')
  expect(await second.get(key)).toBeNull()
  await a.drop()
  expect(await first.get(key)).toBeNull()
  first.disconnect()
  second.disconnect()
  await b.drop()
})
