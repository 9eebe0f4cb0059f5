/** Slack over HTTP: the Web API, uploads, files, response_urls, OAuth; and the socket beside it. */
import { randomBytes } from 'node:crypto'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { type WebSocket, WebSocketServer } from 'ws'
import { fields } from './blocks.js'
import { blocksOf, METHODS, Refused, rewrite } from './methods.js'
import type { ReplyUrl, Team, World } from './world.js'

/** The app as it is registered at Slack. */
export interface Registered {
  appToken: string
  signingSecret: string
  clientId: string
  clientSecret: string
  /** Codes of installations that were granted, with their team and where they were granted to. */
  codes: Map<string, { team: Team; redirectUri: string }>
}

/** Trouble on its way: writes that are refused, each takes one away. */
export interface Trouble {
  limited: { count: number; seconds: number }
  failing: { count: number; how: 'error' | 'silence' }
  /** Messages that Slack takes, but whose answers are lost on the way. */
  swallowed: { count: number }
  /** Questions about people that are never answered. */
  mute?: boolean
}

export interface SlackServer {
  origin: string
  sockets: Set<WebSocket>
  /** Called with what the app says on a socket. */
  onAck(listener: (envelope: { envelope_id: string; payload?: unknown }) => void): void
  close(): Promise<void>
}

const WRITES = new Set([
  'chat.postMessage',
  'chat.update',
  'chat.postEphemeral',
  'files.getUploadURLExternal',
])

