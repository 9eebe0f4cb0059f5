/** The gateway: sessions of shards that can be resumed, with every event that they have missed. */
import { randomBytes } from 'node:crypto'
import type { Server } from 'node:http'
import { type WebSocket, WebSocketServer } from 'ws'
import { guildJson, userJson } from './payloads.js'
import type { World } from './world.js'

type Payload = Record<string, unknown>

export interface GatewayOptions {
  /** How many shards Discord recommends. */
  shards?: number
  /** Shards of one remainder by this number may identify once in five seconds; unset, they are not counted. */
  maxConcurrency?: number
  /** Connections that are left for today, and milliseconds until there are new ones. */
  remaining?: number
  resetAfter?: number
  heartbeatMs?: number
}

export interface Session {
  id: string
  shard: [id: number, count: number]
  intents: number
  events: { s: number; t: string; d: unknown }[]
  /** Unset while the connection is lost. */
  socket?: WebSocket | undefined
}

const IDENTIFY_MS = 5_000
/** Members, presences, the words of others: what Discord must grant first. */
const PRIVILEGED = (1 << 1) | (1 << 8) | (1 << 15)
const GUILDS = 1
const DIRECT_MESSAGES = 1 << 12

const [DISPATCH, HEARTBEAT, IDENTIFY, RESUME, RECONNECT, INVALID, HELLO, ACK] = [0, 1, 2, 6, 7, 9, 10, 11]

export type Gateway = ReturnType<typeof createGateway>

