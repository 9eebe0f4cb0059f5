/** Takes messages of erased persons away from their platforms, a few at a time, with patience where a platform wants it. */
import { LEFTOVERS } from '../config/limits.js'
import { dropLeftover, type Leftover, postponeLeftovers, takeLeftovers } from '../core/delivery/leftovers.js'
import { describe, type Fault, toFault } from '../core/errors.js'
import type { Bot, Platform } from '../core/platform.js'
import type { Log } from '../core/ports.js'
import type { PrismaClient } from '../prisma/client.js'

/** How long to wait before another try: as long as the platform says, else twice as long each time. Pure. */
export function patienceOf({ retry }: Pick<Fault, 'retry'>, tries: number): number {
  if (typeof retry === 'object') return retry.afterMs
  return Math.min(LEFTOVERS.retryMs * 2 ** (tries - 1), LEFTOVERS.retryMaxMs)
}

/** One round over what is due; answers how many were taken away. */
export async function sweepLeftovers(
  deps: { db: PrismaClient; log: Log },
  platform: Platform,
  bot: Pick<Bot, 'remove'>,
): Promise<number> {
  const { db, log } = deps
  const taken = await takeLeftovers(db, platform, LEFTOVERS.batch)
  for (const [index, leftover] of taken.entries()) {
    const fault = await takeAway(bot, leftover)
    if (!fault || fault.code === 'undeliverable') {
      await dropLeftover(db, leftover.id)
      continue
    }
    log.warn('a message could not be taken away yet', { platform, error: describe(fault) })
    const ms = patienceOf(fault, leftover.tries)
    // The one that it was asked for goes behind the others, which would never be tried where it is refused each time.
    await postponeLeftovers(db, [leftover.id], ms + LEFTOVERS.roundMs)
    if (typeof fault.retry !== 'object') continue
    // A platform that wants patience wants it for all of them.
    await postponeLeftovers(
      db,
      taken.slice(index + 1).map(({ id }) => id),
      ms,
    )
    return index
  }
  return taken.length
}

async function takeAway(bot: Pick<Bot, 'remove'>, { messageRef }: Leftover): Promise<Fault | null> {
  try {
    await bot.remove(messageRef, { signal: AbortSignal.timeout(LEFTOVERS.callMs) })
    return null
  } catch (error) {
    return toFault(error)
  }
}

/** Sweeps for every bot that joins, on a timer of its own. */
export function createBroom(deps: { db: PrismaClient; log: Log }): {
  join(platform: Platform, bot: Pick<Bot, 'remove'>): void
  close(): Promise<void>
} {
  const timers: NodeJS.Timeout[] = []
  const running = new Set<Promise<unknown>>()
  return {
    join(platform, bot) {
      let busy = false
      const timer = setInterval(() => {
        if (busy) return
        busy = true
        const round = sweepLeftovers(deps, platform, bot)
          .catch(error =>
            deps.log.warn('messages could not be looked for that are to be taken away', {
              platform,
              error: describe(toFault(error)),
            }),
          )
          .finally(() => {
            busy = false
            running.delete(round)
          })
        running.add(round)
      }, LEFTOVERS.roundMs)
      timer.unref()
      timers.push(timer)
    },
    async close() {
      for (const timer of timers) clearInterval(timer)
      await Promise.allSettled(running)
    },
  }
}
