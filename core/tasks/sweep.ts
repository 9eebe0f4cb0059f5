import { TASK } from '../../config/limits.js'
import type { Jobs, Log } from '../ports.js'
import type { TaskStore } from './store.js'

/**
 * Finds work that was left behind: leases of dead processes, and tasks that the queue has lost or never got.
 * Adding a job that the queue still has changes nothing, since its id is derived from the row.
 */
export async function sweepTasks(deps: { tasks: TaskStore; jobs: Jobs; log: Log }): Promise<void> {
  const { tasks, jobs, log } = deps
  const freed = await tasks.freeExpired(TASK.sweepBatch)
  if (freed.length > 0) {
    log.warn('work of a dead process is queued again', { count: freed.length })
    await jobs.enqueue(freed)
  }
  for (const { queue, count } of await tasks.overdue()) {
    // The oldest go in always: others may hide, in the queue's count, that these are missing.
    const missing = (await jobs.count(queue)) < count
    const limit = missing ? count : Math.min(count, TASK.sweepBatch)
    if (missing) log.warn('the queue has lost work, it is queued again', { queue, count })
    for (let offset = 0; offset < limit; offset += TASK.sweepBatch)
      await jobs.enqueue(await tasks.overdueRefs(queue, TASK.sweepBatch, offset))
  }
}
