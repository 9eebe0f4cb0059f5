/** Composition of the bots: one HTTP server, every platform that is configured, photos in and messages out. */
import type { ClientConfig } from 'pg'
import type { Registry } from 'prom-client'
import { WORKERS } from '../config/limits.js'
import type { Style } from '../config/styles.js'
import type { Booth, Bot, Platform } from '../core/platform.js'
import type { Clock, Log, Vault } from '../core/ports.js'
import { createSay } from '../core/say.js'
import { createTaskRunner, type Handlers } from '../core/tasks/run.js'
import type { TaskStore } from '../core/tasks/store.js'
import type { PrismaClient } from '../prisma/client.js'
import type { Queues } from '../workers/queues.js'
import { createDeliver } from './deliver.js'
import { createFetch } from './fetch.js'
import { close, createServer, listen } from './server.js'
import { createWebBot } from './web/main.js'

export interface BotsDeps {
  booth: Booth
  db: PrismaClient
  connection: ClientConfig
  vault: Vault
  queues: Queues
  tasks: TaskStore
  clock: Clock
  log: Log
  metrics: Registry
  styles: readonly Style[]
  minimumAge: number
  cookieSecrets: readonly [string | Uint8Array, ...(string | Uint8Array)[]]
  http: { host: string; port: number; publicUrl?: string; trustProxy: boolean | string[] }
  operatorToken?: string | undefined
}

export interface RunningBots {
  /** Where the web chat is. */
  address: string
  drain(): Promise<void>
  close(): Promise<void>
}

/** Starts the bots of this process; answers when the web chat can be opened. */
export async function startBots(deps: BotsDeps): Promise<RunningBots> {
  const { booth, db, vault, clock, log, tasks, queues, http } = deps
  const server = await createServer({
    log,
    metrics: deps.metrics,
    operatorToken: deps.operatorToken,
    trustProxy: http.trustProxy,
    ready: async () => ({
      database: await db.$queryRaw`SELECT 1`.then(
        () => true,
        () => false,
      ),
      queue: await queues.alive(),
    }),
  })
  const web = await createWebBot({
    booth,
    server,
    prisma: db,
    connection: deps.connection,
    vault,
    log,
    cookieSecrets: deps.cookieSecrets,
    publicUrl: http.publicUrl,
  })
  const bots: Partial<Record<Platform, Bot>> = { web }
  const { styles, minimumAge } = deps
  const handlers: Handlers = {
    fetch: createFetch({ db, vault, bots, clock, tasks }),
    deliver: createDeliver({ db, bots, say: createSay(), styles, minimumAge, clock, tasks }),
  }
  const runner = createTaskRunner({ tasks, handlers, jobs: queues.jobs, log })
  try {
    const address = await listen(server, http)
    for (const platform of Object.keys(bots) as Platform[])
      await queues.work(`platform-${platform}`, WORKERS.transfers, runner.run)
    return {
      address,
      // No new requests; answers under way are given.
      drain: async () => {
        await Promise.all(Object.values(bots).map(bot => bot.close()))
        await close(server)
      },
      async close() {
        await runner.interrupt()
        runner.close()
        await close(server)
      },
    }
  } catch (error) {
    runner.close()
    await Promise.allSettled(Object.values(bots).map(bot => bot.close()))
    await close(server)
    throw error
  }
}
