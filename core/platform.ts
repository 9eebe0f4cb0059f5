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
