/** Generations a second through the whole pipeline with an engine that returns at once, beside bare BullMQ. */

import { randomBytes } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createPostgresBackend, type PgPool, Queue, Worker, withBackend } from 'bullmq'
import { Redis } from 'ioredis'
import pg from 'pg'
import { FREE_PLAN } from '../../config/plans.js'
import { newId } from '../../core/id.js'
import type { Vision } from '../../core/ports.js'
import { objectKey } from '../../core/vault/keys.js'
import { BACKENDS, openBackend } from '../support/backends.js'
import { openTestBooth, type TestBooth } from '../support/booth.js'
import { instantEngine } from '../support/engines.js'
import { privatePostgres } from '../support/postgres.js'

const CHATS = 50
const GENERATIONS = 1_500
/** What one generation costs the queue when its selfie is there: `generate` and `deliver`. */
const JOBS = GENERATIONS * 2
const GOAL = 150
const LIMIT_MS = 120_000

interface Row {
  what: string
  value: number
  unit: string
  goal?: string
  ok?: boolean
}

type Backend = (typeof BACKENDS)[number]

/** Nothing is looked at here: every person has an accepted selfie already. */
export const blind: Vision = {
  inspect: () => Promise.reject(new Error('not here')),
  trace: () => Promise.reject(new Error('not here')),
  embed: () => Promise.reject(new Error('not here')),
}

/** From the command to the message with the picture; commands come from 50 chats, one after the other in each. */
export async function benchPipeline(): Promise<{ name: string; rows: Row[] }> {
  const rows: Row[] = []
  for (const backend of BACKENDS) {
    const bare = await jobsPerSecond(backend)
    const whole = await generationsPerSecond(backend)
    if (bare === null || whole === null) continue
    const goal = backend === 'postgres' ? { goal: `≥ ${GOAL}`, ok: whole.rate >= GOAL } : {}
    rows.push(
      { what: `whole pipeline on ${backend}`, value: whole.rate, unit: 'generations/s', ...goal },
      { what: `  CPU of the process a generation on ${backend}`, value: whole.cpuMs, unit: 'ms' },
      { what: `  bare BullMQ on ${backend}, add and process`, value: bare, unit: 'jobs/s' },
      {
        what: `  share of bare BullMQ's ceiling (2 jobs a generation)`,
        value: (2 * whole.rate) / bare,
        unit: '×',
      },
    )
  }
  return { name: 'pipeline', rows }
}

async function generationsPerSecond(name: Backend): Promise<{ rate: number; cpuMs: number } | null> {
  const home = await openBackend(name)
  if (!home) return null
  // Durable, as in a booth: what is committed is on the disk.
  const postgres = await privatePostgres()
  const vaultDir = await mkdtemp(join(tmpdir(), 'pixbooth-bench-'))
  const engine = await instantEngine()
  const plan = { ...FREE_PLAN, freePerDay: GENERATIONS }
  const house = await openTestBooth({
    backend: home.backend,
    engines: { local: engine },
    vision: blind,
    plan,
    runs: 8,
    home: { connection: postgres.connection, vaultDir, masterKey: randomBytes(32) },
  })
  try {
    const chats = await invite(house)
    const began = performance.now()
    const cpu = process.cpuUsage()
    let left = GENERATIONS
    const command = { act: { type: 'command', name: 'portrait', argument: 'noir' } } as const
    await Promise.all(
      chats.map(async chat => {
        while (left-- > 0) await house.platform.say(house.booth, chat, command)
      }),
    )
    const delivered = () =>
      chats
        .flatMap(chat => house.platform.messages(chat))
        .reduce((sum, message) => sum + (message.images.length > 0 ? 1 : 0), 0)
    await reached(delivered, GENERATIONS, began)
    const seconds = (performance.now() - began) / 1000
    const { user, system } = process.cpuUsage(cpu)
    return { rate: GENERATIONS / seconds, cpuMs: (user + system) / 1000 / GENERATIONS }
  } finally {
    await house.close()
    await home.drop()
    await postgres.stop()
    await rm(vaultDir, { recursive: true })
  }
}

/** People who have consented and whose selfie was accepted. */
export async function invite({ booth, platform, db, vault }: TestBooth): Promise<string[]> {
  const chats = Array.from({ length: CHATS }, (_, index) => `chat${index}`)
  for (const chat of chats) {
    await platform.say(booth, chat, { act: { type: 'press', action: 'consent:face:yes' } })
    await platform.say(booth, chat, { act: { type: 'press', action: 'consent:adult:yes' } })
    const { personId } = await db.account.findFirstOrThrow({ where: { userId: chat } })
    const id = newId()
    const referenceKey = objectKey(personId, 'reference', id)
    await vault.put(personId, referenceKey, Buffer.alloc(100_000))
    await db.selfie.create({ data: { id, personId, origin: id, state: 'accepted', referenceKey } })
  }
  return chats
}

async function jobsPerSecond(name: Backend): Promise<number | null> {
  const home = await openBackend(name)
  if (!home) return null
  const postgres = await privatePostgres()
  const redis =
    home.backend === 'postgres' ? null : new Redis(home.backend.redis, { maxRetriesPerRequest: null })
  const pool = new pg.Pool({ ...postgres.connection, max: 16, options: '-c search_path=bullmq' })
  const bull = withBackend(createPostgresBackend)
  const shared = pool as unknown as PgPool
  let done = 0
  const work = async () => void done++
  const queue = redis
    ? new Queue('bare', { connection: redis })
    : new bull.Queue('bare', { connection: shared })
  const options = { concurrency: 10 }
  const worker = redis
    ? new Worker('bare', work, { connection: redis.duplicate(), ...options })
    : new bull.Worker('bare', work, { connection: shared, ...options })
  // The server is stopped before every connection knows that it is over.
  pool.on('error', () => {})
  queue.on('error', () => {})
  worker.on('error', () => {})
  try {
    const began = performance.now()
    let left = JOBS
    const adders = Array.from({ length: CHATS }, async () => {
      while (left-- > 0) await queue.add('job', { left }, { removeOnComplete: true, removeOnFail: true })
    })
    await Promise.all(adders)
    await reached(() => done, JOBS, began)
    return JOBS / ((performance.now() - began) / 1000)
  } finally {
    await worker.close()
    await queue.close()
    await pool.end()
    redis?.disconnect()
    await postgres.stop()
    await home.drop()
  }
}

export async function reached(count: () => number, goal: number, began: number): Promise<void> {
  while (count() < goal) {
    if (performance.now() - began > LIMIT_MS) throw new Error(`Only ${count()} of ${goal} came to their end.`)
    await new Promise(resolve => setTimeout(resolve, 20))
  }
}
