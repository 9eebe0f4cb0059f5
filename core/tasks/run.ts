import { TASK } from '../../config/limits.js'
import { Fault, toFault } from '../errors.js'
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
}

export type Handlers = Partial<Record<JobName, Handler>>

/** How long to wait before another try, or null to give up. */
export function nextTry(fault: Fault, failures: number): number | null {
  if (fault.retry === 'never' || failures + 1 >= TASK.maxFailures) return null
  if (fault.retry !== 'soon') return fault.retry.afterMs
  return Math.min(TASK.retryMs * 2 ** failures, TASK.retryMaxMs)
}

/** Runs tasks under a lease: claims, keeps the lease alive, sorts out how the run ended. */
export function createTaskRunner(deps: { tasks: TaskStore; handlers: Handlers; jobs: Jobs; log: Log }) {
  const { tasks, handlers, jobs, log } = deps
  const held = new Map<string, AbortController>()

  async function beat(): Promise<void> {
    const ids = [...held.keys()]
    if (ids.length === 0) return
    const ours = await tasks.renew(ids)
    for (const id of ids)
      if (!ours.has(id)) held.get(id)?.abort(new Fault('lost_lease', 'The task was cancelled or taken over.'))
  }

  const timer = setInterval(() => {
    beat().catch(error => log.warn('leases could not be renewed', { code: toFault(error).code }))
  }, TASK.beatMs)
  timer.unref()

  async function attempt(task: ClaimedTask, handler: Handler, signal: AbortSignal): Promise<JobRef[]> {
    try {
      // A task that came back too often without a word kills its workers: do not let it kill another one.
      if (task.attempt > TASK.maxAttempts)
        throw new Fault('bug', 'The task ended its workers too often.', { retry: 'never' })
      return await handler.run(task, { signal })
    } catch (error) {
      if (signal.aborted && (signal.reason as Fault).code === 'lost_lease') return []
      const interrupted = signal.aborted
      const fault = interrupted ? (signal.reason as Fault) : toFault(error)
      const delay = nextTry(fault, task.failures)
      const facts = { job: task.name, task: task.id, attempt: task.attempt, code: fault.code }
      if (delay !== null) {
        log.warn('a step failed and is tried again', { ...facts, delay, error: describe(fault) })
        return tasks.retry(task, delay, !interrupted)
      }
      log.error('a step failed for good', { ...facts, error: describe(fault) })
      return handler.giveUp(task, fault)
    }
  }

  return {
    /** Runs the task unless it is gone or in other hands. Throws only when the database cannot be reached. */
    async run(ref: { id: string; attempt: number }): Promise<void> {
      const task = await tasks.claim(ref)
      if (!task) return
      const handler = handlers[task.name]
      if (!handler) throw new Fault('bug', `No handler for the job ${task.name}.`)
      const abort = new AbortController()
      held.set(task.id, abort)
      try {
        await jobs.enqueue(await attempt(task, handler, abort.signal))
      } finally {
        held.delete(task.id)
      }
    },

    /** Stops what is running: its tasks are given back at once, so that another process goes on with them. */
    async interrupt(): Promise<void> {
      for (const abort of held.values())
        abort.abort(new Fault('busy', 'The booth is shutting down.', { retry: { afterMs: 0 } }))
    },

    running: () => held.size,
    close: () => clearInterval(timer),
  }
}

export type TaskRunner = ReturnType<typeof createTaskRunner>

/** One line about a fault for the log: where it came from, without the words of strangers' errors that may quote data. */
function describe(fault: Fault): string {
  if (fault.code !== 'bug') return fault.message
  const cause = fault.cause instanceof Error ? fault.cause : fault
  return `${cause.name} ${cause.stack?.split('\n')[1]?.trim() ?? ''}`
}
