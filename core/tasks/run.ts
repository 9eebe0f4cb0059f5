import { TASK } from '../../config/limits.js'
import { describe, Fault, toFault } from '../errors.js'
import type { JobName, JobRef } from '../jobs.js'
import type { Jobs, Log } from '../ports.js'
import type { ClaimedTask, TaskStore } from './store.js'

/** Does one step of a job. */
export interface Handler {
  /**
   * Does the work and commits it together with the end of the task; answers what is to be queued next.
   * May run twice: whatever was committed before must be found, not repeated.
   */
  run(task: ClaimedTask, options: { signal: AbortSignal }): Promise<JobRef[]>
  /** Called instead of another try, when none will help: ends the matter and tells the person. */
  giveUp(task: ClaimedTask, fault: Fault): Promise<JobRef[]>
  /** Faults until it is given up, where they ought to be more or fewer than `TASK.maxFailures`. */
  maxFailures?: number
}

export type Handlers = Partial<Record<JobName, Handler>>

/** How long to wait before another try, or null to give up. */
export function nextTry(
  fault: Fault,
  failures: number,
  maxFailures: number = TASK.maxFailures,
): number | null {
  if (fault.retry === 'never' || failures + 1 >= maxFailures) return null
  if (fault.retry !== 'soon') return fault.retry.afterMs
  return Math.min(TASK.retryMs * 2 ** failures, TASK.retryMaxMs)
}

/** Runs tasks under a lease: claims, keeps the lease alive, sorts out how the run ended. */
export function createTaskRunner(deps: { tasks: TaskStore; handlers: Handlers; jobs: Jobs; log: Log }) {
  const { tasks, handlers, jobs, log } = deps
  /** What runs now. A task given back may be in here twice for a moment: the run that ends, and the next one. */
  const held = new Set<{ task: ClaimedTask; abort: AbortController; end: Promise<unknown> }>()
  /** Tasks whose run could not even be ended, since the database was away: given back with the first beat that gets through. */
  const stranded = new Map<string, ClaimedTask>()

  async function beat(): Promise<void> {
    const runs = [...held]
    if (runs.length > 0) {
      const ours = await tasks.renew(runs.map(({ task }) => task))
      for (const { task, abort } of runs)
        if (!ours.has(task.id)) abort.abort(new Fault('lost_lease', 'The task was cancelled or taken over.'))
    }
    for (const task of [...stranded.values()]) {
      await jobs.enqueue(await tasks.retry(task, 0, false))
      stranded.delete(task.id)
    }
  }

  let beating = false
  const timer = setInterval(async () => {
    if (beating) return
    beating = true
    await beat().catch(error => log.warn('leases could not be renewed', { code: toFault(error).code }))
    beating = false
  }, TASK.beatMs)
  timer.unref()

  async function attempt(task: ClaimedTask, handler: Handler, signal: AbortSignal): Promise<JobRef[]> {
    try {
      // A task whose holders died too often kills them: do not let it kill another one.
      if (task.losses >= TASK.maxLosses)
        throw new Fault('bug', 'The task ended its workers too often.', { retry: 'never' })
      return await handler.run(task, { signal })
    } catch (error) {
      const interrupted = signal.aborted
      const fault = interrupted ? (signal.reason as Fault) : toFault(error)
      if (fault.code === 'lost_lease') return []
      const delay = interrupted ? 0 : nextTry(fault, task.failures, handler.maxFailures)
      const facts = { job: task.name, task: task.id, attempt: task.attempt, code: fault.code }
      if (delay !== null) {
        log.warn('a step failed and is tried again', { ...facts, delay, error: describe(fault) })
        return tasks.retry(task, delay, !interrupted)
      }
      log.error('a step failed for good', { ...facts, error: describe(fault) })
      return handler.giveUp(task, fault)
    }
  }

  let ending = false

  return {
    /** Runs the task unless it is gone or in other hands. Throws only when the database cannot be reached. */
    async run(ref: { id: string; attempt: number }): Promise<void> {
      const task = await tasks.claim(ref)
      if (!task) return
      const handler = handlers[task.name]
      if (!handler) throw new Fault('bug', `No handler for the job ${task.name}.`)
      // It was being claimed when everything else was stopped.
      if (ending) return jobs.enqueue(await tasks.retry(task, 0, false))
      const abort = new AbortController()
      const end = attempt(task, handler, abort.signal)
      const mine = { task, abort, end }
      held.add(mine)
      let next: JobRef[]
      try {
        next = await end
      } catch (error) {
        if (stranded.size < TASK.sweepBatch) stranded.set(task.id, task)
        throw error
      } finally {
        held.delete(mine)
      }
      await jobs.enqueue(next)
    },

    /** Stops what is running, for good: tasks are given back at once, so that another process goes on with them. */
    async interrupt(): Promise<void> {
      ending = true
      const runs = [...held]
      for (const { abort } of runs) abort.abort(new Fault('busy', 'The booth is shutting down.'))
      const ends = Promise.allSettled(runs.map(({ end }) => end))
      let timeout: NodeJS.Timeout | undefined
      const late = new Promise(resolve => {
        timeout = setTimeout(resolve, TASK.giveBackMs)
      })
      await Promise.race([ends, late])
      clearTimeout(timeout)
    },

    running: () => held.size,
    close: () => clearInterval(timer),
  }
}

export type TaskRunner = ReturnType<typeof createTaskRunner>
