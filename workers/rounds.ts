import { HOUSE, ORDERS, TASK } from '../config/limits.js'
import { notePositions } from '../core/generation/progress.js'
import { end, overdue } from '../core/generation/store.js'
import { notice } from '../core/notice.js'
import { expireLinks } from '../core/person/link.js'
import type { Clock, Jobs, Log, Vault } from '../core/ports.js'
import { erasePerson, unfinishedErasures } from '../core/privacy/erase.js'
import { dropWholes } from '../core/selfie/store.js'
import type { TaskStore } from '../core/tasks/store.js'
import { sweepTasks } from '../core/tasks/sweep.js'
import type { PrismaClient } from '../prisma/client.js'
import { createTimers } from './timers.js'

export interface RoundsDeps {
  db: PrismaClient
  vault: Vault
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
  jobs,
  clock,
}: Pick<RoundsDeps, 'db' | 'vault' | 'jobs' | 'clock'>): Promise<void> {
  const now = clock.now()
  const generationIds = await overdue(db, now, TASK.sweepBatch)
  if (generationIds.length > 0)
    await jobs.enqueue(
      (await end(db, { generationIds, event: 'gave_up', notice: notice('deadline'), now })) ?? [],
    )
  for (const personId of await unfinishedErasures(db, now - HOUSE.erasureMs))
    await erasePerson({ db, vault }, personId, now)
  for (const key of await dropWholes(db)) await vault.remove(key)
  await jobs.enqueue(await expireLinks(db, now))
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
