/** The one HTTP server: health, readiness, metrics, security headers, errors in words. Bots plug their routes in. */
import { timingSafeEqual } from 'node:crypto'
import helmet from '@fastify/helmet'
import Fastify, { type FastifyInstance, type FastifyRequest } from 'fastify'
import { Histogram, type Registry } from 'prom-client'
import { ZodError } from 'zod'
import { HTTP } from '../config/limits.js'
import { type WebWords, webWords } from '../config/locales/web/index.js'
import { Fault, type FaultCode, toFault, whereabouts } from '../core/errors.js'
import type { Log } from '../core/ports.js'

export interface ServerOptions {
  log: Log
  metrics: Registry
  /** Asks database and queue; answers their names with whether each one answers. */
  ready: () => Promise<Record<string, boolean>>
  /** Opens /metrics from elsewhere: `Authorization: Bearer <token>`. Without it they are for loopback only. */
  operatorToken?: string | undefined
  /** Which proxies' `X-Forwarded-*` are believed; as Fastify's `trustProxy`. */
  trustProxy?: boolean | string | string[] | undefined
}

/** What a page may load: our own files only, nothing inline, nothing evaluated. `blob:` shows photos before they are sent. */
const CONTENT_SECURITY_POLICY = {
  'default-src': ["'none'"],
  'script-src': ["'self'"],
  'style-src': ["'self'"],
  'img-src': ["'self'", 'blob:'],
  'media-src': ["'self'"],
  'connect-src': ["'self'"],
  'base-uri': ["'none'"],
  'form-action': ["'none'"],
  'frame-ancestors': ["'none'"],
  'require-trusted-types-for': ["'script'"],
}

/** A sentence in the language of whoever asked. */
export type Sentence = (words: WebWords) => string

/** A refusal worded for people: a sentence is sent in their language, `need` tells the page what would help. */
export class Refusal extends Error {
  readonly statusCode: number
  readonly sentence: Sentence
  readonly need: string | undefined
  readonly retryAfterSeconds: number | undefined

  constructor(statusCode: number, sentence: string | Sentence, need?: string, retryAfterSeconds?: number) {
    const say = typeof sentence === 'string' ? () => sentence : sentence
    super(say(webWords(undefined)))
    this.sentence = say
    this.statusCode = statusCode
    this.need = need
    this.retryAfterSeconds = retryAfterSeconds
  }
}

/** The server with its own routes; not listening yet. */
export async function createServer(options: ServerOptions): Promise<FastifyInstance> {
  const server = Fastify({
    logger: false,
    trustProxy: options.trustProxy ?? false,
    bodyLimit: HTTP.bodyBytes,
    requestTimeout: HTTP.requestMs,
    keepAliveTimeout: HTTP.keepAliveMs,
    forceCloseConnections: 'idle',
    return503OnClosing: true,
    http: { headersTimeout: HTTP.headersMs },
  })
  await server.register(helmet, {
    contentSecurityPolicy: { useDefaults: false, directives: CONTENT_SECURITY_POLICY },
    crossOriginEmbedderPolicy: false,
    referrerPolicy: { policy: 'no-referrer' },
    frameguard: { action: 'deny' },
    // Only means something behind https, where browsers heed it.
    strictTransportSecurity: { maxAge: 15_552_000, includeSubDomains: false },
  })
  server.addHook('onSend', async (_request, reply) => {
    // Pages take photos from files, and nothing of the device.
    reply.header('permissions-policy', 'camera=(), microphone=(), geolocation=()')
    // What says nothing of it is for this one reader: refusals and webhooks too.
    if (!reply.hasHeader('cache-control')) reply.header('cache-control', 'no-store')
  })
  watchTimes(server, options.metrics)
  answerErrors(server, options.log)

  server.get('/health', async () => ({ ok: true }))
  server.get('/ready', async (_request, reply) => {
    const parts = await withLimit(options.ready(), HTTP.readyMs).catch(() => null)
    const ok = parts !== null && Object.values(parts).every(Boolean)
    return reply.code(ok ? 200 : 503).send({ ok, ...parts })
  })
  server.get('/metrics', async (request, reply) => {
    if (!mayReadMetrics(request, options.operatorToken)) throw new Refusal(404, words => words.notFound)
    return reply.type(options.metrics.contentType).send(await options.metrics.metrics())
  })
  return server
}

