/**
 * A platform as the contract suite and the journeys see it: the real bot of a whole booth, connected over sockets to a
 * stand-in for the platform, and persons who use the platform's client. Every bot has a stage; what it cannot do stands
 * in its capabilities, and its suite skips just that.
 */
import type { PhotoWay } from '../../bots/capabilities.js'
import type { Platform } from '../../core/platform.js'
import type { StageBooth } from '../support/stage-booth.js'

export type { PhotoWay } from '../../bots/capabilities.js'

/** A message as its reader sees it now, markup of the platform taken off where that changes words. */
export interface SeenMessage {
  /** The platform's own name of it. */
  id: string
  text: string
  /** Labels with what pressing them needs, row by row. */
  buttons: { label: string; press: string }[][]
  /** The pictures as the platform got them. */
  images: { bytes: Buffer; mime: string; alt: string; as: 'photo' | 'file' | 'sticker' }[]
  /** Nobody but the person can see it. */
  onlyMe: boolean
  /** How often it was edited. */
  edits: number
}

/** Somebody at the platform. A command is written without its slash: `portrait`, `noir`. */
export interface Person {
  readonly id: string
  say(text: string, where?: Place): Promise<void>
  command(name: string, argument?: string, where?: Place): Promise<void>
  /**
   * Sends photos in a way the platform has; `command` goes with those ways that take one. `by` is who sent the photo
   * there that this person then points at (reply, menu); without it, they did.
   */
  send(
    way: PhotoWay,
    photos: Buffer[],
    options?: { command?: string; argument?: string; where?: Place; by?: Person },
  ): Promise<void>
  /** Presses the button with that label, or one whose label begins so, on the newest message that has it. */
  press(label: string | RegExp, where?: Place): Promise<void>
  /** Presses a button of a message that somebody else was sent, as far as the platform lets them see it. */
  pressForeign(message: SeenMessage, label: string | RegExp): Promise<void>
  /** What of the booth's this person can see there, oldest first; deleted messages are gone. */
  messages(where?: Place): SeenMessage[]
}

/** Alone with the bot, or where others read along. */
export type Place = 'private' | 'shared'

export interface Stage {
  readonly platform: Platform
  /** The booth behind the bot: its pictures and eyes are played, its clock can be moved, it can be restarted. */
  readonly house: StageBooth
  /** A person with an account of their own; `language` as the platform would tell it. */
  person(name: string, language?: string): Promise<Person>
  /** Ways in which photos can come. */
  readonly ways: readonly PhotoWay[]
  /** Where messages can stand. */
  readonly places: readonly Place[]
  /** The last event that a person caused, sent once more by the platform as it repeats events. */
  repeatLast(): Promise<void>
  /** The next `count` writes of the bot are refused with 429 and that many seconds to wait. */
  limitRate(count: number, seconds: number): void
  /** The next `count` writes of the bot get a 500, or no answer at all. */
  fail(count: number, how: 'error' | 'silence'): void
  /** What a reply can be sent to stops working, as it does after its time (15 minutes, 5 uses); no-op where it never does. */
  expireReplies(): void
  /** The person blocks the bot, or lets it in again. */
  block(person: Person, blocked: boolean): void
  /** The most bytes that a picture may have from now on; the platform refuses larger ones. */
  limitUpload(bytes: number): void
  /** Cuts the connection that events come by; the bot is expected to come back by itself. */
  dropConnection(): Promise<void>
  /** Calls of the bot that broke the platform's rules: unknown or missing fields, too long, wrong token. */
  violations(): string[]
  /** Tokens, secrets, and the platform's ids and names of its persons and chats so far: no line of the log may have them. */
  secrets(): string[]
  /** Calls of the bot so far, by name, to count them. */
  calls(): ReadonlyMap<string, number>
  close(): Promise<void>
}

/** The newest message with such a button, and the button: its label is that, begins so, or matches. */
export function findButton(messages: readonly SeenMessage[], label: string | RegExp) {
  const fits = (text: string) => (typeof label === 'string' ? text.startsWith(label) : label.test(text))
  for (const message of messages.toReversed()) {
    const all = message.buttons.flat()
    const button = all.find(one => one.label === label) ?? all.find(one => fits(one.label))
    if (button) return { message, button }
  }
  throw new Error(`There is no button ${label} among: ${messages.map(({ text }) => text).join(' | ')}`)
}
