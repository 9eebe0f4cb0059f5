/**
 * The contract between core and the bots.
 *
 * person: a human, with one or more accounts.   account: platform + tenant + platform user id.
 * place: where a message stands.                incoming: a platform event in our terms.
 * message: what we say back, in our terms.      reply target: a JSON address that a message can be sent to.
 * delivery: one message on its way to one reply target.
 */
import { z } from 'zod'
import { TEXT } from '../config/limits.js'
import type { Rail } from '../config/plans.js'
import type { Fact } from './billing/facts.js'
import type { Pay } from './billing/pay.js'

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

/** The rung at which an account is alone with the booth; the bot knows where that is (`Bot.direct`). */
export const HOME_RUNG = { address: { at: 'home' } } as const

/** Whether an address is that of `HOME_RUNG`. */
export function isHome(address: Readonly<Record<string, string>>): boolean {
  return address.at === 'home'
}

/** Where the answer goes: the first rung that still works. Plain JSON, so that it survives restarts. */
export const replyTarget = z.object({ platform: z.enum(PLATFORMS), rungs: z.array(rung).min(1).max(4) })
export type ReplyTarget = z.infer<typeof replyTarget>

/** The platform's own name of a message that was sent, to edit it later. */
export const messageRef = z.record(z.string(), z.string())
export type MessageRef = Readonly<z.infer<typeof messageRef>>

/** Why a bot can hand over nothing of what a person pointed at; each is the id of a notice. */
export const UNUSABLE = ['not_your_photo', 'not_your_button', 'no_photo_there', 'too_many_photos'] as const

/**
 * What a person did: a command with options, a button press, free text, or something that cannot be used. Photos may
 * come with the first three. `from` names the message whose button was pressed.
 */
export const act = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('command'),
    name: z.string().max(32),
    argument: z.string().max(TEXT.argumentChars),
  }),
  z.object({ type: z.literal('press'), action: z.string().max(64), from: messageRef.optional() }),
  z.object({ type: z.literal('text'), text: z.string().max(4000) }),
  z.object({ type: z.literal('unusable'), notice: z.enum(UNUSABLE) }),
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
  /** Whether others can read what is said there, and of which team it is a place: a Slack workspace, a Discord server. */
  place: z.object({
    kind: z.enum(['private', 'shared']),
    team: z.object({ tenant: z.string().min(1).max(100), admin: z.boolean() }).optional(),
  }),
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
  /** It opens something to pay in place of being pressed; core offers what the platform allows (config/plans.ts). */
  pay?: Pay
}

/** A picture in a message; the bot reads it with `Booth.readImage`. Width and height are pixels of the original. */
export interface MessageImage {
  imageId: string
  /** Whose it is; null for a sample of a style, which is nobody's and may be seen by everybody. */
  personId: string | null
  alt: string
  width: number
  height: number
  mime: string
  /** How it wants to be sent where a platform tells them apart: `file` is lossless. Without it: a photo. */
  as?: 'sticker' | 'file'
  /** Of what no platform can make smaller, an archive: how large it is, and what is said in its place where it cannot be sent. */
  bytes?: number
  tooLarge?: string
}

/**
 * An archive that can be fetched from the booth itself. A bot whose people can reach the booth's address makes a link of
 * it (bots/links.ts), and says the note; elsewhere the archive is a file among the images.
 */
export interface MessageLink {
  exportId: string
  label: string
  note: string
  /** Once there is one. */
  url?: string
}

/**
 * What we say. `text` is plain with a little markup that every platform has: `**bold**`, `_italic_`, lines, `- ` lists
 * and `/command` words.
 */
export interface Message {
  /** What it is about, when that goes on: the booth edits it later by the name that the bot answered. */
  slot?: string
  /** It takes the place of the message whose button was pressed: a dialog that stays in one message. */
  inPlace?: boolean
  /** The language of its words as the person's: for buttons that a bot adds of its own (`createSay()(language)`). */
  language?: string
  /** It asks for a photo: a platform that has a form for that offers it beside the words. */
  wantsPhoto?: boolean
  text: string
  buttons: Button[][]
  images: MessageImage[]
  /**
   * What is said in its place where others read along and nothing can be sent to the person alone: nothing personal, and
   * a button that brings this message to whoever it is for.
   */
  elsewhere?: { text: string; buttons: Button[][] }
  /** What it says is for the person alone, even without a picture: among others nothing but `elsewhere` is said. */
  personal?: boolean
  link?: MessageLink
  /** Work under way: `done` between 0 and 1, or null when nobody can tell. */
  progress?: { done: number | null }
}

/** Whether a message shows pictures that are somebody's. Pure. */
export function showsSomebody({ images }: Pick<Message, 'images'>): boolean {
  return images.some(({ personId }) => personId !== null)
}

/** An account by its platform's name for it. `language` is a BCP 47 tag, as far as the platform tells. */
export interface AccountName {
  platform: Platform
  tenant: string
  userId: string
  language?: string | undefined
}

/** Who a platform account is to the booth. */
export interface Visitor {
  personId: string
  accountId: string
  language: string
  /** Both needed consents are given: a photo may be taken in. */
  mayProcess: boolean
}

