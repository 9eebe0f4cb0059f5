/** Events, commands and interactions over HTTP: one route on the booth's own server, as a receiver for Bolt. */
import type { App, Receiver } from '@slack/bolt'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { SLACK } from '../../config/limits.js'
import { describe, Fault, toFault } from '../../core/errors.js'
import type { Clock, Log } from '../../core/ports.js'
import { isSigned } from './signature.js'

export interface HttpReceiverDeps {
  server: FastifyInstance
  signingSecret: string
  clock: Clock
  log: Log
}

/**
 * The answer leaves when the listeners are done, which is when the event is kept, and before Slack's 3 s are over: 503
 * when it is not kept by then, so that Slack brings it again.
 */
export async function createHttpReceiver(deps: HttpReceiverDeps): Promise<Receiver> {
  const { server, signingSecret, clock, log } = deps
  let app: App | undefined
  let closed = false

  async function receive(request: FastifyRequest, reply: FastifyReply) {
    const body = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0)
    const timestamp = header(request, 'x-slack-request-timestamp')
    const signature = header(request, 'x-slack-signature')
    if (!isSigned({ timestamp, signature, body }, signingSecret, clock.now())) return reply.code(401).send()
    const payload = parseBody(body, request.headers['content-type'] ?? '')
    if (!payload || ('event' in payload && !asObject(payload.event))) return reply.code(400).send()
    if (payload.ssl_check) return reply.code(200).send()
    if (payload.type === 'url_verification') return reply.send({ challenge: String(payload.challenge ?? '') })
    if (closed || !app) return reply.code(503).send()
    try {
      const acknowledged = await inTime(process(app, payload, request))
      return acknowledged === undefined || acknowledged === ''
        ? reply.code(200).send()
        : reply.send(acknowledged)
    } catch (error) {
      log.warn('a Slack event could not be kept', { error: describe(toFault(error)) })
      return reply.code(503).send()
    }
  }

  await server.register(async scope => {
    scope.removeAllContentTypeParsers()
    scope.addContentTypeParser(
      '*',
      { parseAs: 'buffer', bodyLimit: SLACK.bodyBytes },
      (_request, body, done) => done(null, body),
    )
    scope.post('/webhooks/slack', { bodyLimit: SLACK.bodyBytes }, receive)
  })

  return {
    init(built) {
      app = built
    },
    async start() {},
    async stop() {
      closed = true
    },
  }
}

/** What the listeners acknowledge with, once they are done. */
async function process(app: App, body: Record<string, unknown>, request: FastifyRequest): Promise<unknown> {
  let acknowledged: unknown
  const retry = header(request, 'x-slack-retry-num')
  const reason = header(request, 'x-slack-retry-reason')
  await app.processEvent({
    body,
    ...(retry !== undefined && { retryNum: Number(retry) }),
    ...(reason !== undefined && { retryReason: reason }),
    ack: async response => {
      acknowledged = response
    },
  })
  return acknowledged
}

/** JSON for events, a form with JSON in it for interactions, a flat form for commands; null for what is neither. */
export function parseBody(body: Buffer, type: string): Record<string, unknown> | null {
  try {
    const text = body.toString('utf8')
    if (type.startsWith('application/json')) return asObject(JSON.parse(text))
    const form = new URLSearchParams(text)
    const payload = form.get('payload')
    return payload === null ? asObject(Object.fromEntries(form)) : asObject(JSON.parse(payload))
  } catch {
    return null
  }
}

function asObject(value: unknown): Record<string, unknown> | null {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Record<string, unknown>)
    : null
}

function header(request: FastifyRequest, name: string): string | undefined {
  const value = request.headers[name]
  return typeof value === 'string' ? value : undefined
}

async function inTime<T>(work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new Fault('timeout', 'It was not kept in time.')), SLACK.ackMs)
  })
  // What comes too late has nobody to hear of its failure.
  work.catch(() => {})
  try {
    return await Promise.race([work, late])
  } finally {
    clearTimeout(timer)
  }
}
