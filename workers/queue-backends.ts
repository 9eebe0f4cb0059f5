/** The two backends of the queue room, each as a maker of BullMQ's queues and workers. */
import { createPostgresBackend, type PgPool, Queue, Worker, withBackend } from 'bullmq'
import { Redis } from 'ioredis'
import type pg from 'pg'
import { WORKERS } from '../config/limits.js'
import type { QueueName } from '../core/jobs.js'
import type { Log } from '../core/ports.js'
import { createPatientPool } from './patient-pool.js'

/** What a job carries: the name of its task row, and which try it is. */
export interface Data {
  id: string
  attempt: number
}

/** Runs one task; a rejection means that nobody could tell how it stands, and the sweeper will. */
export type RunTask = (ref: { id: string; attempt: number }) => Promise<void>

/** How queues and workers of one backend are made. */
export interface Maker {
  queue(name: QueueName): Queue<Data>
  /** A worker that does not run yet. */
  worker(
    name: QueueName,
    concurrency: number,
    run: RunTask,
    limit?: { perMinute: number },
  ): Promise<Worker<Data>>
  ping(): Promise<unknown>
  close(): Promise<void>
}

const WORKER_OPTIONS = {
  autorun: false,
  lockDuration: WORKERS.lockMs,
  stalledInterval: WORKERS.stalledMs,
  maxStalledCount: WORKERS.maxStalled,
  drainDelay: WORKERS.drainMs / 1000,
  // After an error of the backend: the default of 15 s is a long time to stand still after a restart of Postgres.
  runRetryDelay: WORKERS.retryMs,
}

/** The queue's own limit, which all its workers share. A second at a time, so that a minute's worth never comes at once. */
function limiter(limit: { perMinute: number } | undefined) {
  return limit ? { limiter: { max: Math.ceil(limit.perMinute / 60), duration: 1_000 } } : {}
}

/** On Redis: a producer fails at once when it is down, a worker waits for it. */
export function onRedis(url: string, log: Log): Maker {
  const seldom = createSeldom(WORKERS.tellMs)
  const hush = (client: Redis) =>
    client.on('error', error => seldom(() => log.warn('Redis is away', { error: error.name })))
  // A producer fails at once when Redis is down, a worker waits for it.
  const producer = new Redis(url, {
    maxRetriesPerRequest: 1,
    enableOfflineQueue: false,
    lazyConnect: true,
    connectTimeout: WORKERS.enqueueMs,
  })
  hush(producer)
  const connected = producer.connect().catch(() => {})
  const consumers: Redis[] = []
  return {
    // Nobody reads the stream of what happened to jobs.
    queue: name =>
      new Queue(name, {
        connection: producer,
        prefix: 'pixbooth',
        streams: { events: { maxLen: WORKERS.eventsKept } },
      }),
    async worker(name, concurrency, run, limit) {
      const consumer = new Redis(url, { maxRetriesPerRequest: null })
      hush(consumer)
      consumers.push(consumer)
      return new Worker<Data>(name, job => run(job.data), {
        connection: consumer,
        prefix: 'pixbooth',
        concurrency,
        ...WORKER_OPTIONS,
        ...limiter(limit),
      })
    },
    ping: () => producer.ping(),
    async close() {
      await connected
      for (const client of [producer, ...consumers]) client.disconnect()
    },
  }
}

/** On Postgres: BullMQ's own backend beside the booth's tables. */
export function onPostgres(connection: pg.PoolConfig, log: Log): Maker {
  // BullMQ takes a listening client out of the pool for every worker, so it must be larger than they are many.
  const pool = createPatientPool({
    ...connection,
    max: WORKERS.queueConnections,
    // The rows of our own tables are the truth, so that a commit of the queue need not wait for the disk.
    options: '-c search_path=bullmq -c synchronous_commit=off',
    keepAlive: true,
    connectionTimeoutMillis: WORKERS.connectMs,
  })
  // Every queue and worker listens to it.
  pool.setMaxListeners(2 * WORKERS.queueConnections)
  const seldom = createSeldom(WORKERS.tellMs)
  pool.on('error', error =>
    seldom(() => log.warn('the database of the queue is away', { error: error.name })),
  )
  const bull = withBackend(createPostgresBackend)
  // The same pool, as BullMQ's own minimal type of it.
  const shared = pool as unknown as PgPool
  return {
    queue: name =>
      new bull.Queue<Data>(name, {
        connection: shared,
        streams: { events: { maxLen: WORKERS.eventsKept } },
      }) as unknown as Queue<Data>,
    async worker(name, concurrency, run, limit) {
      // A worker whose first connection failed would never find another one, so it does not run before it has one.
      for (let tries = 1; ; tries++) {
        const worker = new bull.Worker<Data>(name, job => run(job.data as Data), {
          connection: shared,
          concurrency,
          ...WORKER_OPTIONS,
          ...limiter(limit),
        }) as unknown as Worker<Data>
        worker.on('error', () => {})
        try {
          await worker.waitUntilReady()
          return worker
        } catch (error) {
          await worker.close(true)
          if (tries >= WORKERS.readyTries) throw error
        }
      }
    },
    ping: () => pool.query('SELECT 1'),
    close: () => pool.end(),
  }
}

/** Lets one call of a kind through in `ms`: an outage is told, not sung. */
export function createSeldom(ms: number): (tell: () => void) => void {
  let last = Number.NEGATIVE_INFINITY
  return tell => {
    if (performance.now() - last < ms) return
    last = performance.now()
    tell()
  }
}

export async function withLimit<T>(work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(
      () => reject(new DOMException('The queue took too long.', 'TimeoutError')),
      WORKERS.enqueueMs,
    )
  })
  try {
    return await Promise.race([work, late])
  } finally {
    clearTimeout(timer)
  }
}
