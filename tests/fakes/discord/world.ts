/** What there is at Discord: people, a server, channels, messages, files, interactions. */
import { randomBytes } from 'node:crypto'
import { type Market, newMarket } from './market.js'

export interface User {
  id: string
  name: string
  locale: string
  /** Does not take direct messages of the app. */
  blocked: boolean
  /** May change the server. */
  manages?: boolean
}

export interface Channel {
  id: string
  /** The direct channel of the app and this person; unset for one with many. */
  direct?: User
  /** A private channel among friends: the app can never be a member there. */
  friends?: true
  /** The app may write there, where it is a member. */
  writable: boolean
}

export interface File {
  id: string
  channel: string
  name: string
  bytes: Buffer
  mime: string
  alt: string
  /** Its signed link works until then. */
  until: number
  /** Of an interaction's option or form: gone with it. */
  ephemeral: boolean
}

export type Component = Record<string, unknown> & { type: number }

export interface Posted {
  id: string
  channel: Channel
  /** Who wrote it; the app when unset. */
  by?: User
  /** Ephemeral: only this person sees it. */
  only?: User
  /** A deferral that waits to be filled. */
  loading: boolean
  text: string
  components: Component[]
  files: File[]
  flags: number
  at: number
  edits: number
  deleted: boolean
  /** The interaction that it answers. */
  interaction?: Interaction
  nonce?: string
  mentions: User[]
  /** Nobody sees it: a copy in the hands of a forger. */
  hidden?: boolean
}

/** 2: command, 3: component, 4: an argument being typed, 5: a form. */
export type InteractionType = 2 | 3 | 4 | 5

export interface Interaction {
  id: string
  token: string
  type: InteractionType
  user: User
  channel: Channel
  at: number
  /** How it was answered: the type of the callback. */
  answered?: number
  /** Its address has died before its time. */
  dead: boolean
  /** `@original`: what the callback made, or what its button stands on. */
  original?: Posted
  followUps: Posted[]
  /** The message with the button. */
  source?: Posted
  /** The form that was shown. */
  modal?: Record<string, unknown>
  /** What completes the argument. */
  choices?: { name: string; value: string }[]
  /** Told once it was answered. */
  onAnswer: () => void
}

export interface Command {
  id: string
  type: number
  name: string
  name_localizations?: Record<string, string> | null
  description: string
  options?: Option[] | undefined
}

export interface Option {
  type: number
  name: string
  required?: boolean
  autocomplete?: boolean
  choices?: { name: string; value: string }[]
}

export interface World {
  readonly app: { id: string; name: string }
  readonly guild: { id: string; name: string }
  /** The channel of the server. */
  readonly shared: Channel
  users: Map<string, User>
  channels: Map<string, Channel>
  messages: Posted[]
  files: Map<string, File>
  /** By token. */
  interactions: Map<string, Interaction>
  commands: Command[]
  /** The app is a member of the server; otherwise people bring it along. */
  member: boolean
  /** The most bytes of a file, and what interactions say that it is. */
  uploadLimit: number
  announcedLimit: number
  /** How long an interaction waits for its answer, and how long its token lives. */
  answerMs: number
  tokenMs: number
  market: Market
  violations: string[]
  calls: Map<string, number>
  user(name: string, locale?: string): User
  /** The direct channel of a person with the app. */
  direct(user: User): Channel
  post(message: Partial<Posted> & { channel: Channel }): Posted
  keep(file: Pick<File, 'channel' | 'name' | 'bytes' | 'mime'> & Partial<File>): File
  interact(given: Pick<Interaction, 'type' | 'user' | 'channel'> & { source?: Posted }): Interaction
  note(call: string): void
}

const EPOCH = 1_420_070_400_000n
let count = 0n
/** A name as Discord makes them: the time, and a number that makes it the only one. */
export function snowflake(at = Date.now()): string {
  count++
  return String(((BigInt(at) - EPOCH) << 22n) | (count & 0x3f_ffffn))
}

/** Links to files live for a day. */
export const LINK_MS = 24 * 3_600_000
const MEGABYTE = 1024 * 1024

export function createWorld(): World {
  const shared: Channel = { id: snowflake(), writable: true }
  const world: World = {
    app: { id: snowflake(), name: 'Pixbooth' },
    guild: { id: snowflake(), name: 'The Sitters' },
    shared,
    users: new Map(),
    channels: new Map([[shared.id, shared]]),
    messages: [],
    files: new Map(),
    interactions: new Map(),
    commands: [],
    member: true,
    uploadLimit: 10 * MEGABYTE,
    announcedLimit: 10 * MEGABYTE,
    answerMs: 3_000,
    tokenMs: 15 * 60_000,
    market: newMarket(),
    violations: [],
    calls: new Map(),
    user(name, locale = 'en-US') {
      const user: User = { id: snowflake(), name, locale, blocked: false }
      world.users.set(user.id, user)
      return user
    },
    direct(user) {
      for (const channel of world.channels.values()) if (channel.direct === user) return channel
      const channel: Channel = { id: snowflake(), direct: user, writable: true }
      world.channels.set(channel.id, channel)
      return channel
    },
    post(message) {
      const posted: Posted = {
        id: snowflake(),
        loading: false,
        text: '',
        components: [],
        files: [],
        flags: 0,
        at: Date.now(),
        edits: 0,
        deleted: false,
        mentions: [],
        ...message,
      }
      world.messages.push(posted)
      return posted
    },
    keep(file) {
      const kept: File = { id: snowflake(), until: Date.now() + LINK_MS, alt: '', ephemeral: false, ...file }
      world.files.set(kept.id, kept)
      return kept
    },
    interact(given) {
      const interaction: Interaction = {
        id: snowflake(),
        token: randomBytes(48).toString('base64url'),
        at: Date.now(),
        dead: false,
        followUps: [],
        onAnswer: () => {},
        ...given,
      }
      world.interactions.set(interaction.token, interaction)
      return interaction
    },
    note(call) {
      world.calls.set(call, (world.calls.get(call) ?? 0) + 1)
    },
  }
  return world
}

/** The link of a file: signed, and only good for a while. */
export function linkOf(file: File, origin: string): string {
  const folder = file.ephemeral ? 'ephemeral-attachments' : 'attachments'
  const { ex, hm } = signatureOf(file)
  return `${origin}/${folder}/${file.channel}/${file.id}/${file.name}?ex=${ex}&is=0&hm=${hm}&`
}

/** What a link must carry to work. */
export function signatureOf(file: File): { ex: string; hm: string } {
  const ex = Math.floor(file.until / 1_000).toString(16)
  return { ex, hm: [...`${file.id}${ex}`].reverse().join('') }
}