/** Listens and answers the address. A fault `config` says what to do about a port that cannot be had. */
export async function listen(server: FastifyInstance, at: { host: string; port: number }): Promise<string> {
  try {
    return await server.listen(at)
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code
    if (code === 'EADDRINUSE')
      throw new Fault('config', `Port ${at.port} is taken: stop what uses it, or set PORT to another one.`)
    if (code === 'EACCES')
      throw new Fault('config', `Port ${at.port} is not allowed for this user: set PORT to one above 1023.`)
    if (code === 'EADDRNOTAVAIL' || code === 'ENOTFOUND')
      throw new Fault('config', `HOST ${at.host} is no address of this machine: set HOST to one that is.`)
    throw error
  }
}

/** Ends idle connections and live streams at once, lets open answers finish for a moment, then cuts them off. */
export async function close(server: FastifyInstance): Promise<void> {
  const cut = setTimeout(() => server.server.closeAllConnections(), HTTP.closeMs)
  try {
    await server.close()
  } finally {
    clearTimeout(cut)
  }
}

/** One histogram over routes; patterns only, so that no id becomes a label. */
function watchTimes(server: FastifyInstance, metrics: Registry): void {
  const seconds = new Histogram({
    name: 'pixbooth_http_seconds',
    help: 'Time to answer HTTP requests.',
    labelNames: ['method', 'route', 'status'],
    buckets: [0.005, 0.02, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10],
    registers: [metrics],
  })
  server.addHook('onResponse', async (request, reply) => {
    const route = request.routeOptions.url ?? 'none'
    // A live stream lasts as long as its page is open: no answer time.
    if (reply.getHeader('content-type') === 'text/event-stream') return
    seconds.observe({ method: request.method, route, status: reply.statusCode }, reply.elapsedTime / 1000)
  })
}

const STATUS: Partial<Record<FaultCode, number>> = {
  busy: 503,
  timeout: 503,
  unavailable: 503,
  vault_missing: 404,
}

function answerErrors(server: FastifyInstance, log: Log): void {
  server.setNotFoundHandler(async (request, reply) =>
    reply.code(404).send({ error: wordsFor(request).notFound }),
  )
  server.setErrorHandler(async (error: Error & { statusCode?: number }, request, reply) => {
    const words = wordsFor(request)
    if (error instanceof Refusal) {
      if (error.retryAfterSeconds) reply.header('retry-after', error.retryAfterSeconds)
      return reply
        .code(error.statusCode)
        .send({ error: error.sentence(words), ...(error.need && { need: error.need }) })
    }
    if (error instanceof ZodError) return reply.code(400).send({ error: words.badRequest })
    const status = error.statusCode
    if (status !== undefined && status < 500)
      return reply.code(status).send({ error: status === 413 ? words.bodyTooLarge : words.badRequest })
    const fault = toFault(error)
    log.error('request failed', {
      route: request.routeOptions.url,
      code: fault.code,
      at: whereabouts(error, 6),
    })
    return reply.code(STATUS[fault.code] ?? 500).send({ error: words.ourFault })
  })
}

function wordsFor(request: FastifyRequest): WebWords {
  return webWords(request.headers['accept-language'])
}

/** Loopback without a proxy in between, or whoever knows the operator's token. */
function mayReadMetrics(request: FastifyRequest, token: string | undefined): boolean {
  const proxied = request.headers['x-forwarded-for'] ?? request.headers.forwarded
  const peer = request.socket.remoteAddress ?? ''
  if (proxied === undefined && /^(127\.|::1$|::ffff:127\.)/.test(peer)) return true
  const given = Buffer.from(request.headers.authorization ?? '')
  const wanted = Buffer.from(`Bearer ${token}`)
  return token !== undefined && given.length === wanted.length && timingSafeEqual(given, wanted)
}

/** Fault `timeout` when the work takes longer; it goes on, and nobody hears of it. */
export async function withLimit<T>(work: Promise<T>, ms: number): Promise<T> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new Fault('timeout', 'Took too long.')), ms)
  })
  try {
    return await Promise.race([work, late])
  } finally {
    clearTimeout(timer)
  }
}