export async function openServer(world: World, app: Registered, trouble: Trouble): Promise<SlackServer> {
  const listeners: ((envelope: { envelope_id: string; payload?: unknown }) => void)[] = []
  const sockets = new Set<WebSocket>()
  const tickets = new Set<string>()
  const server = createServer((request, response) => {
    handle(request, response).catch(error => {
      world.violations.push(`the stand-in failed: ${error}`)
      response.writeHead(500).end()
    })
  })
  const wss = new WebSocketServer({ noServer: true })
  server.on('upgrade', (request, socket, head) => {
    const ticket = new URL(request.url ?? '', 'http://slack').searchParams.get('ticket') ?? ''
    if (!tickets.delete(ticket)) return void socket.destroy()
    wss.handleUpgrade(request, socket, head, ws => {
      sockets.add(ws)
      ws.on('close', () => sockets.delete(ws))
      ws.on('error', () => {})
      ws.on('message', data => {
        for (const listen of listeners) listen(JSON.parse(String(data)))
      })
      ws.send(
        JSON.stringify({ type: 'hello', num_connections: sockets.size, debug_info: {}, connection_info: {} }),
      )
    })
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`

  async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? '/', origin)
    const body = await readAll(request)
    if (url.pathname.startsWith('/api/')) return callMethod(url.pathname.slice(5), request, body, response)
    if (url.pathname.startsWith('/upload/v1/')) return upload(url, request, body, response)
    if (url.pathname.startsWith('/files-pri/')) return download(url, request, response)
    if (url.pathname.startsWith('/reply/')) return replied(url.pathname.slice(7), body, response)
    world.violations.push(`there is no ${request.method} ${url.pathname}`)
    response.writeHead(404).end()
  }

  /** Whether this write meets with trouble, and it has been answered (or never will be). */
  function troubled(response: ServerResponse): boolean {
    if (trouble.failing.count > 0) {
      trouble.failing.count--
      if (trouble.failing.how === 'error') response.writeHead(500).end('oops')
      return true
    }
    if (trouble.limited.count > 0) {
      trouble.limited.count--
      response.writeHead(429, { 'retry-after': String(trouble.limited.seconds) }).end('ratelimited')
      return true
    }
    return false
  }

  function callMethod(name: string, request: IncomingMessage, body: Buffer, response: ServerResponse): void {
    world.note(name)
    const args = readArgs(request, body)
    const token = /^Bearer (.+)$/.exec(request.headers.authorization ?? '')?.[1] ?? String(args.token ?? '')
    delete args.token
    delete args.team_id
    const answer = (json: object) =>
      response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(json))
    try {
      if (name === 'apps.connections.open') {
        if (token !== app.appToken) throw new Refused('invalid_auth')
        const ticket = randomBytes(12).toString('hex')
        tickets.add(ticket)
        return void answer({ ok: true, url: `${origin.replace('http', 'ws')}/link?ticket=${ticket}` })
      }
      if (name === 'oauth.v2.access') return void answer({ ok: true, ...grant(args) })
      const method = METHODS[name]
      if (!method) {
        world.violations.push(`there is no method ${name}`)
        throw new Refused('unknown_method')
      }
      const team = world.byToken(token)
      if (!team) throw new Refused(token === '' ? 'not_authed' : 'invalid_auth')
      const wrong = fields(args, method).map(problem => `${name}: ${problem}`)
      world.violations.push(...wrong)
      if (WRITES.has(name) && troubled(response)) return
      if (name === 'users.info' && trouble.mute) return
      const done = method.run(args, { world, team, origin })
      if (name === 'chat.postMessage' && trouble.swallowed.count > 0) {
        trouble.swallowed.count--
        return void request.socket.destroy()
      }
      answer({ ok: true, ...done })
    } catch (error) {
      if (!(error instanceof Refused)) throw error
      answer({ ok: false, error: error.message, ...error.details })
    }
  }

  function grant(args: Record<string, unknown>) {
    world.violations.push(
      ...fields(args, { required: ['client_id', 'client_secret', 'code', 'redirect_uri'], optional: [] }),
    )
    const code = app.codes.get(String(args.code))
    if (args.client_id !== app.clientId || args.client_secret !== app.clientSecret)
      throw new Refused('bad_client_secret')
    if (!code) throw new Refused('invalid_code')
    if (code.redirectUri !== args.redirect_uri) throw new Refused('bad_redirect_uri')
    app.codes.delete(String(args.code))
    const { team } = code
    team.token ??= `xoxb-${randomBytes(12).toString('hex')}`
    return {
      access_token: team.token,
      token_type: 'bot',
      bot_user_id: team.botUser,
      app_id: 'A0000000001',
      team: { id: team.id, name: team.name },
      enterprise: null,
      is_enterprise_install: false,
      authed_user: { id: 'U0000000001' },
    }
  }

  function upload(url: URL, request: IncomingMessage, body: Buffer, response: ServerResponse): void {
    world.note('upload')
    const file = world.files.get(url.pathname.slice('/upload/v1/'.length))
    if (!file || file.complete || request.method !== 'POST') return void response.writeHead(404).end()
    if (body.length !== Number(url.searchParams.get('length'))) {
      world.violations.push('an upload has another length than was said')
      return void response.writeHead(400).end()
    }
    file.bytes = body
    file.mime = sniff(body)
    response.writeHead(200).end(`OK - ${body.length}`)
  }

  function download(url: URL, request: IncomingMessage, response: ServerResponse): void {
    const [, team = '', id = ''] = /^\/files-pri\/([^-]+)-([^/]+)/.exec(url.pathname) ?? []
    const token = /^Bearer (.+)$/.exec(request.headers.authorization ?? '')?.[1] ?? ''
    const file = world.files.get(id)
    // Without the right token Slack shows a page to sign in, and says 200.
    if (!file || file.deleted || world.byToken(token)?.id !== team)
      return void response
        .writeHead(200, { 'content-type': 'text/html; charset=utf-8' })
        .end('<html>Sign in</html>')
    response.writeHead(200, { 'content-type': file.mime }).end(file.bytes)
  }

  function replied(id: string, body: Buffer, response: ServerResponse): void {
    world.note('response_url')
    if (troubled(response)) return
    const url = world.replyUrls.get(id)
    if (!url || url.dead || Date.now() - url.at > 30 * 60_000)
      return void response.writeHead(404).end(JSON.stringify({ ok: false, error: 'expired_url' }))
    url.uses++
    if (url.uses > 5)
      return void response.writeHead(404).end(JSON.stringify({ ok: false, error: 'used_url' }))
    try {
      sayThere(url, JSON.parse(String(body)))
      response.writeHead(200).end('ok')
    } catch (error) {
      if (!(error instanceof Refused)) throw error
      response.writeHead(404).end(JSON.stringify({ ok: false, error: error.message }))
    }
  }

  function sayThere(url: ReplyUrl, said: Record<string, unknown>): void {
    const rule = {
      required: ['text'],
      optional: ['blocks', 'response_type', 'replace_original', 'delete_original', 'thread_ts'],
    }
    world.violations.push(...fields(said, rule).map(problem => `response_url: ${problem}`))
    const blocks = blocksOf(said, world, url.channel.team)
    const text = String(said.text)
    const only = said.response_type === 'in_channel' ? {} : { only: url.user }
    if (said.replace_original && url.original) rewrite(url.original, text, blocks)
    else world.post({ channel: url.channel, text, blocks, ...only })
  }

  return {
    origin,
    sockets,
    onAck: listener => void listeners.push(listener),
    close: () => closeAll(server, sockets),
  }
}

function closeAll(server: Server, sockets: Set<WebSocket>): Promise<void> {
  for (const socket of sockets) socket.terminate()
  return new Promise(resolve => {
    server.close(() => resolve())
    server.closeAllConnections()
  })
}

/** JSON or a form, as the Web API takes both. */
function readArgs(request: IncomingMessage, body: Buffer): Record<string, unknown> {
  const text = String(body)
  if (request.headers['content-type']?.startsWith('application/json')) return JSON.parse(text || '{}')
  const args: Record<string, unknown> = {}
  for (const [name, value] of new URLSearchParams(text)) args[name] = value
  return args
}

/** The type of a picture by its first bytes. */
export function sniff(bytes: Buffer): string {
  if (bytes.subarray(0, 3).equals(Buffer.from([0xff, 0xd8, 0xff]))) return 'image/jpeg'
  if (bytes.subarray(1, 4).toString() === 'PNG') return 'image/png'
  if (bytes.subarray(8, 12).toString() === 'WEBP') return 'image/webp'
  if (bytes.subarray(4, 8).toString() === 'ftyp') return 'video/mp4'
  if (bytes.subarray(0, 4).toString() === 'PK\x03\x04') return 'application/zip'
  return 'application/octet-stream'
}

async function readAll(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk as Buffer)
  return Buffer.concat(chunks)
}
