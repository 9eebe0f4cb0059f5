/** Conversations on a stage: what people do in a row, and how they wait for what the booth says. */
import type { PhotoWay } from '../../bots/capabilities.js'
import { eventually } from '../support/booth.js'
import type { Person, Place, SeenMessage, Stage } from './stage.js'

/** Photos that the played eyes know. */
export const GOOD = Buffer.from('good')
export const WALL = Buffer.from('wall')
export const CHILD = Buffer.from('child')

/** Longest wait for an answer; platforms that fail or ask for patience need longer. */
const PATIENCE_MS = 20_000

/** Words without the small markup, which platforms write in their own ways. */
export const plain = (text: string) => text.replaceAll(/[*_`]/g, '')

export interface Guest extends Person {
  /** From now on what stands among others already is none of their business. */
  arrive(): Guest
  /** The newest message with these words, as soon as there is one; `ok` may ask for more. Without a place: anywhere. */
  hear(
    words: string | RegExp,
    options?: { where?: Place; ok?: (message: SeenMessage) => boolean; ms?: number },
  ): Promise<SeenMessage>
  /** All messages with these words. Without a place: anywhere. */
  all(words: string | RegExp, where?: Place): SeenMessage[]
  /** Says yes to both questions. */
  agree(): Promise<void>
  /** Sends a photo the shortest way the platform has; with `style` it asks for that portrait in the same breath. */
  photo(photo: Buffer, style?: string): Promise<void>
  /** Asks for a portrait of the last photo, and waits for the message about it. */
  order(style: Style, where?: Place): Promise<SeenMessage>
  /** Waits for the finished picture. */
  receive(style: Style, ms?: number): Promise<SeenMessage>
}

/** A style by its id; its title is the same with a capital letter. */
export type Style = 'noir' | 'sketch' | 'oil' | 'headshot'
export const titleOf = (style: string) => `${style[0]?.toUpperCase()}${style.slice(1)}`

const WITH_COMMAND: PhotoWay[] = ['option', 'form', 'reply']

/** People who have come so far before the tests began: platforms want a pause between the messages of a chat. */
const ready = new WeakMap<Stage, Map<string, Guest[]>>()

/** Seats people ahead, all at the same time. */
export async function seatAhead(stage: Stage, counts: { seated: number; agreed: number; mallory: number }) {
  const wanted: [string, number, () => Promise<Guest>][] = [
    ['seated Ada', counts.seated, () => seated(stage)],
    ['agreed Ada', counts.agreed, () => agreed(stage)],
    ['seated Mallory', counts.mallory, () => seated(stage, 'Mallory')],
  ]
  const people = await Promise.all(
    wanted.map(
      async ([key, count, come]): Promise<[string, Guest[]]> => [
        key,
        await Promise.all(Array.from({ length: count }, come)),
      ],
    ),
  )
  ready.set(stage, new Map(people))
}

/** Somebody new on the stage. */
export async function enter(stage: Stage, name = 'Ada', language?: string): Promise<Guest> {
  return guestOf(stage, await stage.person(name, language))
}

/** Somebody who has agreed. */
export async function agreed(stage: Stage, name = 'Ada'): Promise<Guest> {
  const waiting = ready.get(stage)?.get(`agreed ${name}`)?.pop()
  if (waiting) return waiting.arrive()
  const guest = await enter(stage, name)
  await guest.agree()
  return guest.arrive()
}

/** Somebody whose photo was accepted. */
export async function seated(stage: Stage, name = 'Ada'): Promise<Guest> {
  const waiting = ready.get(stage)?.get(`seated ${name}`)?.pop()
  if (waiting) return waiting.arrive()
  const guest = await agreed(stage, name)
  await guest.photo(GOOD)
  await guest.hear('That is a good photo')
  return guest.arrive()
}

/** The person with what most stories need. */
export function guestOf(stage: Stage, person: Person): Guest {
  const way = (ways: readonly PhotoWay[]) => {
    const found = ways.find(one => stage.ways.includes(one))
    if (!found) throw new Error('The platform has no way for photos.')
    return found
  }
  /** What stood among others before this person came. */
  let old = new Set<string>()
  const seen = (where?: Place) =>
    (where ? [where] : stage.places).flatMap(place =>
      person.messages(place).filter(({ id }) => place === 'private' || !old.has(id)),
    )
  const guest: Guest = {
    ...person,
    arrive() {
      if (stage.places.includes('shared')) old = new Set(person.messages('shared').map(({ id }) => id))
      return guest
    },
    async press(label, where) {
      const has = (place: Place) =>
        person
          .messages(place)
          .some(({ buttons }) =>
            buttons
              .flat()
              .some(one => (typeof label === 'string' ? one.label.startsWith(label) : label.test(one.label))),
          )
      await person.press(label, where ?? stage.places.find(has))
    },
    all: (words, where) =>
      seen(where).filter(({ text }) =>
        typeof words === 'string' ? plain(text).includes(words) : words.test(plain(text)),
      ),
    async hear(words, { where, ok = () => true, ms = PATIENCE_MS } = {}) {
      try {
        await eventually(
          () => guest.all(words, where).some(ok),
          found => found,
          ms,
        )
      } catch {
        const texts = seen(where).map(({ text }) => text)
        throw new Error(`Nobody said ${words}; there is: ${JSON.stringify(texts)}`)
      }
      return guest.all(words, where).findLast(ok) as SeenMessage
    },
    async agree() {
      await person.command('start')
      await guest.hear('Two questions first')
      await guest.press('Yes, use my photo for this')
      await guest.hear('You agreed that your photo')
      await guest.press(/^Yes, I am \d+ or older/)
      await guest.hear('You are all set')
    },
    async photo(photo, style) {
      if (style) await person.send(way(WITH_COMMAND), [photo], { command: 'portrait', argument: style })
      else if (stage.ways.includes('message')) await person.send('message', [photo])
      else await person.send(way(WITH_COMMAND), [photo], { command: 'portrait' })
    },
    async order(style, where) {
      await person.command('portrait', style, where)
      return guest.hear(`${titleOf(style)} –`)
    },
    receive: (style, ms) =>
      guest.hear(`${titleOf(style)} – here you are`, {
        ok: message => message.images.length > 0,
        ...(ms && { ms }),
      }),
  }
  return guest.arrive()
}
