/** How Stripe brings its events to an endpoint: signed, again when they were not taken, and in any way that mail goes wrong. */
import { createHmac, randomBytes } from 'node:crypto'
import { show } from './shape.js'
import type { Thing, World } from './world.js'

export type Post = ReturnType<typeof createPost>

export interface Manner {
  /** How often each is sent. */
  copies: number
  /** None leaves by itself: it waits for `deliver`. */
  held: boolean
  /** None leaves at all. */
  dropped: boolean
  /** How often one that was not taken is sent, and the pause between; it doubles. */
  tries: number
  pauseMs: number
}

export function createPost(world: World) {
  const secret = `whsec_${randomBytes(24).toString('hex')}`
  const manner: Manner = { copies: 1, held: false, dropped: false, tries: 4, pauseMs: 20 }
  const waiting: Thing[] = []
  const answers: { event: string; status: number }[] = []
  const sending = new Set<Promise<void>>()
  let url: string | undefined

  /** The header for a body. */
  function sign(body: string, options: { secret?: string; at?: number } = {}): string {
    const t = Math.floor((options.at ?? world.clock.now()) / 1_000)
    const v1 = createHmac('sha256', options.secret ?? secret)
      .update(`${t}.${body}`)
      .digest('hex')
    return `t=${t},v1=${v1},v0=${'0'.repeat(64)}`
  }

  const bodyOf = (event: Thing) => JSON.stringify(show(world, event), null, 2)

  /** Sends a body once; answers the status, 0 when there was none. */
  async function send(body: string, header: string | undefined): Promise<number> {
    if (url === undefined) return 0
    const headers = {
      'content-type': 'application/json; charset=utf-8',
      'user-agent': 'Stripe/1.0 (+https://stripe.com/docs/webhooks)',
      ...(header !== undefined && { 'stripe-signature': header }),
    }
    const signal = AbortSignal.timeout(10_000)
    return fetch(url, { method: 'POST', headers, body, signal }).then(
      async answer => {
        await answer.arrayBuffer()
        return answer.status
      },
      () => 0,
    )
  }

  async function bring(event: Thing): Promise<void> {
    for (let tries = 0; tries < manner.tries; tries++) {
      const body = bodyOf(event)
      const status = await send(body, sign(body))
      answers.push({ event: event.id, status })
      if (status >= 200 && status < 300) return
      await new Promise(resolve => setTimeout(resolve, manner.pauseMs * 2 ** tries))
    }
  }

  function start(event: Thing): void {
    for (let copy = 0; copy < manner.copies; copy++) {
      const sent = bring(event).finally(() => sending.delete(sent))
      sending.add(sent)
    }
  }

  world.announced = event => {
    if (manner.dropped) return
    if (manner.held || url === undefined) waiting.push(event)
    else start(event)
  }

  return {
    secret,
    manner,
    answers,
    sign,
    send,
    bodyOf,
    /** Where the endpoint is. */
    to(address: string) {
      url = address
    },
    /** Sends what was held, in the order that `sort` makes of it; answers once all were taken or given up. */
    async deliver(sort: (events: Thing[]) => Thing[] = events => events): Promise<void> {
      for (const event of sort(waiting.splice(0))) {
        start(event)
        // One after the other, or their order would be chance.
        await Promise.all(sending)
      }
    },
    /** All that is under way has arrived or was given up. */
    async settled(): Promise<void> {
      while (sending.size > 0) await Promise.all(sending)
    },
  }
}
