/**
 * Live updates: each open page has a cursor, and gets what stands behind it in the order of its numbers. Wakes say only
 * that there may be something; what there is, is always read from the database, so a wake too many or too few changes
 * nothing but the moment.
 */
import { Readable } from 'node:stream'
import { WEB } from '../../config/limits.js'
import type { Log } from '../../core/ports.js'
import type { History } from './history.js'
import { renderChange, type StoredMessage } from './render.js'
import * as sse from './sse.js'

export interface LiveLimits {
  livePerPerson: number
  liveInAll: number
  pollMs: number
  beatMs: number
}

export interface Live {
  /** The stream of an account's changes after `after`; null when too many are open. */
  open(accountId: string, after: number): Readable | null
  wake(accountId: string): void
  wakeAll(): void
  /** How many pages are open. */
  readonly size: number
  /** Ends every stream at once. */
  close(): void
}

interface Page {
  accountId: string
  cursor: number
  stream: Readable
  reading: boolean
  again: boolean
  /** The stream's buffer is full: it asks for more by itself. */
  full: boolean
  /** Beats at which something still lay in the buffer; at the second one the page is taken for gone. */
  stuck: number
}

/** The open pages of this process. */
export function createLive(deps: {
  history: Pick<History, 'changes' | 'newest'>
  log: Log
  limits?: LiveLimits
}): Live {
  const { history, log, limits = WEB } = deps
  const pages = new Map<string, Set<Page>>()
  let size = 0

  /** Reads on from the cursor until nothing is left, or until the page's buffer is full; one at a time for a page. */
  async function pump(page: Page): Promise<void> {
    page.again = true
    if (page.reading || page.full) return
    page.reading = true
    try {
      do {
        page.again = false
        const found = await history.changes(page.accountId, page.cursor, WEB.liveBatch)
        if (page.stream.destroyed) return
        if (!found) return finish(page, sse.erased)
        for (const row of found.rows) push(page, row)
        if (found.rows.length === WEB.liveBatch) page.again = true
        else page.cursor = found.newest
      } while (page.again && !page.full)
    } catch (error) {
      // The poll tries again; the page itself is fine.
      log.warn('web chat: reading changes failed', { error: (error as Error).name })
    } finally {
      page.reading = false
    }
  }

  function push(page: Page, row: StoredMessage): void {
    if (!page.stream.push(sse.change(renderChange(row)))) page.full = true
    page.cursor = row.seq
  }

  function finish(page: Page, lastWords: string): void {
    page.stream.push(lastWords)
    page.stream.push(null)
    forget(page)
  }

  function forget(page: Page): void {
    const others = pages.get(page.accountId)
    if (!others?.delete(page)) return
    size--
    if (others.size === 0) pages.delete(page.accountId)
  }

  function all(): Page[] {
    return [...pages.values()].flatMap(set => [...set])
  }

  async function poll(): Promise<void> {
    if (pages.size === 0) return
    const newest = await history.newest([...pages.keys()])
    for (const page of all()) if (newest.get(page.accountId) !== page.cursor) void pump(page)
  }

  const polling = setInterval(() => {
    poll().catch(error => log.warn('web chat: polling failed', { error: (error as Error).name }))
  }, limits.pollMs)
  const beating = setInterval(() => {
    for (const page of all()) {
      page.stuck = page.stream.readableLength > 0 ? page.stuck + 1 : 0
      if (page.stuck > 1) page.stream.destroy()
      else if (page.stuck === 0) page.stream.push(sse.beat)
    }
  }, limits.beatMs)

  return {
    open(accountId, after) {
      const own = pages.get(accountId) ?? new Set()
      if (size >= limits.liveInAll || own.size >= limits.livePerPerson) return null
      const stream = new Readable({
        read() {
          if (!page.full) return
          page.full = false
          void pump(page)
        },
      })
      const page: Page = {
        accountId,
        cursor: after,
        stream,
        reading: false,
        again: false,
        full: false,
        stuck: 0,
      }
      pages.set(accountId, own.add(page))
      size++
      stream.once('close', () => forget(page))
      stream.push(sse.hello)
      void pump(page)
      return stream
    },
    wake(accountId) {
      for (const page of pages.get(accountId) ?? []) void pump(page)
    },
    wakeAll() {
      for (const page of all()) void pump(page)
    },
    get size() {
      return size
    },
    close() {
      clearInterval(polling)
      clearInterval(beating)
      for (const page of all()) finish(page, '')
    },
  }
}
