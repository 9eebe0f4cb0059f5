import { HOUSE, ORDERS, TASK } from '../config/limits.js'
import type { Policy } from '../config/policy.js'
import { describe, toFault } from '../core/errors.js'
import { notePositions } from '../core/generation/progress.js'
import { end, overdue } from '../core/generation/store.js'
import { notice } from '../core/notice.js'
import { advanceNotifications } from '../core/notification/advance.js'
import { expireLinks } from '../core/person/link.js'
import type { Clock, Jobs, Log } from '../core/ports.js'
import { type ErasureTools, erasePerson, unfinishedErasures } from '../core/privacy/erase.js'
import { removeOrphans } from '../core/privacy/orphans.js'
import { sweepRetention } from '../core/privacy/retention.js'
import { dropWholes } from '../core/selfie/store.js'
import type { TaskStore } from '../core/tasks/store.js'
import { sweepTasks } from '../core/tasks/sweep.js'

export interface RoundsDeps extends ErasureTools {
  policy: Policy
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
}

/**
 * The rounds that keep the house in order, each on its own timer. They run in every workers process: all of them are
 * safe to run at once, since each step is one conditional statement. Timers and not the queue, which may be lost.
 */
export function startRounds(deps: RoundsDeps): { close(): Promise<void> } {
  const { db, jobs, log, vault, pseudonym, clock } = deps
  const running = new Set<Promise<void>>()
  const every = (ms: number, what: string, round: () => Promise<void>) => {
    let busy = false
    const timer = setInterval(() => {
      if (busy) return
      busy = true
      const run = round()
        .catch(error =>
          log.warn('a round failed and comes again', { round: what, error: describe(toFault(error)) }),
        )
        .finally(() => {
          busy = false
          running.delete(run)
        })
      running.add(run)
    }, ms)
    timer.unref()
    return timer
  }
  let orphansDue = 0
  const timers = [
    every(TASK.sweepMs, 'tasks', () => sweepTasks(deps)),
    every(HOUSE.positionsMs, 'positions', async () => jobs.enqueue(await notePositions(db))),
    every(HOUSE.tidyMs, 'tidy', () => tidy(deps)),
    every(ORDERS.closingRoundMs, 'orders', deps.closeOrders),
    every(HOUSE.retentionMs, 'retention', () =>
      sweepRetention({ db, vault, pseudonym, policy: deps.policy, now: clock.now() }),
    ),
    // With the first round after a start too: a booth may never be open for an hour.
    every(HOUSE.retentionMs, 'orphans', async () => {
      const now = clock.now()
      if (now < orphansDue) return
      await removeOrphans({ db, vault, now })
      await vault.sweep()
      orphansDue = now + HOUSE.orphansMs
    }),
  ]
  return {
    async close() {
      for (const timer of timers) clearInterval(timer)
      await Promise.allSettled(running)
    },
  }
}
