/** Where an answer can go, and what a sent message is called: plain words, so that they survive restarts. Pure. */
import { DISCORD } from '../../config/limits.js'
import type { MessageRef, ReplyTarget } from '../../core/platform.js'

export type Address = Readonly<Record<string, string>>

/** What an interaction tells about where it happened. */
export interface Spot {
  app: string
  token: string
  user: string
  channel?: string | undefined
  /** Alone with the bot. */
  alone: boolean
  /** The bot is a member of that server, and not merely brought along by the person. */
  member: boolean
  /** Bytes of a file that is taken there. */
  fileBytes?: number | undefined
}

/**
 * The ladder of an interaction: its own token `until` it dies, then the channel (in a server only with a word that
 * something is ready), then a direct message. `original` says that the deferral left a message to be filled, and who
 * sees it. What was said by the token and all can see stays on the first rung: it is edited by its channel afterwards.
 */
export function ladder(spot: Spot, original: 'hidden' | 'open' | null, now: number): ReplyTarget {
  const { app, token, user, channel, alone, member, fileBytes } = spot
  const reachable = channel && (alone || member) ? channel : undefined
  const reply = {
    at: 'reply',
    app,
    token,
    user,
    until: String(now + DISCORD.replyMs),
    ...(original && { original }),
    ...(reachable && { channel: reachable }),
    ...(!alone && { shared: '1' }),
    ...(!alone && !member && { limited: '1' }),
    ...(fileBytes !== undefined && { fileBytes: String(fileBytes) }),
  }
  return {
    platform: 'discord',
    rungs: [
      { address: reply },
      ...(reachable
        ? [{ address: { at: 'channel', channel: reachable, user, ...(!alone && { shared: '1' }) } }]
        : []),
      // Whoever shares a server with the bot, or has installed it, may be written to, unless they closed that door.
      ...(alone ? [] : [{ address: { at: 'direct', user } }]),
    ],
  }
}

/** The direct channel in which somebody wrote to the bot. */
export function directTarget(channel: string, user: string): ReplyTarget {
  return { platform: 'discord', rungs: [{ address: { at: 'channel', channel, user } }] }
}

/**
 * A message that an interaction's token has made, or that stands in a channel; one that is both has both names. `open`:
 * others read it.
 */
export type Sent =
  | {
      kind: 'reply'
      app: string
      token: string
      message: string
      until: number
      channel?: string | undefined
      open?: boolean
    }
  | { kind: 'channel'; channel: string; message: string; open?: boolean }

/** The names of a sent message. */
export function toRef(sent: Sent): MessageRef {
  const { channel, message, open } = sent
  return {
    ...(channel && { channel, message }),
    ...(open && { open: '1' }),
    ...(sent.kind === 'reply' && {
      app: sent.app,
      token: sent.token,
      reply: message,
      until: String(sent.until),
    }),
  }
}

/** What can be edited under a name at that time: by its token first, by its channel then; empty when neither is possible. */
export function fromRef(ref: MessageRef | null | undefined, now: number): Sent[] {
  const { app, token, reply, until, channel, message } = ref ?? {}
  const open = ref?.open === '1'
  return [
    ...(app && token && reply && Number(until) > now
      ? [{ kind: 'reply' as const, app, token, message: reply, until: Number(until), channel, open }]
      : []),
    ...(channel && message ? [{ kind: 'channel' as const, channel, message, open }] : []),
  ]
}
