/** Webhooks of Replicate: signed, sent again until they are taken, sent twice, or not at all. */
import { createHmac, randomBytes } from 'node:crypto'
import type { SentWebhook } from '../../contract/engine-stage.js'
import { newName, type WebhookManner } from './world.js'

/** Headers of a webhook as Replicate signs them: an older key's signature stands first, as after a change of keys. */
export function signWebhook(
  body: string,
  secret: string,
  options: { id?: string; timestamp?: number } = {},
): Record<string, string> {
  const id = options.id ?? `msg_${newName()}`
  const timestamp = String(options.timestamp ?? Math.floor(Date.now() / 1_000))
  const sign = (key: Buffer) =>
    `v1,${createHmac('sha256', key).update(`${id}.${timestamp}.${body}`).digest('base64')}`
  return {
    'content-type': 'application/json',
    'webhook-id': id,
    'webhook-timestamp': timestamp,
    'webhook-signature': `${sign(randomBytes(24))} ${sign(Buffer.from(secret.slice('whsec_'.length), 'base64'))}`,
  }
}

/** Sends them; `manner` is looked at anew each time. */
export function createPost(secret: string, manner: () => WebhookManner) {
  const sent: SentWebhook[] = []
  const waiting = new Set<() => void>()
  const timers = new Set<NodeJS.Timeout>()
  const stopped = new AbortController()

  async function once(url: string, body: string, id: string): Promise<boolean> {
    const headers = signWebhook(body, secret, { id })
    let taken = false
    try {
      const response = await fetch(url, {
        method: 'POST',
        body,
        headers,
        redirect: 'manual',
        signal: AbortSignal.any([stopped.signal, AbortSignal.timeout(10_000)]),
      })
      await response.arrayBuffer()
      taken = response.ok
    } catch {
      // Nobody is there.
    }
    sent.push({ url, body, headers })
    for (const look of waiting) look()
    return taken
  }

  async function deliver(url: string, body: string): Promise<void> {
    const id = `msg_${newName()}`
    const { tries, pauseMs } = manner()
    for (let i = 0; i < tries && !stopped.signal.aborted; i++) {
      if (await once(url, body, id)) return
      await new Promise<void>(resolve => {
        const timer = setTimeout(resolve, pauseMs * 2 ** i)
        timers.add(timer)
      })
    }
  }

  return {
    sent: sent as readonly SentWebhook[],
    send(url: string, body: string): void {
      const { copies, dropped } = manner()
      if (!dropped) for (let i = 0; i < copies; i++) void deliver(url, body)
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
