/**
 * Rounds that one process in the whole booth does at a time. The queue's schedulers ring for all processes together, so
 * that a booth whose processes come and go keeps the time; a timer in each process puts the schedulers back when the queue
 * has lost them, and rings itself, so that nothing depends on the queue. Whoever is woken asks Postgres whether the round
 * is his (core/rounds.ts): it does not matter who rings, nor how often.
 */
import { CODES, HOUSE } from '../config/limits.js'
import type { Policy } from '../config/policy.js'
import { creditInvites } from '../core/billing/invite.js'
import { reconcile } from '../core/billing/reconcile.js'
import { describe, toFault } from '../core/errors.js'
import type { Clock, Log } from '../core/ports.js'
import type { ErasureTools } from '../core/privacy/erase.js'
import { removeOrphans } from '../core/privacy/orphans.js'
import { sweepRetention } from '../core/privacy/retention.js'
import { takeRound } from '../core/rounds.js'
import type { PrismaClient } from '../prisma/client.js'
import type { Queues } from './queues.js'
import { createTimers } from './timers.js'

/** A round, and how often it is done. */
export interface Round {
  everyMs: number
  run(): Promise<unknown>
}

export interface SchedulesDeps {
  db: PrismaClient
  queues: Pick<Queues, 'schedule' | 'work'>
  clock: Clock
  log: Log
}

/** The round that credits those who have invited somebody. */
export function inviteRound({
  db,
  clock,
  log,
  queues,
}: Pick<SchedulesDeps, 'db' | 'clock' | 'log'> & { queues: Pick<Queues, 'jobs'> }): Record<string, Round> {
  return {
    invites: {
      everyMs: CODES.invitesMs,
      run: () => creditInvites({ db, log, jobs: queues.jobs, now: clock.now() }),
    },
  }
}

/** The privacy rounds of a booth. */
export function privacyRounds(
  deps: Omit<SchedulesDeps, 'queues'> & ErasureTools & { queues: Pick<Queues, 'jobs'>; policy: Policy },
): Record<string, Round> {
  const { db, vault, pseudonym, clock, log, policy, queues } = deps
  return {
    retention: {
      everyMs: HOUSE.retentionMs,
      run: () => sweepRetention({ db, vault, pseudonym, policy, log, jobs: queues.jobs, now: clock.now() }),
    },
    orphans: {
      everyMs: HOUSE.orphansMs,
      async run() {
        const objects = await removeOrphans({ db, vault, now: clock.now() })
        const drafts = await vault.sweep()
        if (objects + drafts > 0) log.info('what belonged to nobody is gone', { objects, drafts })
      },
    },
  }
}

/** The round that computes every balance anew: a difference is a mistake of ours, and a human has to look. */
export function ledgerRounds({ db, log }: Pick<SchedulesDeps, 'db' | 'log'>): Record<string, Round> {
  return {
    ledger: {
      everyMs: HOUSE.ledgerMs,
      async run() {
        const differences = await reconcile(db)
        if (differences.length > 0)
          log.error('balances differ from their entries; bin/pixbooth ledger lists them', {
            count: differences.length,
          })
      },
    },
  }
}

/** Starts them; `wake` rings for one at once. */
export async function startSchedules(
  { db, queues, clock, log }: SchedulesDeps,
  rounds: Readonly<Record<string, Round>>,
): Promise<{ wake(name: string): Promise<void>; close(): Promise<void> }> {
  const wake = async (name: string) => {
    const round = rounds[name]
    // A scheduler of another version of the booth.
    if (!round) return
    if (await takeRound(db, { name, everyMs: round.everyMs, now: clock.now() })) await round.run()
  }
  const schedule = async () => {
    for (const [name, { everyMs }] of Object.entries(rounds)) await queues.schedule('rounds', name, everyMs)
  }
  const running = new Set<Promise<void>>()
  await queues.work('rounds', 1, ({ id }) => {
    const run = wake(id).catch(error =>
      log.warn('a round failed and comes again', { round: id, error: describe(toFault(error)) }),
    )
    running.add(run)
    return run.finally(() => running.delete(run))
  })
  const timers = createTimers(log)
  timers.every(HOUSE.schedulesMs, 'schedules', schedule)
  for (const name of Object.keys(rounds)) timers.every(HOUSE.retentionMs, name, () => wake(name))
  // Nobody waits for it: the timer comes back to it where the queue is away just now.
  schedule().catch(() => {})
  return {
    wake,
    async close() {
      await timers.close()
      await Promise.allSettled(running)
    },
  }
}
