/**
 * Sends what the person does, in order and until it has arrived: an event keeps its id, so that the server knows a
 * repeat. What only waits for consent stands aside and does not hold up the rest.
 */
import type { SaidReply } from '../wire.js'
import type { PendingState } from './model.js'

export interface Item {
  eventId: string
  text?: string
  press?: string
  label?: string
  from?: string
  quiet?: boolean
  photos: File[]
}

/** What became of one attempt. `later`: try again, after so many milliseconds where the server said so. */
export type Attempt =
  | { result: 'said'; reply: SaidReply }
  | { result: 'refused'; reason: string }
  | { result: 'consent' }
  | { result: 'later'; afterMs?: number }

export interface SenderDeps {
  post: (item: Item, onProgress: (uploaded: number) => void) => Promise<Attempt>
  /** Tells how an item stands. */
  tell: (eventId: string, now: { state?: PendingState; uploaded?: number; reason?: string }) => void
  said: (item: Item, reply: SaidReply) => void
  /** Keeps what is unsent over a reload; photos cannot be kept. */
  keep: (items: readonly Item[]) => void
  schedule: (work: () => void, ms: number) => () => void
}

export interface Sender {
  add(item: Item, options?: { hold?: boolean }): void
  /** Sends what stood aside for consent. */
  consented(): void
  /** Tries at once what waits to be tried again: the connection is back. */
  retry(): void
  discard(eventId: string): void
  readonly held: number
}

const FIRST_WAIT_MS = 1_000
const LONGEST_WAIT_MS = 15_000

/** Waits between attempts double up to a bound. */
export function waitBefore(attempt: number): number {
  return Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** attempt)
}

export function createSender(deps: SenderDeps): Sender {
  let queue: Item[] = []
  let aside: Item[] = []
  let busy = false
  let failures = 0
  let cancelWait: (() => void) | null = null

  function next(): void {
    const item = queue[0]
    deps.keep(queue)
    if (busy || cancelWait || !item) return
    busy = true
    deps.tell(item.eventId, { state: 'sending' })
    deps
      .post(item, uploaded => deps.tell(item.eventId, { uploaded }))
      .catch((): Attempt => ({ result: 'later' }))
      .then(attempt => {
        busy = false
        settle(item, attempt)
        next()
      })
  }

  function settle(item: Item, attempt: Attempt): void {
    if (attempt.result === 'later') {
      const ms = attempt.afterMs ?? waitBefore(failures++)
      deps.tell(item.eventId, { state: 'waiting' })
      cancelWait = deps.schedule(() => {
        cancelWait = null
        next()
      }, ms)
      return
    }
    failures = 0
    queue = queue.filter(one => one !== item)
    if (attempt.result === 'consent') {
      aside.push(item)
      deps.tell(item.eventId, { state: 'consent' })
    } else if (attempt.result === 'refused') {
      deps.tell(item.eventId, { state: 'refused', reason: attempt.reason })
    } else {
      deps.tell(item.eventId, { state: 'sent' })
      deps.said(item, attempt.reply)
    }
  }

  return {
    add(item, options) {
      if (options?.hold) aside.push(item)
      else queue.push(item)
      deps.tell(item.eventId, { state: options?.hold ? 'consent' : 'queued' })
      next()
    },
    consented() {
      for (const item of aside) deps.tell(item.eventId, { state: 'queued' })
      queue.push(...aside)
      aside = []
      next()
    },
    retry() {
      cancelWait?.()
      cancelWait = null
      failures = 0
      next()
    },
    discard(eventId) {
      queue = queue.filter(one => one.eventId !== eventId)
      aside = aside.filter(one => one.eventId !== eventId)
      next()
    },
    get held() {
      return aside.length
    },
  }
}
