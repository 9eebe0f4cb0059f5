/** What the page in a browser knows and asks: cookie, live changes, pictures. Comes again while the booth is away. */
import { setTimeout as wait } from 'node:timers/promises'
import type { ChatPage, PageMessage, SaidReply } from '../../../bots/web/wire.js'
import type { SeenMessage } from '../../contract/stage.js'

interface Row {
  message: PageMessage
  images: SeenMessage['images']
  versions: number
}

export interface Page {
  /** Posts it until it is heard, and answers the status of a refusal that another try would not change. */
  say(body: () => BodyInit, type?: string): Promise<number>
  rows(): Row[]
  /** Cuts the live stream; the page opens it anew. */
  drop(): void
  cookie(): string
  close(): Promise<void>
}

/** Opens the page at `base` in a browser that speaks `language`. */
export async function openPage(base: string, language?: string): Promise<Page> {
  const rows = new Map<string, Row>()
  const ending = new AbortController()
  let stream = new AbortController()
  let cookie = ''
  let chat = ''
  let seen = 0

  async function get(path: string): Promise<Response> {
    for (const until = Date.now() + 30_000; ; await wait(50, undefined, { signal: ending.signal })) {
      try {
        const answer = await fetch(`${base}${path}`, {
          headers: headers(),
          signal: AbortSignal.timeout(10_000),
        })
        keep(answer)
        if (answer.status < 500) return answer
      } catch (error) {
        if (Date.now() > until) throw error
      }
    }
  }

  const headers = () => ({ ...(cookie && { cookie }), ...(language && { 'accept-language': language }) })

  function keep(answer: Response): void {
    const set = answer.headers.getSetCookie()[0]?.split(';')[0]
    if (set) cookie = set
  }

  async function show(message: PageMessage): Promise<void> {
    const before = rows.get(message.slot)
    if (before && before.message.seq >= message.seq) return
    const images: SeenMessage['images'] = []
    for (const { url, alt } of message.images) {
      const answer = await get(url)
      const bytes = Buffer.from(await answer.arrayBuffer())
      if (answer.ok) images.push({ bytes, mime: answer.headers.get('content-type') ?? '', alt, as: 'photo' })
    }
    rows.set(message.slot, { message, images, versions: (before?.versions ?? 0) + 1 })
  }

  async function load(): Promise<void> {
    const page = (await (await get('/api/chat')).json()) as ChatPage
    if (page.chat !== chat) rows.clear()
    chat = page.chat
    seen = page.newest
    for (const message of page.messages) await show(message)
  }

  /** Follows the stream until it ends. */
  async function follow(): Promise<void> {
    const signal = AbortSignal.any([ending.signal, stream.signal])
    const answer = await fetch(`${base}/api/events?after=${seen}&chat=${chat}`, {
      headers: headers(),
      signal,
    })
    let begun = ''
    for await (const piece of answer.body as unknown as AsyncIterable<Uint8Array>) {
      begun += Buffer.from(piece).toString()
      const events = begun.split('\n\n')
      begun = events.pop() ?? ''
      for (const event of events) {
        if (/^event: erased$/m.test(event)) return load()
        const data = /^event: change\ndata: (.*)$/m.exec(event)?.[1]
        if (!data) continue
        const change = JSON.parse(data) as PageMessage & { gone?: true }
        seen = change.seq
        if (change.gone) rows.delete(change.slot)
        else await show(change)
      }
    }
  }

  const following = async () => {
    while (!ending.signal.aborted) {
      await follow().catch(() => {})
      stream = new AbortController()
      await wait(50, undefined, { signal: ending.signal }).catch(() => {})
    }
  }

  await (await get('/')).text()
  await load()
  const followed = following()
  return {
    async say(body, type) {
      for (const until = Date.now() + 60_000; ; await wait(50)) {
        const answer = await fetch(`${base}/api/say`, {
          method: 'POST',
          headers: { ...headers(), origin: base, ...(type && { 'content-type': type }) },
          body: body(),
          signal: AbortSignal.timeout(25_000),
        }).catch(() => null)
        if (answer?.ok) {
          keep(answer)
          const reply = (await answer.json()) as SaidReply
          if (reply.farewell) {
            rows.clear()
            for (const message of reply.farewell) await show(message)
            stream.abort()
          }
          return answer.status
        }
        if (answer && answer.status < 500 && answer.status !== 429) return answer.status
        if (Date.now() > until)
          throw new Error(`The booth does not take it: ${answer?.status ?? 'no answer'}`)
      }
    },
    rows: () => [...rows.values()].sort((a, b) => a.message.place - b.message.place),
    drop: () => stream.abort(),
    cookie: () => cookie,
    async close() {
      ending.abort()
      await followed
    },
  }
}
