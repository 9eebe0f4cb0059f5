/** What one process of the booth does for all of them, every minute or so. */
import { STRIPE } from '../../../config/limits.js'
import { describe, toFault } from '../../../core/errors.js'
import { takeRound } from '../../../core/rounds.js'
import { timeLimit } from '../../../core/time-limit.js'
import { catchUp } from './catch-up.js'
import { type DebtDeps, sweepCustomers, sweepPages, sweepRefunds, sweepStops } from './debts.js'
import { sweepPayments, sweepSubscriptions } from './sweep.js'

export interface RoundDeps extends DebtDeps {
  /** Stripe calls by itself, so that it is asked less often. */
  hears: boolean
  /** Announcements were found. */
  wake: () => void
}

/** Runs the rounds that are due for this process. */
export function createRounds(deps: RoundDeps) {
  const { db, calls, clock, log, signal, hears, wake } = deps
  // What this process has missed while it did not run, Stripe still calls about for three days.
  let askedAt = clock.now() - STRIPE.giveUpMs

  async function run(): Promise<void> {
    const everyMs = hears ? STRIPE.catchUpMs : STRIPE.sweepMs
    const now = clock.now()
    if (await takeRound(db, { name: 'stripe announcements', everyMs, now })) {
      const since = askedAt - STRIPE.catchUpBackMs
      if ((await catchUp({ db, calls }, { since, now, signal: timeLimit(STRIPE.readMs, signal) })) > 0) wake()
      askedAt = now
    }
    if (!(await takeRound(db, { name: 'stripe', everyMs: STRIPE.sweepMs, now: clock.now() }))) return
    await sweepPayments(deps)
    await sweepSubscriptions(deps)
    await sweepStops(deps)
    await sweepCustomers(deps)
    await sweepPages(deps)
    await sweepRefunds(deps)
  }

  let running: Promise<void> | undefined
  let timer: NodeJS.Timeout | undefined
  const tick = () => {
    running ??= run()
      .catch(error => {
        if (!signal.aborted) log.warn('a round of Stripe’s failed', { error: describe(toFault(error)) })
      })
      .finally(() => {
        running = undefined
      })
  }
  return {
    run,
    start() {
      timer ??= setInterval(tick, STRIPE.sweepMs).unref()
      tick()
    },
    async close() {
      clearInterval(timer)
      await running
    },
  }
}
