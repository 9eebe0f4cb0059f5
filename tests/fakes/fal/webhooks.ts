/** Webhooks of fal: signed with Ed25519, sent again until they are taken, sent twice, or not at all. */
import { createHash, generateKeyPairSync, type KeyObject, randomUUID, sign } from 'node:crypto'
import type { SentWebhook } from '../../contract/engine-stage.js'
import type { World } from './world.js'

/** Headers of a webhook as fal signs them. */
export function signWebhook(
  body: string,
  { privateKey, userId }: { privateKey: KeyObject; userId: string },
  options: { id?: string; timestamp?: number } = {},
): Record<string, string> {
  const id = options.id ?? randomUUID()
  const timestamp = String(options.timestamp ?? Math.floor(Date.now() / 1_000))
  const message = [id, userId, timestamp, createHash('sha256').update(body).digest('hex')].join('\n')
  return {
    'content-type': 'application/json',
    'x-fal-webhook-request-id': id,
    'x-fal-webhook-user-id': userId,
    'x-fal-webhook-timestamp': timestamp,
    'x-fal-webhook-signature': sign(null, Buffer.from(message), privateKey).toString('hex'),
  }
}

/** The public keys as fal publishes them: an older one stands first, as after a change of keys. */
export function keySet({ signing }: World): { keys: object[] } {
  const older = generateKeyPairSync('ed25519').publicKey
  return { keys: [older, signing.publicKey].map(key => key.export({ format: 'jwk' })) }
}

/** Sends them; the world's manner is looked at anew each time. */
export function createPost(world: World) {
  const sent: SentWebhook[] = []
  const waiting = new Set<() => void>()
  const timers = new Set<NodeJS.Timeout>()
  const stopped = new AbortController()

  /** Whether it needs to be sent no more: a redirect is a failure that stays. */
  async function once(url: string, body: string, id: string): Promise<boolean> {
    // Each delivery is signed anew, at its own time.
    const headers = signWebhook(body, { privateKey: world.signing.privateKey, userId: world.userId }, { id })
    let settled = false
    try {
      const response = await fetch(url, {
        method: 'POST',
        body,
        headers,
        redirect: 'manual',
        signal: AbortSignal.any([stopped.signal, AbortSignal.timeout(15_000)]),
      })
      await response.arrayBuffer()
      settled = response.status < 400
    } catch {
      // Nobody is there.
    }
    sent.push({ url, body, headers })
    for (const look of waiting) look()
    return settled
  }

  async function deliver(url: string, body: string, id: string): Promise<void> {
    const { tries, pauseMs } = world.webhooks
    for (let i = 0; i < tries && !stopped.signal.aborted; i++) {
      if (await once(url, body, id)) return
      await new Promise<void>(resolve => timers.add(setTimeout(resolve, pauseMs * 2 ** i)))
    }
  }

  return {
    sent: sent as readonly SentWebhook[],
    send(url: string, body: string, id: string): void {
      const { copies, dropped } = world.webhooks
      if (!dropped) for (let i = 0; i < copies; i++) void deliver(url, body, id)
    },
    /** The first one that fits, as soon as it has been sent. */
    first(fits: (webhook: SentWebhook) => boolean): Promise<SentWebhook> {
      return new Promise(resolve => {
        const look = () => {
          const found = sent.find(fits)
          if (!found) return
          waiting.delete(look)
          resolve(found)
        }
        waiting.add(look)
        look()
      })
    },
    close() {
      stopped.abort()
      for (const timer of timers) clearTimeout(timer)
    },
  }
}

export type Post = ReturnType<typeof createPost>
