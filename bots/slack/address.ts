/** Where an answer can go: rungs of the ladder as plain words. Pure. */
import { SLACK } from '../../config/limits.js'
import type { ReplyTarget } from '../../core/platform.js'

export type Address = Readonly<Record<string, string>>
type Rung = ReplyTarget['rungs'][number]

/** Who and where: `tenant` finds the token, `thread` is the message under which the talk goes on. */
export interface Spot {
  tenant: string
  user: string
  channel?: string | undefined
  thread?: string | undefined
  /** The response_url of an interaction, and when it came. */
  url?: string | undefined
}

/** The person's direct channel with the app, which is opened when it is needed. */
export function direct(spot: Spot): Rung {
  return { address: { at: 'direct', tenant: spot.tenant, user: spot.user } }
}

/** A direct channel with the app that is known already. */
export function channelOf(spot: Spot): Rung {
  return {
    address: {
      at: 'channel',
      tenant: spot.tenant,
      user: spot.user,
      channel: spot.channel ?? '',
      ...(spot.thread && { thread: spot.thread }),
    },
  }
}

/**
 * Where others read along: the response_url, which only the person sees, then an ephemeral message, which needs the app
 * in the channel, then the direct channel.
 */
export function ladder(spot: Spot, now: number): ReplyTarget {
  const { tenant, user, channel = '', thread, url } = spot
  const where = { tenant, user, channel, ...(thread && { thread }) }
  return {
    platform: 'slack',
    rungs: [
      ...(url ? [{ address: { at: 'reply', ...where, url }, expiresAt: now + SLACK.replyMs }] : []),
      ...(channel ? [{ address: { at: 'ephemeral', ...where } }] : []),
      direct(spot),
    ],
  }
}