/** A part of a command's argument where a platform names it. */
export interface OptionSpec {
  name: string
  summary: string
  required: boolean
  choices: { value: string; label: string }[]
}

/**
 * Named values as the one argument that a person would have typed: in the order of the options, with a space between them.
 * A value whose forerunners were left empty is named, so that it is not taken for one of them; all but the last are one
 * word, or stand in quotation marks. Pure.
 */
export function joinOptions(order: readonly string[], values: Readonly<Record<string, string>>): string {
  let gap = false
  const parts = order.flatMap((name, index) => {
    const value = values[name]?.trim() ?? ''
    if (value === '') gap = true
    const whole = index < order.length - 1 && /\s/.test(value) ? `"${value.replaceAll('"', '')}"` : value
    return value === '' ? [] : [gap ? `${name}:${whole}` : whole]
  })
  return parts.join(' ')
}

/** A word of the command table as bots register and complete it. Texts are in the visitor's language. */
export interface CommandSpec {
  name: string
  /** Its name in the visitor's language, where the locale has one: 1-32 small letters. `name` is valid everywhere. */
  localName?: string
  summary: string
  /** How the argument is written in help, such as `[style]`; empty when it takes none. */
  argument: string
  /** The argument as named options in their order, see `joinOptions`; `choices` are values that can be completed. */
  options: OptionSpec[]
  takesPhoto: boolean
}

/** What bots may ask of core. */
export interface Booth {
  /**
   * Takes in an event and hands every answer to `answer`, in order and with its index from 0; `answer` sends it and says
   * under which name the platform knows it. A repeat of an event answers nothing.
   * `onSafe` is called once the event can no longer be lost: whoever brought it need not bring it again. It is handled
   * when `turn` has settled, which must come to pass well within `INBOX.leaseMs`. An event whose handling died is found
   * by `unanswered`, and handled again by whoever hands it over anew. Answers whether it was handled here and now:
   * false for a repeat.
   */
  handle(
    incoming: Incoming,
    answer: (message: Message, index: number) => Promise<MessageRef>,
    options?: { onSafe?: () => void; turn?: Promise<unknown> },
  ): Promise<boolean>
  /** Events of a platform that were taken in, and whose handling has died or failed; oldest first, some at a time. */
  unanswered(platform: Platform): Promise<Incoming[]>
  /** Finds the account or makes it, with a person of its own. */
  admit(account: AccountName): Promise<Visitor>
  /** What a person sees at a glance where a platform has a page of its own for it: work under way, pictures, settings. */
  home(account: AccountName): Promise<Message[]>
  /** The account can no longer be written to (blocked, left): nothing is sent until it says something again. */
  unreachable(account: AccountName): Promise<void>
  /** Removes a tenant with all its accounts, and the persons who have no other account. A repeat changes nothing. */
  forgetTenant(platform: Platform, tenant: string): Promise<void>
  /** A picture or an archive of that person, or a sample; null when it is none of these or gone. */
  readImage(personId: string | null, imageId: string): Promise<{ bytes: Buffer; mime: string } | null>
  /**
   * Makes an address of the booth's own server for an export, `/export/<token>`: whoever knows it may fetch it. `guarded`:
   * the session of its person in the web chat is needed too, for links that are written down where others might look.
   */
  linkTo(exportId: string, options: { guarded: boolean }): Promise<string>
  /** What such an address hands out to whoever has that account's session. */
  openExport(token: string, account: AccountName | null): Promise<OpenedExport>
  commands(language: string): CommandSpec[]
  /**
   * Takes what a rail says about money; see core/billing/facts.ts. A repeat changes nothing. `unknown`: it is about a
   * charge or a subscription that nobody has told of yet, and is to be told again later.
   */
  settle(fact: Fact): Promise<'taken' | 'unknown'>
  /** Whether a payment that was begun may be paid now by that account: null, or why not, in the payer's language. */
  mayPay(
    ask: { rail: Rail; paymentId: string; amount: number; currency: string },
    payer: AccountName,
  ): Promise<string | null>
}

/** `unknown`: there is none for this visitor. `over`: its time is over. */
export type OpenedExport =
  | { is: 'unknown' | 'over' }
  | { is: 'there'; name: string; bytes: number; open(): AsyncIterable<Uint8Array> }

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
  /**
   * Gives the answer with that index (from 0) to an event, at its first address, or in the place of the message whose
   * button was pressed. Used for the first handling and for one after a crash. Faults as `send`.
   */
  answer(
    incoming: Incoming,
    message: Message,
    index: number,
    options: { signal: AbortSignal },
  ): Promise<MessageRef>
  /** The address where that account is alone with the booth, whether or not it has ever been written to there. */
  direct(account: { id: string; tenant: string; userId: string }): Record<string, string>
  /**
   * Takes a message away that the bot has sent, under its platform's own name, as far as the platform lets it; one that is
   * gone already, or that nobody can take away any more, is no error. Faults as `send`.
   */
  remove(ref: MessageRef, options: { signal: AbortSignal }): Promise<void>
  /** No new events are taken in; what is under way is answered. */
  close(): Promise<void>
}
