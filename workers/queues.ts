/**
 * The queue room: BullMQ for the jobs of core/jobs.ts, on Redis or on Postgres. A job carries nothing but the name of
 * its task row; the queue may lose it, repeat it or be away, and nothing is lost but a few seconds.
 */
import type { Queue, Worker } from 'bullmq'
import type pg from 'pg'
import { WORKERS } from '../config/limits.js'
import { toFault } from '../core/errors.js'
import type { JobRef, QueueName } from '../core/jobs.js'
import type { Jobs, Log } from '../core/ports.js'
import { createSeldom, type Data, onPostgres, onRedis, type RunTask, withLimit } from './queue-backends.js'

export type { RunTask } from './queue-backends.js'

/** Where the queue lives. */
export type QueueBackend = { kind: 'postgres'; connection: pg.PoolConfig } | { kind: 'redis'; url: string }

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
