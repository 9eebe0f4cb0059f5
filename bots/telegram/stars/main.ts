/** Composition of payments in Stars. */
import { STARS } from '../../../config/limits.js'
import { describe, toFault } from '../../../core/errors.js'
import type { Booth } from '../../../core/platform.js'
import type { Clock, Log } from '../../../core/ports.js'
import { takeRound } from '../../../core/rounds.js'
import type { Say } from '../../../core/say.js'
import type { PrismaClient } from '../../../prisma/client.js'
import type { Call } from '../calls.js'
import { createStarCalls } from './calls.js'
import { createDesk, type Desk } from './desk.js'
import { createHistory } from './history.js'
import { createInvoices, type Invoices } from './invoices.js'
import { sweepStars } from './rounds.js'
import { createStarStore } from './store.js'

export interface Stars {
  invoices: Invoices
  desk: Desk
  /** Begins with the rounds, on a timer of its own; one of all processes takes each. */
  start(): void
  /** Ends with the round that is under way. */
  close(): Promise<void>
}

/** Builds it. */
export function createStars(deps: {
  booth: Pick<Booth, 'settle' | 'mayPay'>
  db: PrismaClient
  call: Call
  clock: Clock
  say: (language: string) => Say
  log: Log
}): Stars {
  const { booth, db, call, clock, log } = deps
  const calls = createStarCalls(call)
  const store = createStarStore(db)
  const desk = createDesk({ booth, calls, store, clock, say: deps.say, log })
  const parts = { booth, desk, calls, history: createHistory({ call }), store, clock, log }
  let timer: NodeJS.Timeout | undefined
  let round: Promise<void> | undefined

  async function takeTurn(): Promise<void> {
    const mine = { name: 'telegram-stars', everyMs: STARS.roundMs, now: clock.now() }
    if (await takeRound(db, mine)) await sweepStars(parts)
  }

  return {
    invoices: createInvoices({ call }),
    desk,
    start() {
      timer ??= setInterval(() => {
        round ??= takeTurn()
          .catch(error =>
            log.warn('payments in Stars could not be looked after', { error: describe(toFault(error)) }),
          )
          .finally(() => {
            round = undefined
          })
      }, STARS.wakeMs)
      timer.unref()
    },
    async close() {
      clearInterval(timer)
      await round
    },
  }
}
