/** What goes over the wire between page and server. The page imports the types alone. */
import { z } from 'zod'
import { WEB } from '../../config/limits.js'
import type { Button, CommandSpec } from '../../core/platform.js'

/** Made by the page, one for each thing a person does; a repeat carries the same one. */
export const eventId = z.string().regex(/^[A-Za-z0-9-]{8,64}$/)

/**
 * What a person did. `quiet` leaves no message of their own behind (the page's own first /start). `from` is the slot of
 * the message whose button was pressed.
 */
export const say = z.union([
  z.strictObject({ eventId, text: z.string().max(WEB.textChars), quiet: z.boolean().optional() }),
  z.strictObject({
    eventId,
    press: z.string().min(1).max(64),
    label: z.string().max(100).optional(),
    from: z.string().max(200).optional(),
  }),
])
export type Say = z.infer<typeof say>

const wholeNumber = z.coerce.number().int().min(0).max(2_147_483_647)

/** `before`: the place above which to read on; without it the newest messages come. */
export const chatQuery = z.object({ before: wholeNumber.optional() })
/** `after`: the newest change that the page knows. `chat`: whose it is, so that another person's number is not believed. */
export const eventsQuery = z.object({ after: wholeNumber.default(0), chat: z.string().max(64).optional() })

export const imageParams = z.object({ id: z.string().regex(/^[A-Za-z0-9_-]{1,64}$/) })
export const imageQuery = z.object({ download: z.string().optional() })

/** A picture as the page shows it. */
export interface PageImage {
  id: string
  url: string
  download: string
  alt: string
  width: number
  height: number
  /** It moves. */
  video?: true
}

/** A button as the page shows it: pressed, or followed to `href` in a tab of its own. */
export type PageButton = Omit<Button, 'pay'> & { href?: string }

/** A message as it stands now. `place` orders the conversation, `seq` says which of two versions is newer. */
export interface PageMessage {
  slot: string
  seq: number
  place: number
  author: 'me' | 'booth'
  /** ISO 8601. */
  at: string
  text: string
  /** How many photos the person sent with it; the photos themselves are not kept. */
  photos: number
  buttons: PageButton[][]
  images: PageImage[]
  /** A file of the booth's to be fetched. */
  link?: { label: string; url: string }
  progress?: { done: number | null }
}

/** A change of a message: as it stands now, or gone. */
export type Change = PageMessage | { slot: string; seq: number; gone: true }

/** GET /api/chat. */
export interface ChatPage {
  chat: string
  newest: number
  messages: PageMessage[]
  /** Whether there are messages above these. */
  more: boolean
  commands: CommandSpec[]
  mayProcess: boolean
  /** The language that the person is spoken to in. */
  language: string
  limits: { photoBytes: number; photos: number; text: number }
}

/** POST /api/say, when it was handled. `farewell` are the last words to a person who was just erased. */
export interface SaidReply {
  chat: string
  mayProcess: boolean
  /** Missing after an erasure. */
  language?: string
  farewell?: PageMessage[]
}

/** Any refusal. `need` is `consent` when photos were sent before consent. */
export interface ErrorReply {
  error: string
  need?: string
}
