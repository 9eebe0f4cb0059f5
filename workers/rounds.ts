import { HOUSE, ORDERS, TASK } from '../config/limits.js'
import { refundUndelivered } from '../core/billing/refund.js'
import { notePositions } from '../core/generation/progress.js'
import { end, overdue } from '../core/generation/store.js'
import { notice } from '../core/notice.js'
import { advanceNotifications } from '../core/notification/advance.js'
import { expireLinks } from '../core/person/link.js'
import type { Clock, Jobs, Log } from '../core/ports.js'
import { type ErasureTools, erasePerson, unfinishedErasures } from '../core/privacy/erase.js'
import { dropWholes } from '../core/selfie/store.js'
import type { TaskStore } from '../core/tasks/store.js'
import { sweepTasks } from '../core/tasks/sweep.js'
import { createTimers } from './timers.js'

export interface RoundsDeps extends ErasureTools {
  tasks: TaskStore
  jobs: Jobs
  clock: Clock
  log: Log
  /** Tells engines what nobody waits for (closing.ts). */
  closeOrders: () => Promise<void>
}

/** Ends what is past its deadline, goes on with erasures that a crash cut off, removes pictures that nobody needs. */
export async function tidy({
  db,
  vault,
  pseudonym,
  jobs,
  clock,
}: Pick<RoundsDeps, 'db' | 'vault' | 'pseudonym' | 'jobs' | 'clock'>): Promise<void> {
  const now = clock.now()
  const generationIds = await overdue(db, now, TASK.sweepBatch)
  if (generationIds.length > 0)
    await jobs.enqueue(
      (await end(db, { generationIds, event: 'gave_up', notice: notice('deadline'), now })) ?? [],
    )
  for (const personId of await unfinishedErasures(db, now - HOUSE.erasureMs))
    await erasePerson({ db, vault, pseudonym }, personId, now)
  for (const key of await dropWholes(db)) await vault.remove(key)
  await jobs.enqueue(await expireLinks(db, now))
  await jobs.enqueue(await advanceNotifications(db))
  await jobs.enqueue(
    await refundUndelivered(db, { since: now - HOUSE.undeliveredMs, now, limit: TASK.sweepBatch }),
  )
}

/**
 * The rounds that keep the house in order, each on its own timer. They run in every workers process: all of them are
 * safe to run at once, since each step is one conditional statement. Timers and not the queue, which may be lost.
 * Those that are for one process at a time stand in schedules.ts.
 */
export function startRounds(deps: RoundsDeps): { close(): Promise<void> } {
  const { db, jobs } = deps
  const timers = createTimers(deps.log)
  timers.every(TASK.sweepMs, 'tasks', () => sweepTasks(deps))
  timers.every(HOUSE.positionsMs, 'positions', async () => jobs.enqueue(await notePositions(db)))
  timers.every(HOUSE.tidyMs, 'tidy', () => tidy(deps))
  timers.every(ORDERS.closingRoundMs, 'orders', deps.closeOrders)
  return timers
}
