/** How soon the booth answers what people write, with many chats open and every core busy with portraits. */
import { randomUUID } from 'node:crypto'
import { setTimeout as wait } from 'node:timers/promises'
import { openHouse } from '../journeys/house.js'
import { goodPhoto } from '../support/photos.js'

const CHATS = 50
const SECONDS = process.argv.includes('--quick') ? 5 : 20
/** Each person writes this often: a lively talk. */
const EVERY_MS = 2_000
const GOAL_MS = 250
/** Enough portraits to last longer than the talk; a person has ten a day. */
const SITTERS = 8
const PORTRAITS = 10

interface Chat {
  cookie: string
  stop: () => void
}

/** A person with an open page: a cookie and a live stream. */
async function enter(base: string): Promise<Chat> {
  const page = await fetch(base)
  await page.text()
  const cookie = page.headers.getSetCookie()[0]?.split(';')[0] ?? ''
  await (await fetch(`${base}/api/chat`, { headers: { cookie } })).json()
  const stop = new AbortController()
  const events = await fetch(`${base}/api/events`, { headers: { cookie }, signal: stop.signal })
  const drain = async () => {
    for await (const _ of events.body as unknown as AsyncIterable<Uint8Array>);
  }
  drain().catch(() => {})
  return { cookie, stop: () => stop.abort() }
}

/** Says something and answers how long the answer took; throws when there is none. */
async function say(base: string, chat: Chat, text: string): Promise<number> {
  const began = performance.now()
  await post(base, chat, JSON.stringify({ eventId: randomUUID(), text }))
  return performance.now() - began
}

async function post(base: string, { cookie }: Chat, body: string | FormData): Promise<void> {
  const json = typeof body === 'string' ? { 'content-type': 'application/json' } : {}
  const headers = { cookie, origin: base, ...json }
  const response = await fetch(`${base}/api/say`, { method: 'POST', headers, body })
  await response.text()
  if (response.status !== 200) throw new Error(`An answer ${response.status}.`)
}

/** Every chat writes now and then for a while; the times in order. */
async function talk(base: string, chats: Chat[]): Promise<number[]> {
  const times: number[] = []
  const until = performance.now() + SECONDS * 1000
  await Promise.all(
    chats.map(async (chat, index) => {
      await wait((index / chats.length) * EVERY_MS)
      while (performance.now() < until) {
        const took = await say(base, chat, index % 2 ? '/help' : 'hello there')
        times.push(took)
        await wait(Math.max(0, EVERY_MS - took))
      }
    }),
  )
  return times.sort((a, b) => a - b)
}

/** People whose photo was accepted; each may order ten portraits. */
async function invite(base: string, count: number): Promise<Chat[]> {
  const chats: Chat[] = []
  for (let n = 0; n < count; n++) {
    const chat = await enter(base)
    for (const press of ['consent:face:yes', 'consent:adult:yes'])
      await post(base, chat, JSON.stringify({ eventId: randomUUID(), press }))
    const form = new FormData()
    form.append('eventId', randomUUID())
    form.append('photos', new Blob([Uint8Array.from(await goodPhoto(0))]), 'photo')
    await post(base, chat, form)
    while (!(await texts(base, chat)).includes('That is a good photo')) await wait(200)
    chats.push(chat)
  }
  return chats
}

async function texts(base: string, { cookie }: Chat): Promise<string> {
  return (await fetch(`${base}/api/chat`, { headers: { cookie } })).text()
}

const at = (times: number[], share: number) =>
  Math.round(times[Math.floor(times.length * share)] ?? Number.NaN)

/** Milliseconds from a message to its answer, at rest and while portraits are made. */
export async function benchAck() {
  const house = await openHouse()
  try {
    const chats: Chat[] = []
    for (let n = 0; n < CHATS; n++) chats.push(await enter(house.base))
    await talk(house.base, chats.slice(0, 5))
    const sitters = await invite(house.base, SITTERS)
    const quiet = await talk(house.base, chats)
    // Ordered by the round, so that nobody's turn comes last.
    for (let n = 0; n < PORTRAITS; n++)
      for (const sitter of sitters) await say(house.base, sitter, '/portrait oil')
    const busy = await talk(house.base, chats)
    const done = (await Promise.all(sitters.map(sitter => texts(house.base, sitter)))).join()
    const made = done.split('here you are').length - 1
    if (made === 0 || made === SITTERS * PORTRAITS)
      throw new Error(`${made} portraits were made meanwhile: the cores were not busy all the time.`)
    for (const chat of [...chats, ...sitters]) chat.stop()
    const p99 = at(busy, 0.99)
    return {
      name: `answers to ${CHATS} chats, one message in ${EVERY_MS / 1000} s each`,
      rows: [
        { what: 'at rest, p50', value: at(quiet, 0.5), unit: 'ms' },
        { what: 'at rest, p99', value: at(quiet, 0.99), unit: 'ms' },
        { what: 'while portraits are made, p50', value: at(busy, 0.5), unit: 'ms' },
        {
          what: 'while portraits are made, p99',
          value: p99,
          unit: 'ms',
          goal: `≤ ${GOAL_MS}`,
          ok: p99 <= GOAL_MS,
        },
        { what: 'portraits made meanwhile', value: made, unit: '' },
      ],
    }
  } finally {
    await house.close()
  }
}
