/** Works off what Stripe has announced: each process takes some at a time, and what fails comes again later. */
import { STRIPE } from '../../../config/limits.js'
import { describe, toFault } from '../../../core/errors.js'
import type { Clock, Log } from '../../../core/ports.js'
import type { PrismaClient } from '../../../prisma/client.js'
import { EVENTS } from './news.js'
import { closeNews, type Held, postponeNews, takeNews } from './store.js'
import type { Tell } from './tell.js'

export interface DeskDeps {
  db: PrismaClient
  clock: Clock
  log: Log
  tell: Tell
  /** Ends what is under way. */
  signal: AbortSignal
  count?: (outcome: string) => void
}

/** How long to wait before another look: twice as long each time. Pure. */
export function patienceOf(attempts: number): number {
  return Math.min(STRIPE.againMs * 2 ** Math.min(attempts - 1, 30), STRIPE.againMaxMs)
}

/** Takes and handles what is due until nothing is; answers how many. */
export async function workOff(deps: DeskDeps): Promise<number> {
  let count = 0
  while (!deps.signal.aborted) {
    const held = await takeNews(deps.db, deps.clock.now())
    if (!held) break
    await handle(deps, held)
    count++
  }
  return count
}

async function handle(deps: DeskDeps, held: Held): Promise<void> {
  const { db, clock, log, tell, signal, count } = deps
  const kind = EVENTS[held.type]
  try {
    const told = kind ? await tell({ kind, id: held.objectId }, signal) : 'ignored'
    count?.(told)
    if (told !== 'unknown') return await closeNews(db, held, told, clock.now())
  } catch (error) {
    const fault = toFault(error)
    // The process ends: another one finds it at once.
    if (signal.aborted) return await postponeNews(db, held, clock.now())
    count?.('failed')
    log.warn('what Stripe announced could not be handled yet', {
      type: held.type,
      attempts: held.attempts,
      code: fault.code,
      error: describe(fault),
      request: fault.facts.request,
    })
  }
  if (clock.now() - held.receivedAt.getTime() < STRIPE.giveUpMs)
    return postponeNews(db, held, clock.now() + patienceOf(held.attempts))
  count?.('given_up')
  log.error('what Stripe announced was given up', {
    type: held.type,
    event: held.id,
    attempts: held.attempts,
  })
  await closeNews(db, held, 'given_up', clock.now())
}

/** Looks when it is woken and every few seconds. */
export function createDesk(deps: DeskDeps) {
  let running: Promise<void> | undefined
  let again = false
  const run = async () => {
    do {
      again = false
      await Promise.all(Array.from({ length: STRIPE.lanes }, () => workOff(deps)))
    } while (again && !deps.signal.aborted)
  }
  const wake = () => {
    again = true
    running ??= run()
      .catch(error =>
        deps.log.warn('what Stripe announced could not be looked for', { error: describe(toFault(error)) }),
      )
      .finally(() => {
        running = undefined
      })
  }
  let timer: NodeJS.Timeout | undefined
  return {
    wake,
    start() {
      timer ??= setInterval(wake, STRIPE.pollMs).unref()
      wake()
    },
    async close() {
      clearInterval(timer)
      await running
    },
  }
}
