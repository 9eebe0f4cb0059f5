/** Composition of the web chat. */
import type { FastifyInstance } from 'fastify'
import pg from 'pg'
import { WEB } from '../../config/limits.js'
import { Fault } from '../../core/errors.js'
import type { Booth, Bot } from '../../core/platform.js'
import type { Log, Vault } from '../../core/ports.js'
import type { PrismaClient } from '../../prisma/client.js'
import { createLinks } from '../links.js'
import { type BellClient, createBell } from './bell.js'
import { bundlePage } from './bundle.js'
import type { RateLimits } from './guard.js'
import { createHistory } from './history.js'
import { createLive, type LiveLimits } from './live.js'
import { createOutbound } from './outbound.js'
import { registerWeb } from './register.js'
import { createSay } from './say.js'
import { createSessions } from './session.js'

export interface WebBotDeps {
  booth: Booth
  server: FastifyInstance
  prisma: PrismaClient
  /** Where to LISTEN: the database that `prisma` uses. */
  connection: pg.ClientConfig
  vault: Vault
  log: Log
  /** The first one signs, all are believed. */
  cookieSecrets: readonly [string | Uint8Array, ...(string | Uint8Array)[]]
  publicUrl?: string | undefined
  /** Other limits than config/limits.ts has; for tests and measurements. */
  limits?: RateLimits & LiveLimits
}

/** The web chat on a server that does not listen yet. `close` ends its live streams and its own connection. */
export async function createWebBot(deps: WebBotDeps): Promise<Bot> {
  const { booth, log, prisma, limits } = deps
  const history = createHistory(prisma)
  const live = createLive({ history, log, ...(limits && { limits }) })
  const bell = createBell({
    connect: () => connect(deps.connection),
    onRing: live.wake,
    onGap: live.wakeAll,
    log,
  })
  const changed = (accountId: string) => {
    live.wake(accountId)
    bell.ring(accountId)
  }
  const outbound = createOutbound({
    prisma,
    changed,
    // The page is at the booth's own address; what it shows lies in the database, so the link alone opens nothing.
    links: createLinks(booth, { base: '', guarded: true }),
  })
  await registerWeb(deps.server, {
    booth,
    history,
    live,
    say: createSay({ booth, outbound, history, changed }),
    sessions: createSessions(deps.cookieSecrets),
    vault: deps.vault,
    bundle: await bundlePage(),
    publicUrl: deps.publicUrl,
    limits,
  })

  return {
    platform: 'web',
    async openPhoto(source) {
      const { key } = source.address
      if (!key) throw new Fault('unfetchable', 'The photo has no key.')
      return { kind: 'stored', key }
    },
    send: (address, message, ref) => outbound.send(address, message, ref),
    async answer(incoming, message, index) {
      const ref = await outbound.answer(incoming, message, index)
      if (!ref) throw new Fault('undeliverable', 'The account was erased.')
      return ref
    },
    // Messages are rows of ours, which go with the account.
    remove: async () => {},
    direct: ({ id }) => ({ account: id }),
    async close() {
      live.close()
      await bell.close()
    },
  }
}

async function connect(connection: pg.ClientConfig): Promise<BellClient> {
  const client = new pg.Client({
    ...connection,
    connectionTimeoutMillis: WEB.listenConnectMs,
    query_timeout: WEB.listenConnectMs,
    keepAlive: true,
  })
  // Without a listener an error before the bell hears it would end the process.
  client.on('error', () => {})
  await client.connect()
  return client as unknown as BellClient
}
