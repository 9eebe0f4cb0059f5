/** The stream of changes: comes back by itself, from where it was. */
import type { Change } from '../wire.js'
import type { Link } from './model.js'
import { waitBefore } from './sender.js'

/** The server beats every 20 s; silence for longer than two beats means that the connection is dead. */
const SILENCE_MS = 45_000
/** A browser holds six connections to a server at most: a page that nobody looks at gives its own back. */
const HIDDEN_MS = 300_000

export interface StreamDeps {
  /** Where to go on from. */
  from: () => { chat: string; after: number }
  change: (change: Change) => void
  erased: () => void
  link: (link: Link) => void
}

/** Opens the stream and keeps it open until the conversation is erased. */
export function openStream(deps: StreamDeps): void {
  let source: EventSource | null = null
  let failures = 0
  let timer = 0
  let watch = 0
  let ended = false

  function connect(): void {
    const { chat, after } = deps.from()
    const mine = new EventSource(`/api/events?${new URLSearchParams({ chat, after: String(after) })}`)
    source = mine
    mine.onopen = () => {
      failures = 0
      deps.link('open')
      heard()
    }
    mine.onerror = () => source === mine && lose()
    mine.addEventListener('beat', heard)
    mine.addEventListener('change', event => {
      heard()
      deps.change(JSON.parse((event as MessageEvent<string>).data) as Change)
    })
    mine.addEventListener('erased', () => {
      ended = true
      close()
      deps.erased()
    })
  }

  function close(): void {
    clearTimeout(timer)
    clearTimeout(watch)
    source?.close()
    source = null
  }

  function heard(): void {
    clearTimeout(watch)
    watch = window.setTimeout(lose, SILENCE_MS)
  }

  function lose(): void {
    close()
    deps.link('lost')
    // A little by chance, lest all pages come back in the same moment after a restart.
    timer = window.setTimeout(connect, waitBefore(failures++) * (0.5 + Math.random()))
  }

  function now(): void {
    if (ended) return
    close()
    connect()
  }

  window.addEventListener('online', now)
  window.addEventListener('offline', () => ended || lose())
  window.addEventListener('pageshow', event => event.persisted && now())
  document.addEventListener('visibilitychange', () => {
    if (ended) return
    if (!document.hidden) return source ? undefined : now()
    window.setTimeout(() => document.hidden && close(), HIDDEN_MS)
  })
  connect()
}
