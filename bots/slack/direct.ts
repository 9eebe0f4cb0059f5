import { SLACK } from '../../config/limits.js'
import { Fault } from '../../core/errors.js'
import { createBounded } from '../bounded.js'
import type { Api } from './api.js'

/** The person's direct channel with the app, opened once. */
export type DirectChannel = (tenant: string, user: string) => Promise<string>

export function createDirectChannel(api: Api): DirectChannel {
  const channels = createBounded<string>(SLACK.knownChannels)
  return async (tenant, user) => {
    const key = `${tenant}:${user}`
    const held = channels.get(key)
    if (held) return held
    const { channel } = await api.with(tenant, client => client.conversations.open({ users: user }))
    if (!channel?.id) throw new Fault('unavailable', 'Slack opened no channel.')
    channels.set(key, channel.id)
    return channel.id
  }
}
