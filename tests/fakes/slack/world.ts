/** What there is at Slack: workspaces, people, channels, messages, files, addresses for replies. */
import { randomBytes } from 'node:crypto'

export interface Team {
  id: string
  name: string
  /** Of the app there; null when it is not installed. */
  token: string | null
  botUser: string
  /** Scopes that an older installation has not granted. */
  lacks?: Set<string>
}

export interface User {
  id: string
  team: Team
  name: string
  disabled: boolean
  rank?: 'admin' | 'owner'
}

export interface Channel {
  id: string
  team: Team
  /** The direct channel with the app, whose it is; unset for one with many. */
  direct?: User
  /** Whether the app is a member. */
  bot: boolean
}

export interface Posted {
  ts: string
  channel: Channel
  /** Ephemeral: only this person sees it. */
  only?: User
  text: string
  blocks: Block[]
  edits: number
  deleted: boolean
  /** Who wrote it; the app when unset. */
  by?: User
  /** What the app noted on it for itself. */
  metadata?: unknown
  files: StoredFile[]
}

export type Block = Record<string, unknown> & { type: string }

export interface StoredFile {
  id: string
  team: Team
  /** The person; the app when unset. */
  by?: User
  name: string
  mime: string
  bytes: Buffer
  /** Slack looks at fresh files for a moment: before that time they cannot be shown. */
  readyAt: number
  complete: boolean
  deleted: boolean
}

export interface ReplyUrl {
  id: string
  channel: Channel
  user: User
  uses: number
  at: number
  dead: boolean
  /** The message whose button was pressed. Commands have none: what is said to replace it comes as a new one. */
  original?: Posted
}

/** A form or home page that somebody sees. */
export interface Shown {
  id: string
  user: User
  view: Record<string, unknown>
}

export interface World {
  teams: Map<string, Team>
  users: Map<string, User>
  channels: Map<string, Channel>
  messages: Posted[]
  files: Map<string, StoredFile>
  replyUrls: Map<string, ReplyUrl>
  triggers: Map<string, { user: User; at: number; used: boolean }>
  modals: Shown[]
  homes: Map<string, Shown>
  violations: string[]
  calls: Map<string, number>
  /** How long a fresh file cannot be shown. */
  settleMs: number
  /** How many of the next files to be shared meet with an error of Slack's own. */
  ailingShares: number
  uploadLimit: number
  team(name?: string): Team
  user(team: Team, name: string): User
  channel(team: Team, bot: boolean): Channel
  /** The direct channel of a person with the app. */
  direct(user: User): Channel
  post(message: Omit<Posted, 'ts' | 'edits' | 'deleted' | 'files'> & { files?: StoredFile[] }): Posted
  replyUrl(channel: Channel, user: User, original?: Posted): ReplyUrl
  trigger(user: User): string
  byToken(token: string): Team | undefined
  note(call: string): void
}

let count = 0
/** A name as Slack makes them: a letter, then capitals and digits. */
export function newId(letter: string): string {
  count++
  return `${letter}${randomBytes(4).toString('hex').toUpperCase()}${count.toString(36).toUpperCase().padStart(3, '0')}`
}

export function createWorld(): World {
  let ticks = 0
  const world: World = {
    teams: new Map(),
    users: new Map(),
    channels: new Map(),
    messages: [],
    files: new Map(),
    replyUrls: new Map(),
    triggers: new Map(),
    modals: [],
    homes: new Map(),
    violations: [],
    calls: new Map(),
    settleMs: 120,
    ailingShares: 0,
    uploadLimit: 1024 ** 3,
    team(name = 'Acme') {
      const team: Team = {
        id: newId('T'),
        name,
        token: `xoxb-${randomBytes(12).toString('hex')}`,
        botUser: newId('U'),
      }
      world.teams.set(team.id, team)
      return team
    },
    user(team, name) {
      const user: User = { id: newId('U'), team, name, disabled: false }
      world.users.set(user.id, user)
      return user
    },
    channel(team, bot) {
      const channel: Channel = { id: newId('C'), team, bot }
      world.channels.set(channel.id, channel)
      return channel
    },
    direct(user) {
      for (const channel of world.channels.values()) if (channel.direct === user) return channel
      const channel: Channel = { id: newId('D'), team: user.team, direct: user, bot: true }
      world.channels.set(channel.id, channel)
      return channel
    },
    post(message) {
      const ts = `${Math.floor(Date.now() / 1_000)}.${String(++ticks).padStart(6, '0')}`
      const posted: Posted = { files: [], ...message, ts, edits: 0, deleted: false }
      world.messages.push(posted)
      return posted
    },
    replyUrl(channel, user, original) {
      const url: ReplyUrl = {
        id: randomBytes(12).toString('hex'),
        channel,
        user,
        uses: 0,
        at: Date.now(),
        dead: false,
        ...(original && { original }),
      }
      world.replyUrls.set(url.id, url)
      return url
    },
    trigger(user) {
      const id = `${Date.now()}.${++ticks}.${randomBytes(8).toString('hex')}`
      world.triggers.set(id, { user, at: Date.now(), used: false })
      return id
    },
    byToken(token) {
      for (const team of world.teams.values()) if (team.token !== null && team.token === token) return team
      return undefined
    },
    note(call) {
      world.calls.set(call, (world.calls.get(call) ?? 0) + 1)
    },
  }
  return world
}

/** How a file can be used in a block of a workspace's app. */
export function fileState(world: World, team: Team, id: string): 'fine' | 'unready' | 'unknown' | 'no image' {
  const file = world.files.get(id)
  if (!file || file.deleted || file.team !== team || !file.complete) return 'unknown'
  if (Date.now() < file.readyAt) return 'unready'
  return /^image\/(png|jpeg|gif)$/.test(file.mime) ? 'fine' : 'no image'
}
