/** Events on their way in: each is kept, handled and answered; those that died with their process are taken up again. */
import { setTimeout as wait } from 'node:timers/promises'
import { Histogram, type Registry } from 'prom-client'
import { INBOX } from '../config/limits.js'
import { describe, Fault, toFault } from '../core/errors.js'
import type { Booth, Bot, Incoming, Platform } from '../core/platform.js'
import type { Log } from '../core/ports.js'

/** What hands an event's answers out; a `Bot` is one. */
export type Answerer = Pick<Bot, 'answer'>

export interface Intake {
  /**
   * Settles once the event can no longer be lost, or has been handled before: whoever brought it may be told so. It is
   * handled behind that; `done` settles when all answers are given, and never throws: it says whether they were given here
   * and now, which a repeat's are not. Throws when it could not be kept:
   * then it must be brought again. With `turn` it is kept at once and handled after that; see `Booth.handle`.
   */
  take(bot: Answerer, incoming: Incoming, turn?: Promise<unknown>): Promise<{ done: Promise<boolean> }>
  /** Takes up what died with its process, every few seconds, for a bot that runs here. */
  watch(platform: Platform, bot: Answerer): void
  /** Waits until what is under way has been answered; no new rounds. */
  close(): Promise<void>
}

/** Builds the intake that all bots of a process share. */
export function createIntake(deps: { booth: Booth; log: Log; metrics: Registry }): Intake {
  const { booth, log } = deps
  const seconds = new Histogram({
    name: 'pixbooth_event_seconds',
    help: 'Time from an event to its last answer.',
    labelNames: ['platform', 'act', 'outcome'],
    buckets: [0.02, 0.05, 0.1, 0.25, 0.5, 1, 2, 3, 10],
    registers: [deps.metrics],
  })
  const running = new Set<Promise<unknown>>()
  const ending = new AbortController()

  async function take(
    bot: Answerer,
    incoming: Incoming,
    turn?: Promise<unknown>,
  ): Promise<{ done: Promise<boolean> }> {
    const { platform, act } = incoming
    const stop = seconds.startTimer({ platform, act: act.type })
    let safe = false
    let settle = () => {}
    const kept = new Promise<void>(resolve => {
      settle = resolve
    })
    const handling = booth.handle(
      incoming,
      (message, index) => inTime(signal => bot.answer(incoming, message, index, { signal }), INBOX.answerMs),
      {
        onSafe: () => {
          safe = true
          settle()
        },
        ...(turn && { turn }),
      },
    )
    const done = handling.then(
      mine => {
        stop({ outcome: mine ? 'ok' : 'repeat' })
        return mine
      },
      error => {
        const fault = toFault(error)
        stop({ outcome: fault.code })
        log.warn('an event could not be answered', { platform, code: fault.code, error: describe(fault) })
        if (!safe) throw error
        return false
      },
    )
    const watched = done.catch(() => false)
    running.add(watched)
    watched.finally(() => running.delete(watched))
    await Promise.race([kept, done])
    return { done: watched }
  }

  /** One person's events one after the other, those of several at once. */
  async function round(platform: Platform, bot: Answerer): Promise<void> {
    const persons = new Map<string, Incoming[]>()
    for (const incoming of await booth.unanswered(platform)) {
      const { tenant, userId } = incoming.account
      const name = `${tenant}:${userId}`
      persons.set(name, [...(persons.get(name) ?? []), incoming])
    }
    const all = [...persons.values()].map(async events => {
      for (const incoming of events) {
        if (ending.signal.aborted) return
        await (await take(bot, incoming)).done
      }
    })
    const failed = (await Promise.allSettled(all)).find(one => one.status === 'rejected')
    if (failed) throw failed.reason
  }

  return {
    take,
    watch(platform, bot) {
      const rounds = (async () => {
        for (;;) {
          await wait(INBOX.resumeMs, undefined, { signal: ending.signal, ref: false })
          await round(platform, bot).catch(error =>
            log.warn('unanswered events could not be looked for', {
              platform,
              error: describe(toFault(error)),
            }),
          )
        }
      })()
      rounds.catch(() => {})
    },
    async close() {
      ending.abort()
      await Promise.allSettled(running)
    },
  }
}

/** Bounds a call that heeds its signal, and one that does not. Fault `timeout`. */
async function inTime<T>(work: (signal: AbortSignal) => Promise<T>, ms: number): Promise<T> {
  const signal = AbortSignal.timeout(ms)
  let stop = () => {}
  const late = new Promise<never>((_resolve, reject) => {
    stop = () => reject(new Fault('timeout', 'An answer took too long.'))
    signal.addEventListener('abort', stop, { once: true })
  })
  try {
    return await Promise.race([work(signal), late])
  } finally {
    signal.removeEventListener('abort', stop)
  }
}
