/**
 * The queue room: BullMQ for the jobs of core/jobs.ts, on Redis or on Postgres. A job carries nothing but the name of
 * its task row; the queue may lose it, repeat it or be away, and nothing is lost but a few seconds.
 */
import { createPostgresBackend, type PgPool, Queue, Worker, withBackend } from 'bullmq'
import { Redis } from 'ioredis'
import type pg from 'pg'
import { WORKERS } from '../config/limits.js'
import { toFault } from '../core/errors.js'
import type { JobRef, QueueName } from '../core/jobs.js'
import type { Jobs, Log } from '../core/ports.js'
import { createPatientPool } from './patient-pool.js'

/** Where the queue lives. */
export type QueueBackend = { kind: 'postgres'; connection: pg.PoolConfig } | { kind: 'redis'; url: string }

/** Runs one task; a rejection means that nobody could tell how it stands, and the sweeper will. */
export type RunTask = (ref: { id: string; attempt: number }) => Promise<void>

export interface Queues {
  jobs: Jobs
  /** Begins to take jobs from a queue, `concurrency` at a time. */
  work(queue: QueueName, concurrency: number, run: RunTask, limit?: { perMinute: number }): Promise<void>
  /** Holds a queue back for everybody: no worker of any process takes a job from it for that long. */
  pause(queue: QueueName, ms: number): Promise<void>
  /** Has a queue ring every `ms` with a job by that name, for all processes together; again is no second one. */
  schedule(queue: QueueName, name: string, ms: number): Promise<void>
  /** Whether the backend answers. */
  alive(): Promise<boolean>
  /** Takes no more jobs and waits for those that run. */
  drain(): Promise<void>
  close(): Promise<void>
}

interface Data {
  id: string
  attempt: number
}

/** BullMQ's id of a task's try: the same try added twice is one job. It has no ":" and is no number. */
export function jobId(ref: { id: string; attempt: number }): string {
  return `t-${ref.id}-${ref.attempt}`
}

function jobsOf(refs: JobRef[]) {
  return refs.map(ref => ({
    name: ref.name,
    data: { id: ref.id, attempt: ref.attempt },
    opts: {
      jobId: jobId(ref),
      priority: ref.priority,
      delay: ref.delayMs,
      removeOnComplete: true,
      removeOnFail: true,
    },
  }))
}

/** Opens the room. Connections are made when they are needed; nothing fails when the backend is away. */
export function createQueues(backend: QueueBackend, log: Log): Queues {
  const maker = backend.kind === 'redis' ? onRedis(backend.url, log) : onPostgres(backend.connection, log)
  const queues = new Map<QueueName, Queue<Data>>()
  const workers: Worker<Data>[] = []

  function queueOf(name: QueueName): Queue<Data> {
    let queue = queues.get(name)
    if (!queue) {
      queue = maker.queue(name)
      // Failures of calls are told by the calls; without a listener the event would end the process.
      queue.on('error', () => {})
      queues.set(name, queue)
    }
    return queue
  }

  async function add(name: QueueName, refs: JobRef[]): Promise<void> {
    const queue = queueOf(name)
    try {
      const jobs = jobsOf(refs)
      // On Postgres a bulk costs as much as ten single jobs, however small it is (measured at 50 callers at once).
      const few = jobs.length < WORKERS.bulkFrom
      await withLimit(
        few ? Promise.all(jobs.map(job => queue.add(job.name, job.data, job.opts))) : queue.addBulk(jobs),
      )
    } catch (error) {
      // A queue whose first connection failed keeps failing: the next one begins anew.
      if (queues.get(name) === queue) queues.delete(name)
      queue.close().catch(() => {})
      throw error
    }
  }

  return {
    jobs: {
      async enqueue(refs) {
        const byQueue = new Map<QueueName, JobRef[]>()
        for (const ref of refs) byQueue.set(ref.queue, [...(byQueue.get(ref.queue) ?? []), ref])
        await Promise.all(
          [...byQueue].map(([name, some]) =>
            add(name, some).catch(error =>
              log.warn('work could not be queued, the sweeper will do it', {
                queue: name,
                count: some.length,
                code: toFault(error).code,
              }),
            ),
          ),
        )
      },
      async count(name) {
        const counts = await withLimit(queueOf(name).getJobCounts('wait', 'prioritized', 'delayed', 'active'))
        return Object.values(counts).reduce((sum, count) => sum + count, 0)
      },
    },

    async work(name, concurrency, run, limit) {
      const worker = await maker.worker(name, concurrency, run, limit)
      const seldom = createSeldom(WORKERS.tellMs)
      worker.on('error', error =>
        seldom(() => log.warn('the queue is disturbed', { queue: name, error: error.name })),
      )
      worker.on('failed', (_job, error) =>
        seldom(() =>
          log.warn('a job ended without a word, the sweeper will look', { queue: name, error: error.name }),
        ),
      )
      workers.push(worker)
      // Ends when the worker is closed; its errors are told by the event.
      worker.run().catch(() => {})
    },

    pause: (name, ms) => withLimit(queueOf(name).rateLimit(Math.ceil(ms))),

    async schedule(queue, name, ms) {
      const template = {
        name,
        data: { id: name, attempt: 0 },
        opts: { removeOnComplete: true, removeOnFail: true },
      }
      await withLimit(queueOf(queue).upsertJobScheduler(name, { every: ms }, template))
    },

    alive: () =>
      withLimit(maker.ping()).then(
        () => true,
        () => false,
      ),

    async drain() {
      await Promise.all(workers.map(worker => worker.close()))
    },

    async close() {
      await Promise.allSettled(workers.map(worker => worker.close(true)))
      await Promise.allSettled([...queues.values()].map(queue => queue.close()))
      await maker.close()
    },
  }
}

interface Maker {
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

function onRedis(url: string, log: Log): Maker {
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

function onPostgres(connection: pg.PoolConfig, log: Log): Maker {
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
function createSeldom(ms: number): (tell: () => void) => void {
  let last = Number.NEGATIVE_INFINITY
  return tell => {
    if (performance.now() - last < ms) return
    last = performance.now()
    tell()
  }
}

async function withLimit<T>(work: Promise<T>): Promise<T> {
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
