/** Updates on their way to the bot: long polling with its offset, or a webhook that is tried until it says 200. */
import { setTimeout as wait } from 'node:timers/promises'

export interface Update {
  update_id: number
  [kind: string]: unknown
}

export interface Webhook {
  url: string
  secret: string
}

interface Waiting {
  offset: number
  limit: number
  answer(updates: Update[] | 'conflict'): void
}

/** `at` is where the public name of a webhook leads. */
export function createUpdates(at: () => string | undefined) {
  const ending = new AbortController()
  let queue: Update[] = []
  let ids = 10_000
  let last: Update | undefined
  let allowed: string[] = []
  let webhook: Webhook | null = null
  let waiting: Waiting | undefined
  /** Sent once more although they were confirmed. */
  let repeats: Update[] = []
  const tries: { update: Update; status: number }[] = []
  const deliveries = new Set<Promise<void>>()

  const from = (offset: number, limit: number) =>
    queue.filter(({ update_id }) => update_id >= offset).slice(0, limit)

  function next(offset: number, limit: number): Update[] {
    const updates = [...repeats, ...from(offset, limit)]
    repeats = []
    return updates
  }

  function wake(): void {
    if (!waiting) return
    const updates = next(waiting.offset, waiting.limit)
    if (updates.length > 0) waiting.answer(updates)
  }

  async function post(update: Update, hook: Webhook): Promise<number> {
    const base = at()
    const url = base ? `${base}${new URL(hook.url).pathname}` : hook.url
    try {
      const response = await fetch(url, {
        method: 'POST',
        headers: { 'content-type': 'application/json', 'x-telegram-bot-api-secret-token': hook.secret },
        body: JSON.stringify(update),
        signal: AbortSignal.any([ending.signal, AbortSignal.timeout(60_000)]),
      })
      await response.body?.cancel()
      return response.status
    } catch {
      return 0
    }
  }

  async function deliver(update: Update): Promise<void> {
    for (let pauseMs = 50; webhook && !ending.signal.aborted; pauseMs = Math.min(pauseMs * 2, 1_000)) {
      const status = await post(update, webhook)
      tries.push({ update, status })
      if (status === 200) {
        queue = queue.filter(one => one !== update)
        return
      }
      await wait(pauseMs, undefined, { signal: ending.signal }).catch(() => {})
    }
  }

  function begin(update: Update): void {
    const delivery = deliver(update)
    deliveries.add(delivery)
    delivery.finally(() => deliveries.delete(delivery))
  }

  const updates = {
    /** Every delivery to the webhook with its answer. */
    tries,
    /** What has not been confirmed. */
    pending: () => [...queue],
    webhook: () => webhook,
    last: () => last,
    push(content: Record<string, unknown>): Update {
      const update = { update_id: ++ids, ...content }
      const kind = Object.keys(content)[0] ?? ''
      if (allowed.length > 0 && !allowed.includes(kind)) return update
      last = update
      queue.push(update)
      if (webhook) begin(update)
      else wake()
      return update
    },
    /** The same update once more, as happens when a confirmation is lost. */
    again(update: Update): void {
      if (webhook) begin(update)
      else {
        repeats.push(update)
        wake()
      }
    },
    setWebhook(hook: Webhook | null, kinds: string[]): void {
      webhook = hook
      if (kinds.length > 0) allowed = kinds
      if (hook) for (const update of queue) begin(update)
    },
    /** Long polling; confirms what lies before the offset. A second one ends the first with a conflict. */
    async poll(
      { offset = 0, limit = 100, timeout = 0, kinds = [] as string[] },
      gone: AbortSignal,
    ): Promise<Update[] | 'conflict'> {
      if (webhook) return 'conflict'
      if (kinds.length > 0) allowed = kinds
      waiting?.answer('conflict')
      queue = queue.filter(({ update_id }) => update_id >= offset)
      const now = next(offset, limit)
      if (now.length > 0 || timeout === 0) return now
      return new Promise(resolve => {
        const timer = setTimeout(() => mine.answer([]), timeout * 1_000)
        const mine: Waiting = {
          offset,
          limit,
          answer(result) {
            clearTimeout(timer)
            if (waiting === mine) waiting = undefined
            resolve(result)
          },
        }
        waiting = mine
        gone.addEventListener('abort', () => mine.answer([]), { once: true })
      })
    },
    isPolled: () => waiting !== undefined,
    async close() {
      ending.abort()
      waiting?.answer([])
      await Promise.allSettled(deliveries)
    },
  }
  return updates
}

export type Updates = ReturnType<typeof createUpdates>