export function createGateway(
  deps: { server: Server; world: World; token: string; origin: string } & GatewayOptions,
) {
  const { server, world, token, origin } = deps
  const address = origin.replace('http', 'ws')
  const sessions = new Map<string, Session>()
  /** When shards identified, by their remainder. */
  const identified = new Map<number, number>()
  const identifications: { shard: Session['shard']; at: number }[] = []
  let remaining = deps.remaining ?? 1_000
  let last: { t: string; d: unknown; shard: number } | undefined
  const sockets = new WebSocketServer({ server, path: '/' })

  sockets.on('connection', (socket, request) => {
    const query = new URL(request.url ?? '', origin).searchParams
    if (query.get('v') !== '10' || query.get('encoding') !== 'json')
      world.violations.push(`a gateway with ${query}`)
    const send = (op: number, d: unknown) => socket.send(JSON.stringify({ op, d, s: null, t: null }))
    socket.on('error', () => {})
    socket.on('close', code => leave(socket, code))
    socket.on('message', data => {
      const { op, d } = JSON.parse(String(data)) as { op: number; d: Payload }
      if (op === HEARTBEAT) return send(ACK, undefined)
      if (op === IDENTIFY) return identify(socket, d)
      if (op === RESUME) return resume(socket, d)
      world.violations.push(`op ${op} to the gateway`)
    })
    send(HELLO, { heartbeat_interval: deps.heartbeatMs ?? 41_250, _trace: [] })
  })

  function identify(socket: WebSocket, d: Payload): void {
    world.note('identify')
    if (d.token !== token) return void socket.close(4004, 'Authentication failed.')
    const intents = Number(d.intents)
    if (intents & PRIVILEGED) return void socket.close(4014, 'Disallowed intent(s).')
    const shard = (d.shard ?? [0, 1]) as Session['shard']
    if (!(shard[0] >= 0 && shard[0] < shard[1])) return void socket.close(4010, 'Invalid shard.')
    const { os, browser, device } = (d.properties ?? {}) as Payload
    if (!os || !browser || !device) world.violations.push('identify without properties')
    if (deps.maxConcurrency !== undefined && isEarly(shard[0] % deps.maxConcurrency)) {
      world.violations.push('identified too early')
      return void socket.send(JSON.stringify({ op: INVALID, d: false, s: null, t: null }))
    }
    remaining--
    identifications.push({ shard, at: Date.now() })
    const session: Session = { id: randomBytes(16).toString('hex'), shard, intents, events: [], socket }
    sessions.set(session.id, session)
    const holds = world.member && shardOf(world.guild.id, shard[1]) === shard[0]
    emit(session, 'READY', {
      v: 10,
      user: { ...userJson(world.app, true), verified: true, mfa_enabled: false, email: null, flags: 0 },
      user_settings: {},
      relationships: [],
      private_channels: [],
      presences: [],
      guilds: holds ? [{ id: world.guild.id, unavailable: true }] : [],
      session_id: session.id,
      session_type: 'normal',
      resume_gateway_url: address,
      shard,
      application: { id: world.app.id, flags: 0 },
      _trace: [],
    })
    if (holds && intents & GUILDS) emit(session, 'GUILD_CREATE', guildJson(world))
  }

  function isEarly(key: number): boolean {
    const before = identified.get(key) ?? 0
    // Clocks of both sides may part by a little.
    if (Date.now() - before < IDENTIFY_MS - 100) return true
    identified.set(key, Date.now())
    return false
  }

  function resume(socket: WebSocket, d: Payload): void {
    world.note('resume')
    const session = sessions.get(String(d.session_id))
    if (!session || d.token !== token || Number(d.seq) > session.events.length)
      return void socket.send(JSON.stringify({ op: INVALID, d: false, s: null, t: null }))
    session.socket = socket
    for (const event of session.events.slice(Number(d.seq)))
      socket.send(JSON.stringify({ op: DISPATCH, ...event }))
    emit(session, 'RESUMED', { _trace: [] })
  }

  /** A connection that ends with 1000 or 1001 says goodbye: its session is over. */
  function leave(socket: WebSocket, code: number): void {
    for (const session of sessions.values()) {
      if (session.socket !== socket) continue
      session.socket = undefined
      if (code === 1000 || code === 1001) sessions.delete(session.id)
    }
  }

  function emit(session: Session, t: string, d: unknown): void {
    const event = { t, s: session.events.length + 1, d }
    session.events.push(event)
    session.socket?.send(JSON.stringify({ op: DISPATCH, ...event }))
  }

  /** Sends an event to whoever holds that shard, also to those who will only come back. Answers whether somebody does. */
  function dispatch(t: string, d: unknown, guild?: string): boolean {
    const all = [...sessions.values()].filter(
      ({ shard, intents }) =>
        shard[0] === (guild ? shardOf(guild, shard[1]) : 0) &&
        (t !== 'MESSAGE_CREATE' || (!guild && intents & DIRECT_MESSAGES)),
    )
    for (const session of all) emit(session, t, d)
    last = { t, d, shard: 0 }
    return all.length > 0
  }

  const each = (what: (socket: WebSocket, session: Session) => void) => {
    for (const session of sessions.values()) if (session.socket) what(session.socket, session)
  }

  return {
    sessions,
    identifications,
    dispatch,
    /** The answer to GET /gateway/bot. */
    information: (): Payload => ({
      url: address,
      shards: deps.shards ?? 1,
      session_start_limit: {
        total: 1_000,
        remaining,
        reset_after: deps.resetAfter ?? 86_400_000,
        max_concurrency: deps.maxConcurrency ?? 16,
      },
    }),
    /** Connections that may be made from now on. */
    allow(count: number) {
      remaining = count
    },
    /** Whether anybody listens, or will after a resume. */
    listened: () => sessions.size > 0,
    connected: () => [...sessions.values()].some(({ socket }) => socket !== undefined),
    /** The last event once more, as a new one. */
    again() {
      if (!last) throw new Error('Nothing has happened yet.')
      const { t, d } = last
      for (const session of sessions.values()) emit(session, t, d)
    },
    /** Cuts every connection without a word; sessions wait to be resumed. */
    cut: () => each(socket => socket.terminate()),
    /** Asks everybody to come back on a new connection. */
    askReconnect: () => each(socket => socket.send(JSON.stringify({ op: RECONNECT, d: null }))),
    /** Declares every session over; with `cut`, whoever resumes is told so. */
    forget() {
      const open = [...sessions.values()]
      sessions.clear()
      for (const { socket } of open) socket?.send(JSON.stringify({ op: INVALID, d: false, s: null, t: null }))
    },
    /** Sends whatever text on every connection. */
    raw: (text: string) => each(socket => socket.send(text)),
    close() {
      for (const socket of sockets.clients) socket.terminate()
      sockets.close()
    },
  }
}

/** Which of so many shards a server belongs to. */
export function shardOf(guild: string, count: number): number {
  return Number((BigInt(guild) >> 22n) % BigInt(count))
}
