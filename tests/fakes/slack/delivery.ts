/** How Slack brings what people do to the app: over the socket, or signed over HTTP; again when it is not acknowledged. */
import { createHmac, randomUUID } from 'node:crypto'
import { setTimeout as wait } from 'node:timers/promises'
import type { Registered, SlackServer } from './server.js'
import type { World } from './world.js'

export type Kind = 'events_api' | 'interactive' | 'slash_commands'
type Payload = Record<string, unknown>

export interface Delivery {
  /** Answers what the app acknowledged with. Events that are not acknowledged come up to three times more. */
  deliver(kind: Kind, payload: Payload): Promise<unknown>
  /** The last one once more, as a repeat. */
  repeatLast(): Promise<void>
  /** One request over HTTP with whatever signature; answers the status. */
  raw(body: string, headers: Record<string, string>): Promise<{ status: number; text: string }>
  sign(body: string, at?: number): Record<string, string>
  /** Milliseconds from bringing to acknowledgement. */
  readonly acks: number[]
}

export interface DeliveryOptions {
  server: SlackServer
  world: World
  app: Registered
  /** Where the app takes HTTP requests; unset for the socket. */
  requestUrl: () => string | undefined
}

/** Slack waits that long for an acknowledgement. */
const ACK_MS = 3_000
/** Slack's own pauses are none, a minute and five. */
const PAUSES_MS = [50, 250, 1_000]

export function createDelivery(options: DeliveryOptions): Delivery {
  const { server, world, app } = options
  const acks: number[] = []
  const waiting = new Map<string, (payload: unknown) => void>()
  let last: { kind: Kind; payload: Payload } | undefined
  server.onAck(({ envelope_id, payload }) => {
    const settle = waiting.get(envelope_id)
    waiting.delete(envelope_id)
    settle?.(payload)
  })

  async function once(
    kind: Kind,
    payload: Payload,
    attempt: number,
  ): Promise<{ ok: boolean; answer?: unknown }> {
    const begun = performance.now()
    const result = options.requestUrl()
      ? await overHttp(kind, payload, attempt)
      : await overSocket(kind, payload, attempt)
    if (result.ok) acks.push(performance.now() - begun)
    return result
  }

  async function overSocket(kind: Kind, payload: Payload, attempt: number) {
    for (const until = Date.now() + 15_000; server.sockets.size === 0; await wait(20))
      if (Date.now() > until) return { ok: false }
    const [socket] = [...server.sockets].slice(-1)
    const envelope_id = randomUUID()
    const answered = new Promise<unknown>(resolve => waiting.set(envelope_id, resolve))
    const retry = attempt > 0 ? { retry_attempt: attempt, retry_reason: 'timeout' } : {}
    socket?.send(
      JSON.stringify({
        type: kind,
        envelope_id,
        payload,
        accepts_response_payload: kind !== 'events_api',
        ...retry,
      }),
    )
    const late = Symbol('late')
    const answer = await Promise.race([answered, wait(ACK_MS, late, { ref: false })])
    waiting.delete(envelope_id)
    return answer === late ? { ok: false } : { ok: true, answer }
  }

  async function overHttp(kind: Kind, payload: Payload, attempt: number) {
    const body =
      kind === 'events_api'
        ? JSON.stringify(payload)
        : new URLSearchParams(
            kind === 'interactive'
              ? { payload: JSON.stringify(payload) }
              : (payload as Record<string, string>),
          ).toString()
    const type = kind === 'events_api' ? 'application/json' : 'application/x-www-form-urlencoded'
    const retry =
      attempt > 0 ? { 'x-slack-retry-num': String(attempt), 'x-slack-retry-reason': 'http_timeout' } : {}
    try {
      const { status, text } = await raw(body, { 'content-type': type, ...sign(body), ...(retry as object) })
      return { ok: status === 200, answer: text.startsWith('{') ? JSON.parse(text) : undefined }
    } catch {
      return { ok: false }
    }
  }

  function sign(body: string, at = Date.now()): Record<string, string> {
    const timestamp = String(Math.floor(at / 1_000))
    const digest = createHmac('sha256', app.signingSecret).update(`v0:${timestamp}:${body}`).digest('hex')
    return { 'x-slack-request-timestamp': timestamp, 'x-slack-signature': `v0=${digest}` }
  }

  async function raw(body: string, headers: Record<string, string>) {
    const response = await fetch(options.requestUrl() ?? '', {
      method: 'POST',
      body,
      headers,
      signal: AbortSignal.timeout(ACK_MS),
    })
    return { status: response.status, text: await response.text() }
  }

  return {
    acks,
    raw,
    sign,
    async deliver(kind, payload) {
      last = { kind, payload }
      for (const [attempt, pause] of [0, ...PAUSES_MS].entries()) {
        await wait(pause)
        const { ok, answer } = await once(kind, payload, attempt)
        if (ok) return answer
        // Commands and presses are not brought again: the person sees that it did not work.
        if (kind !== 'events_api') throw new Error(`Slack was not answered: ${kind}`)
      }
      world.violations.push('an event was never acknowledged')
      throw new Error('Slack was not answered.')
    },
    async repeatLast() {
      if (last) await once(last.kind, last.payload, 1)
    },
  }
}
