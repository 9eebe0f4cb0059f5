import { randomUUID } from 'node:crypto'
import type { Change, ChatPage, SaidReply } from '../../../bots/web/wire.js'

/** A browser as the server sees it: keeps its cookie, says where it comes from. */
export function browser(base: string) {
  const self = {
    cookie: '',
    chat: '',
    async get(path: string, headers: Record<string, string> = {}): Promise<Response> {
      return self.keep(await fetch(base + path, { headers: { cookie: self.cookie, ...headers } }))
    },
    async post(body: unknown, headers: Record<string, string> = {}): Promise<Response> {
      const form = body instanceof FormData
      return self.keep(
        await fetch(`${base}/api/say`, {
          method: 'POST',
          headers: {
            cookie: self.cookie,
            origin: base,
            ...(!form && { 'content-type': 'application/json' }),
            ...headers,
          },
          body: form ? body : JSON.stringify(body),
        }),
      )
    },
    /** Opens the page and reads the conversation. */
    async open(): Promise<ChatPage> {
      await self.get('/')
      const page = (await (await self.get('/api/chat')).json()) as ChatPage
      self.chat = page.chat
      return page
    },
    async say(text: string, eventId: string = randomUUID()): Promise<SaidReply> {
      return (await (await self.post({ eventId, text })).json()) as SaidReply
    },
    async press(action: string): Promise<SaidReply> {
      return (await (
        await self.post({ eventId: randomUUID(), press: action, label: action })
      ).json()) as SaidReply
    },
    async agree(): Promise<SaidReply> {
      await self.press('consent:face:yes')
      return self.press('consent:adult:yes')
    },
    async messages() {
      return ((await (await self.get('/api/chat')).json()) as ChatPage).messages
    },
    /** The stream of changes after `after`. */
    events(after: number, headers: Record<string, string> = {}) {
      return openEvents(
        `${base}/api/events?${new URLSearchParams({ chat: self.chat, after: String(after) })}`,
        {
          cookie: self.cookie,
          ...headers,
        },
      )
    },
    keep(response: Response): Response {
      const set = response.headers.getSetCookie().find(one => one.startsWith('pixbooth='))
      if (set) self.cookie = set.split(';')[0] ?? ''
      return response
    },
  }
  return self
}
export type Browser = ReturnType<typeof browser>

export interface Heard {
  event: string
  id: number
  data: unknown
}

/** Reads an event stream; `next` waits for what comes. */
export function openEvents(url: string, headers: Record<string, string>) {
  const stop = new AbortController()
  const heard: Heard[] = []
  const waiting = new Set<() => void>()
  const notify = () => {
    for (const wake of waiting) wake()
  }
  let ended = false
  const opened = fetch(url, { headers, signal: stop.signal })
  const reading = opened
    .then(async response => {
      let rest = ''
      const decoder = new TextDecoder()
      for await (const chunk of response.body as unknown as AsyncIterable<Uint8Array>) {
        rest += decoder.decode(chunk, { stream: true })
        const blocks = rest.split('\n\n')
        rest = blocks.pop() ?? ''
        for (const block of blocks) {
          const found = readBlock(block)
          if (found) heard.push(found)
        }
        notify()
      }
    })
    .catch(() => {})
    .finally(() => {
      ended = true
      notify()
    })
  const until = async (good: () => boolean, ms = 10_000) => {
    const late = Date.now() + ms
    while (!good()) {
      if (ended || Date.now() > late)
        throw new Error(`not heard; so far: ${JSON.stringify(heard).slice(0, 500)}`)
      await new Promise<void>(resolve => {
        const wake = () => {
          waiting.delete(wake)
          clearTimeout(timer)
          resolve()
        }
        const timer = setTimeout(wake, Math.max(1, late - Date.now()))
        waiting.add(wake)
      })
    }
  }
  return {
    heard,
    changes: () => heard.filter(one => one.event === 'change').map(one => one.data as Change),
    until,
    status: async () => (await opened).status,
    ended: async () => {
      await reading
    },
    close() {
      stop.abort()
    },
  }
}

function readBlock(block: string): Heard | null {
  const fields = new Map<string, string>()
  for (const line of block.split('\n')) {
    const at = line.indexOf(': ')
    if (at > 0) fields.set(line.slice(0, at), line.slice(at + 2))
  }
  const event = fields.get('event')
  if (!event) return null
  return { event, id: Number(fields.get('id') ?? -1), data: JSON.parse(fields.get('data') ?? 'null') }
}
