/**
 * The contract between core and the bots.
 *
 * person: a human, with one or more accounts.   account: platform + tenant + platform user id.
 * place: where a message stands.                incoming: a platform event in our terms.
 * message: what we say back, in our terms.      reply target: a JSON address that a message can be sent to.
 * delivery: one message on its way to one reply target.
 */
import { z } from 'zod'

export const PLATFORMS = ['web', 'discord', 'telegram', 'slack'] as const
export type Platform = (typeof PLATFORMS)[number]

/** Where a photo can be fetched, in the platform's own terms: `web` names an uploaded vault object, others an address. */
export const photoSource = z.object({
  platform: z.enum(PLATFORMS),
  address: z.record(z.string(), z.string()),
})
export type PhotoSource = z.infer<typeof photoSource>

/** A rung of the ladder: `address` is the platform's business, `expiresAt` says until when it can be tried. */
const rung = z.object({ address: z.record(z.string(), z.string()), expiresAt: z.number().optional() })

/** Where the answer goes: the first rung that still works. Plain JSON, so that it survives restarts. */
export const replyTarget = z.object({ platform: z.enum(PLATFORMS), rungs: z.array(rung).min(1).max(4) })
export type ReplyTarget = z.infer<typeof replyTarget>

/** What a person did: a command with options, a button press, free text. Photos may come with any of them. */
export const act = z.discriminatedUnion('type', [
  z.object({ type: z.literal('command'), name: z.string().max(32), argument: z.string().max(1000) }),
  z.object({ type: z.literal('press'), action: z.string().max(64) }),
  z.object({ type: z.literal('text'), text: z.string().max(4000) }),
])
export type Act = z.infer<typeof act>

export const incoming = z.object({
  platform: z.enum(PLATFORMS),
  /** The platform's id of this event; a second one with the same id is dropped. */
  eventId: z.string().min(1).max(200),
  account: z.object({
    tenant: z.string().max(100),
    userId: z.string().min(1).max(100),
    /** BCP 47, as far as the platform tells. */
    language: z.string().max(20).optional(),
  }),
  /** Whether others can read what is said there. */
  place: z.object({ kind: z.enum(['private', 'shared']) }),
  replyTo: replyTarget,
  act,
  photos: z.array(photoSource).max(10),
})
export type Incoming = z.infer<typeof incoming>

/** A button. `action` is at most 64 bytes of ids and words, never state (Telegram's limit is the least of all). */
export interface Button {
  action: string
  label: string
  tone?: 'primary' | 'danger'
}

/** A picture in a message, named by its image id; the bot reads it through `Images`. */
export interface MessageImage {
  imageId: string
  alt: string
  width: number
  height: number
  mime: string
}

/**
 * What we say. `text` is plain with a little markup that every platform has: `**bold**`, `_italic_`, lines, `- ` lists
 * and `/command` words. A message with the same `slot` replaces the one before it.
 */
export interface Message {
  /** Which message of the conversation this is: a later one with the same slot edits it. */
  slot?: string
  text: string
  buttons: Button[][]
  images: MessageImage[]
  /** Work under way: `done` between 0 and 1, or null when nobody can tell. */
  progress?: { done: number | null }
}

/** The platform's own name of a message that was sent, to edit it later. */
export type MessageRef = Readonly<Record<string, string>>

/** Who a platform account is to the booth. */
export interface Visitor {
  personId: string
  accountId: string
  language: string
  /** Both needed consents are given: a photo may be taken in. */
  mayProcess: boolean
}

/** A word of the command table as bots register and complete it. Texts are in the visitor's language. */
export interface CommandSpec {
  name: string
  summary: string
  /** How the argument is written in help, such as `[style]`; empty when it takes none. */
  argument: string
  /** Values that can be completed. */
  choices: { value: string; label: string }[]
  takesPhoto: boolean
}

/** What bots may ask of core. */
export interface Booth {
  /**
   * Takes in an event and hands every answer to `answer`, in order; `answer` sends it and says under which name the
   * platform knows it. A repeat of an event answers nothing.
   * An event whose handling died is handled again when it comes again.
   */
  handle(incoming: Incoming, answer: (message: Message) => Promise<MessageRef>): Promise<void>
  /** Finds the account or makes it, with a person of its own. */
  admit(account: { platform: Platform; tenant: string; userId: string; language?: string }): Promise<Visitor>
  /** A picture of that person, or null when it is not theirs or gone. */
  readImage(personId: string, imageId: string): Promise<{ bytes: Buffer; mime: string } | null>
  commands(language: string): CommandSpec[]
}

/** A photo on its way in: bytes to be stored, or the vault key when the bot had to take the bytes already (web). */
export type PhotoBytes =
  | { kind: 'stream'; stream: AsyncIterable<Uint8Array> }
  | { kind: 'stored'; key: string }

/** What core needs of a platform; every bot builds one in its main.ts. */
export interface Bot {
  readonly platform: Platform
  /** Opens a photo at its source. Faults: `unfetchable`, `timeout`, `unavailable`. */
  openPhoto(source: PhotoSource, options: { signal: AbortSignal }): Promise<PhotoBytes>
  /**
   * Sends a message to one address, or edits the one that `ref` names; doing it twice leaves one message.
   * Faults: `undeliverable` when this address will never work again, others are tried again.
   */
  send(
    address: Readonly<Record<string, string>>,
    message: Message,
    ref: MessageRef | null,
    options: { signal: AbortSignal },
  ): Promise<MessageRef>
  close(): Promise<void>
}
