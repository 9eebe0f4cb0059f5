import { describe, toFault } from '../core/errors.js'
import type { Log } from '../core/ports.js'

/** Timers that never overlap with themselves; what fails is told, and comes again. */
export function createTimers(log: Log) {
  const running = new Set<Promise<void>>()
  const timers: NodeJS.Timeout[] = []
  return {
    every(ms: number, what: string, round: () => Promise<unknown>): void {
      let busy = false
      const timer = setInterval(() => {
        if (busy) return
        busy = true
        const run = round()
          .then(() => {})
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
      timers.push(timer)
    },
    /** No more rounds; waits for those that run. */
    async close(): Promise<void> {
      for (const timer of timers) clearInterval(timer)
      await Promise.allSettled(running)
    },
  }
}
