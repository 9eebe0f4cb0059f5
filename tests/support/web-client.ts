/** A person at the web chat, without a browser: what the page does over HTTP. Comes again while the booth is away. */
import { randomUUID } from 'node:crypto'
import { setTimeout as wait } from 'node:timers/promises'

export interface ChatMessage {
  slot: string
  author: string
  text: string
  images: { id: string }[]
  buttons: { action: string; label: string }[][]
}

/** Opens the page once, for its cookie. `base` is asked each time, since a booth may come back elsewhere. */
export async function openClient(base: () => string) {
  const page = await fetch(base())
  const cookie = page.headers.getSetCookie()[0]?.split(';')[0] ?? ''

  async function post(body: () => BodyInit, type?: string): Promise<void> {
    for (const until = Date.now() + 60_000; ; await wait(100)) {
      try {
        const headers = { cookie, origin: base(), ...(type && { 'content-type': type }) }
        const answer = await fetch(`${base()}/api/say`, {
          method: 'POST',
          headers,
          body: body(),
          signal: AbortSignal.timeout(10_000),
        })
        if (answer.ok) return
        if (answer.status < 500 && answer.status !== 429)
          throw new Error(`${answer.status} ${await answer.text()}`)
      } catch (error) {
        if (Date.now() > until || (error as Error).message.startsWith('4')) throw error
      }
    }
  }

  /** Says it until it is heard; the event keeps its name, so it counts once. */
  const say = (what: { text: string } | { press: string }) => {
    const body = JSON.stringify({ eventId: randomUUID(), ...what })
    return post(() => body, 'application/json')
  }

  return {
    cookie,
    say,
    sendPhoto(photo: Buffer, text: string): Promise<void> {
      const eventId = randomUUID()
      return post(() => {
        const form = new FormData()
        form.set('eventId', eventId)
        form.set('text', text)
        form.append('photos', new Blob([Uint8Array.from(photo)], { type: 'image/jpeg' }), 'me.jpg')
        return form
      })
    },
    async agree(): Promise<void> {
      await say({ text: '/start' })
      await say({ press: 'consent:face:yes' })
      await say({ press: 'consent:adult:yes' })
    },
    /** Comes again when the booth asks for patience, as it does of whoever looks often. */
    async messages(): Promise<ChatMessage[]> {
      for (const until = Date.now() + 60_000; ; await wait(500)) {
        const answer = await fetch(`${base()}/api/chat`, {
          headers: { cookie },
          signal: AbortSignal.timeout(5_000),
        })
        const said = await answer.text()
        if (answer.ok) return (JSON.parse(said) as { messages: ChatMessage[] }).messages
        if ((answer.status < 500 && answer.status !== 429) || Date.now() > until)
          throw new Error(`${answer.status} ${said}`)
      }
    },
    async picture(imageId: string): Promise<{ status: number; bytes: number }> {
      const answer = await fetch(`${base()}/images/${imageId}`, { headers: { cookie } })
      return { status: answer.status, bytes: (await answer.arrayBuffer()).byteLength }
    },
  }
}
