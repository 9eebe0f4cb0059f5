/**
 * Tells the other processes that a conversation has changed: NOTIFY, and LISTEN on one connection that comes back by
 * itself. A bell may miss a ring (its connection died); `onGap` says when that may have happened.
 */
import { WEB } from '../../config/limits.js'
import { newId } from '../../core/id.js'
import type { Log } from '../../core/ports.js'

/** As much of pg's `Client` as the bell needs; `connect` in its deps answers one that is connected. */
export interface BellClient {
  query(text: string, values?: unknown[]): Promise<unknown>
  on(event: 'notification', listener: (message: { payload?: string | undefined }) => void): unknown
  on(event: 'error' | 'end', listener: (error?: Error) => void): unknown
  end(): Promise<void>
}

export interface Bell {
  /** Never fails and never waits: a lost ring is what the poll is for. */
  ring(accountId: string): void
  close(): Promise<void>
}

/** `onRing` gets what other processes ring; this one's own rings are not repeated to it. */
export function createBell(deps: {
  connect: () => Promise<BellClient>
  onRing: (accountId: string) => void
  onGap: () => void
  log: Log
}): Bell {
  const me = newId()
  const waiting = new Set<string>()
  let client: BellClient | null = null
  let closed = false
  let sending = false
  let wait: number = WEB.listenRetryMs
  let timer: NodeJS.Timeout | undefined

  async function open(): Promise<void> {
    let fresh: BellClient | null = null
    try {
      fresh = await deps.connect()
      const mine = fresh
      mine.on('error', () => lose(mine))
      mine.on('end', () => lose(mine))
      mine.on('notification', ({ payload }) => hear(payload))
      // A ring needs no flush to disk: after a crash nobody is there to hear it.
      await mine.query('SET synchronous_commit = off')
      await mine.query('LISTEN web_chat')
      if (closed) return void mine.end().catch(() => {})
      client = mine
      wait = WEB.listenRetryMs
      deps.onGap()
      void send()
    } catch {
      fresh?.end().catch(() => {})
      again()
    }
  }

  function again(): void {
    if (closed) return
    clearTimeout(timer)
    timer = setTimeout(() => void open(), wait)
    wait = Math.min(wait * 2, WEB.listenRetryMaxMs)
  }

  function lose(lost: BellClient): void {
    if (client !== lost) return
    client = null
    lost.end().catch(() => {})
    if (!closed) deps.log.warn('web chat: listening again')
    again()
  }

  function hear(payload: string | undefined): void {
    const [who, accountId] = payload?.split(':') ?? []
    if (who !== me && accountId) deps.onRing(accountId)
  }

  /** One statement for all that gathered while the last one was under way. */
  async function send(): Promise<void> {
    if (sending) return
    sending = true
    while (client && waiting.size > 0) {
      const current = client
      const batch = [...waiting]
      waiting.clear()
      await current
        .query(`SELECT pg_notify('web_chat', $1 || ':' || id) FROM unnest($2::text[]) id`, [me, batch])
        .catch(() => lose(current))
    }
    sending = false
  }

  void open()

  return {
    ring(accountId) {
      if (closed || !client) return
      waiting.add(accountId)
      void send()
    },
    async close() {
      closed = true
      clearTimeout(timer)
      const last = client
      client = null
      await last?.end().catch(() => {})
    },
  }
}
