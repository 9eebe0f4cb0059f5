/** Discord over HTTP: the REST API and the files, judged call by call; the gateway's sockets beside them. */
import { randomBytes } from 'node:crypto'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { type Body, readBody } from './body.js'
import { createGateway, type GatewayOptions } from './gateway.js'
import { createLimits } from './limits.js'
import { createTrade } from './market.js'
import { Refusal } from './messages.js'
import { ROUTES, type Route } from './routes.js'
import { specCheck } from './spec.js'
import { createWorld, signatureOf } from './world.js'

export interface Captured {
  /** As routes.ts has it: `PATCH /webhooks/{}/{}/messages/{}`. */
  name: string
  path: string
  body: Body['json']
  at: number
  status: number
}

/** A call that is `lost` arrives, and only its answer does not. */
type Failure = 'error' | 'silence' | 'lost'

export interface Trouble {
  /** Writes of messages that are refused, each takes one away. */
  limited: { count: number; seconds: number }
  failing: { count: number; how: Failure }
  /** Calls about what is sold. */
  market: { count: number; how: Failure | 'limited'; seconds: number; only?: RegExp }
  /** First answers to interactions that fail. */
  callbacks: { count: number; how: Failure }
}

export type DiscordServer = Awaited<ReturnType<typeof openDiscordServer>>

const TABLE = ROUTES.map(route => ({
  route,
  name: `${route.method} ${route.path}`,
  pattern: new RegExp(`^${route.path.replaceAll('{}', '([^/]+)')}$`),
}))

/** Opens it, on a loopback port. */
export async function openDiscordServer(options: { gateway?: GatewayOptions } = {}) {
  const world = createWorld()
  const token = `${Buffer.from(world.app.id).toString('base64url')}.GAbcde.${randomBytes(28).toString('base64url')}`
  const trouble: Trouble = {
    limited: { count: 0, seconds: 1 },
    failing: { count: 0, how: 'error' },
    callbacks: { count: 0, how: 'error' },
    market: { count: 0, how: 'error', seconds: 1 },
  }
  const captured: Captured[] = []
  const count = createLimits()
  const server = createServer((request, response) => {
    serve(request, response).catch(error => {
      world.violations.push(`the stand-in failed: ${error}`)
      response.destroy()
    })
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const gateway = createGateway({ server, world, token, origin, ...options.gateway })
  const trade = createTrade({ world, gateway })

  async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? '/', origin)
    if (/^\/(ephemeral-)?attachments\//.test(url.pathname)) return download(url, response)
    const path = url.pathname.replace(/^\/api\/v10/, '')
    const found = TABLE.find(
      ({ route, pattern }) => route.method === request.method && pattern.test(path) && path !== url.pathname,
    )
    const body = await readBody(request)
    const name = found?.name ?? `${request.method} ${url.pathname}`
    world.note(name)
    const call: Captured = { name, path, body: body.json, at: Date.now(), status: 200 }
    captured.push(call)
    if (!found) {
      world.violations.push(`there is no ${name}`)
      return refuse(response, call, new Refusal(404, 0, '404: Not Found'))
    }
    const { route, pattern } = found
    const [, ...params] = (pattern.exec(path) ?? []).map(decodeURIComponent)
    if (route.auth && request.headers.authorization !== `Bot ${token}`) {
      world.violations.push(`${name} with a wrong token`)
      return refuse(response, call, new Refusal(401, 0, '401: Unauthorized'))
    }
    const problem = hindered(route, params, response, call)
    if (problem === 'done') return
    try {
      const wrong = [...body.wrong, ...(specCheck?.(route.method, path, body.json) ?? [])]
      world.violations.push(...wrong)
      if (wrong.length > 0) throw new Refusal(400, 50035, `Invalid Form Body: ${wrong[0]}`)
      const result = route.run({
        world,
        origin,
        params,
        query: url.searchParams,
        body: body.json as Record<string, unknown>,
        uploads: body.uploads,
        gateway: gateway.information,
      })
      if (problem === 'lost') return
      if (result !== undefined) return json(response, 200, result)
      call.status = 204
      response.writeHead(204).end()
    } catch (error) {
      if (!(error instanceof Refusal)) throw error
      refuse(response, call, error)
    }
  }

  /** Whether the call meets with trouble: it has been answered then, or never will be. */
  function hindered(
    route: Route,
    params: string[],
    response: ServerResponse,
    call: Captured,
  ): 'done' | 'lost' | undefined {
    const { limited, failing, callbacks, market } = trouble
    if (route.market && market.count > 0 && (market.only?.test(call.name) ?? true)) {
      market.count--
      return market.how === 'limited'
        ? tooMany(market.seconds, response, call)
        : fail(market.how, response, call)
    }
    if (route.path.endsWith('/callback') && callbacks.count > 0) {
      callbacks.count--
      return fail(callbacks.how, response, call)
    }
    if (!route.bucket) return undefined
    if (failing.count > 0) {
      failing.count--
      return fail(failing.how, response, call)
    }
    const { headers, waitSeconds } = count(route.bucket, params.slice(0, 2).join())
    for (const [name, value] of Object.entries(headers)) response.setHeader(name, value)
    if (limited.count > 0) {
      limited.count--
      return tooMany(limited.seconds, response, call)
    }
    return waitSeconds > 0 ? tooMany(waitSeconds, response, call) : undefined
  }

  function fail(how: Failure, response: ServerResponse, call: Captured): 'done' | 'lost' {
    if (how === 'lost') return 'lost'
    call.status = how === 'error' ? 500 : 0
    if (how === 'error') json(response, 500, { message: '500: Internal Server Error', code: 0 })
    return 'done'
  }

  function tooMany(seconds: number, response: ServerResponse, call: Captured): 'done' {
    call.status = 429
    response.setHeader('retry-after', String(Math.ceil(seconds)))
    response.setHeader('x-ratelimit-remaining', '0')
    response.setHeader('x-ratelimit-reset-after', seconds.toFixed(3))
    response.setHeader('x-ratelimit-scope', 'user')
    const said = { message: 'You are being rate limited.', retry_after: seconds, global: false }
    json(response, 429, said)
    return 'done'
  }

  function download(url: URL, response: ServerResponse): void {
    world.note('download')
    const file = world.files.get(/attachments\/\d+\/(\d+)\//.exec(url.pathname)?.[1] ?? '')
    const signed = file && signatureOf(file)
    const good =
      signed && signed.ex === url.searchParams.get('ex') && signed.hm === url.searchParams.get('hm')
    if (!file || !good || file.until < Date.now())
      return void response
        .writeHead(404, { 'content-type': 'text/plain' })
        .end('This content is no longer available.')
    response
      .writeHead(200, { 'content-type': file.mime, 'content-length': file.bytes.length })
      .end(file.bytes)
  }

  return {
    origin,
    token,
    world,
    trouble,
    captured,
    gateway,
    trade,
    async close() {
      gateway.close()
      await new Promise<void>(resolve => {
        server.close(() => resolve())
        server.closeAllConnections()
      })
    },
  }
}

function refuse(response: ServerResponse, call: Captured, { status, code, message }: Refusal): void {
  call.status = status
  json(response, status, { message, code })
}

function json(response: ServerResponse, status: number, value: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(value))
}
