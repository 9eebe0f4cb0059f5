/** Messages of which nobody knows whether Slack has them: it took the call, maybe, and the answer was lost. */
import { createHash } from 'node:crypto'
import { SLACK } from '../../config/limits.js'
import { createBounded } from '../bounded.js'
import type { Api } from './api.js'
import { slackFault } from './faults.js'

export interface Doubts {
  /**
   * Posts a message once: `post` gets metadata to send along, by which the message is found again in the channel when an
   * earlier try with the same name ended in doubt. Answers the
   * message's name; one that was `found` may say what was wanted earlier.
   */
  once(
    at: { tenant: string; channel: string; name: string },
    post: (metadata: Metadata) => Promise<{ channel?: string | undefined; ts?: string | undefined }>,
  ): Promise<{ channel: string; ts: string | undefined; found: boolean }>
}

interface Metadata {
  event_type: string
  event_payload: { name: string }
}

export function createDoubts(api: Api): Doubts {
  const doubtful = createBounded<true>(SLACK.knownFiles)
  return {
    async once({ tenant, channel, name }, post) {
      const key = createHash('sha256').update(`${channel}:${name}`).digest('base64url').slice(0, 22)
      if (doubtful.get(key)) {
        const ts = await find(api, tenant, channel, key)
        if (ts) {
          doubtful.delete(key)
          return { channel, ts, found: true }
        }
      }
      try {
        const sent = await post({ event_type: 'pixbooth_message', event_payload: { name: key } })
        return { channel: sent.channel ?? channel, ts: sent.ts, found: false }
      } catch (error) {
        const { code } = slackFault(error)
        if (code === 'timeout' || code === 'unavailable') doubtful.set(key, true)
        throw error
      }
    },
  }
}

/** The newest messages are enough: doubt is cleared within seconds. Where the app may not read, it stays. */
async function find(api: Api, tenant: string, channel: string, key: string): Promise<string | undefined> {
  try {
    const page = await api.with(tenant, client =>
      client.conversations.history({ channel, limit: SLACK.doubtMessages, include_all_metadata: true }),
    )
    return page.messages?.find(({ metadata }) => nameIn(metadata) === key)?.ts
  } catch (error) {
    const fault = slackFault(error)
    if (fault.code === 'undeliverable' || fault.code === 'bug') return undefined
    throw fault
  }
}

function nameIn(metadata: { event_payload?: object } | undefined): unknown {
  return (metadata?.event_payload as { name?: unknown } | undefined)?.name
}
