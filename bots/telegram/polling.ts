/** Long polling that loses nothing: an update is confirmed to Telegram when it is kept, and not before. */
import { setTimeout as wait } from 'node:timers/promises'
import { TELEGRAM } from '../../config/limits.js'
import { describe, type Fault, toFault } from '../../core/errors.js'
import type { Log } from '../../core/ports.js'
import type { Call } from './calls.js'
import { createConfirmation } from './confirmation.js'
import type { Receive } from './receive.js'
import { ALLOWED_UPDATES, readUpdate } from './update.js'

export interface Polling {
  /** Fetches once, so that what is wrong is known, then goes on until it is closed. Faults as `Call`. */
  start(): Promise<void>
  /** Fetches no more, waits for what is being kept, and confirms it. */
  close(): Promise<void>
}

/** What to do about it, for those faults of fetching that do not pass by themselves. */
export function pollingAdvice({ facts }: Fault): string | undefined {
  if (facts.status === 409)
    return 'another program fetches the updates of this bot: stop it, or give this booth a bot of its own.'
  if (facts.status === 401 || facts.status === 404)
    return 'Telegram does not know TELEGRAM_TOKEN: copy it again from @BotFather.'
  return undefined
}

/** Builds it. Several updates are kept at once, those of one person in order. */
export function createPolling(deps: { call: Call; receive: Receive; log: Log }): Polling {
  const { call, log } = deps
  const ending = new AbortController()
  const { signal } = ending
  const coming = new Set<Promise<void>>()
  const confirmation = createConfirmation()
  let loop: Promise<void> | undefined
  let troubled: string | undefined

  async function fetch(seconds: number): Promise<number> {
    const updates = await call(
      'getUpdates',
      {
        offset: confirmation.offset(),
        limit: TELEGRAM.pollBatch,
        timeout: seconds,
        allowed_updates: [...ALLOWED_UPDATES],
      },
      { signal, ms: seconds * 1_000 + TELEGRAM.pollGraceMs },
    )
    const fresh = confirmation.offer(updates.map(({ update_id }) => update_id))
    for (const raw of updates) if (fresh.has(raw.update_id)) take(raw)
    return updates.length
  }

  function take(raw: { update_id: number }): void {
    const update = readUpdate(raw)
    const kept = (update ? deps.receive(update) : Promise.resolve()).then(
      () => confirmation.kept(raw.update_id),
      error => {
        confirmation.failed(raw.update_id)
        log.warn('an update could not be kept, and is fetched again', { code: toFault(error).code })
      },
    )
    coming.add(kept)
    kept.finally(() => coming.delete(kept))
  }

  /** One fetch and its consequences; answers how long to leave Telegram alone after it. */
  async function round(failures: number): Promise<{ failures: number; pauseMs: number }> {
    try {
      await fetch(confirmation.isOpen() ? 0 : TELEGRAM.pollSeconds)
    } catch (error) {
      if (signal.aborted) return { failures, pauseMs: 0 }
      return { failures: failures + 1, pauseMs: tell(toFault(error), failures) }
    }
    if (troubled !== undefined) log.info('updates are fetched again')
    troubled = undefined
    // Parts of an album wait for each other: the others must be fetched meanwhile.
    await Promise.race([Promise.all(coming), wait(TELEGRAM.pollAgainMs, undefined, { ref: false })])
    const stuck = confirmation.hasFailed()
    return { failures: stuck ? failures + 1 : 0, pauseMs: stuck ? backOff(failures) : 0 }
  }

  /** Says what is wrong, once while it is the same. */
  function tell(fault: Fault, failures: number): number {
    const what = pollingAdvice(fault) ?? describe(fault)
    if (troubled !== what) log.warn('updates cannot be fetched', { code: fault.code, error: what })
    troubled = what
    return typeof fault.retry === 'object' ? fault.retry.afterMs : backOff(failures)
  }

  return {
    async start() {
      await fetch(0)
      loop = (async () => {
        for (let failures = 0, pauseMs = 0; !signal.aborted; ) {
          ;({ failures, pauseMs } = await round(failures))
          if (pauseMs > 0) await wait(pauseMs, undefined, { signal }).catch(() => {})
        }
      })()
    },
    async close() {
      ending.abort()
      await loop
      await Promise.race([Promise.all(coming), wait(TELEGRAM.goodbyeMs, undefined, { ref: false })])
      if (!confirmation.isNews()) return
      const payload = { offset: confirmation.offset(), limit: 1, timeout: 0 }
      // A repeat would be dropped, so this is no more than polite.
      await call('getUpdates', payload, { ms: TELEGRAM.goodbyeMs }).catch(() => {})
    },
  }
}

/** Doubles with each failure. */
function backOff(failures: number): number {
  return Math.min(TELEGRAM.backOffMs * 2 ** Math.min(failures, 20), TELEGRAM.backOffMaxMs)
}
