/** Composition of the bots: one HTTP server, every platform that is configured, photos in and messages out. */
import type { ClientConfig } from 'pg'
import type { Registry } from 'prom-client'
import type { Config } from '../config/env.js'
import { WORKERS } from '../config/limits.js'
import type { Place, Policy } from '../config/policy.js'
import type { Catalogue } from '../core/catalogue.js'
import { toFault } from '../core/errors.js'
import type { Booth, Bot, Platform } from '../core/platform.js'
import type { Clock, Installations, Log, Vault } from '../core/ports.js'
import { createSay } from '../core/say.js'
import { createTaskRunner, type Handlers } from '../core/tasks/run.js'
import type { TaskStore } from '../core/tasks/store.js'
import type { PrismaClient } from '../prisma/client.js'
import type { Queues } from '../workers/queues.js'
import { type BotDeps, type Connectable, TITLES } from './bot.js'
import { createBroom } from './broom.js'
import { createConnector } from './connect.js'
import { createDeliver } from './deliver.js'
import { registerExports } from './exports.js'
import { createFetch } from './fetch.js'
import { type EngineHooksDeps, registerEngineHooks } from './hooks/main.js'
import { createIntake } from './intake.js'
import { createLinks } from './links.js'
import type { StripeRail } from './payments/main.js'
import { createPictures } from './pictures.js'
import { registerPrivacyPage } from './privacy-page.js'
import { close, createServer, listen } from './server.js'
import { createWebBot } from './web/main.js'
import { createSessions } from './web/session.js'

export interface BotsDeps {
  booth: Booth
  db: PrismaClient
  connection: ClientConfig
  vault: Vault
  queues: Queues
  tasks: TaskStore
  installations: Installations
  clock: Clock
  log: Log
  metrics: Registry
  catalogue: Catalogue
  minimumAge: number
  policy: Policy
  place: Place
  cookieSecrets: readonly [string | Uint8Array, ...(string | Uint8Array)[]]
  secretsFor: BotDeps['secretsFor']
  http: Config['http']
  operatorToken?: string | undefined
  platforms: Config['platforms']
  publicResults: boolean
  /** The engines that say by themselves how work ended. */
  engineHooks?: Pick<EngineHooksDeps, 'replicate' | 'fal'>
  /** Payments by card. */
  stripe?: StripeRail | undefined
  /** Starts this bot alone. */
  only?: Platform
}

export interface RunningBots {
  /** Where the HTTP server listens. */
  address: string
  /** The platforms that are connected. */
  platforms: Platform[]
  /** One sentence for each that could not be connected. */
  problems: string[]
  drain(): Promise<void>
  close(): Promise<void>
}

/** Starts the bots of this process; answers when all that can be connected are. */
export async function startBots(deps: BotsDeps): Promise<RunningBots> {
  const { booth, db, vault, clock, log, tasks, queues, http, metrics } = deps
  const server = await createServer({
    log,
    metrics,
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
  const intake = createIntake({ booth, log, metrics })
  const bots: Partial<Record<Platform, Bot>> = {}
  const problems: string[] = []
  const { catalogue, minimumAge } = deps
  const handlers: Handlers = {
    fetch: createFetch({ db, vault, bots, clock, tasks }),
    deliver: createDeliver({ db, bots, say: createSay(), catalogue, minimumAge, clock, tasks }),
  }
  const runner = createTaskRunner({ tasks, handlers, jobs: queues.jobs, log })

  const broom = createBroom({ db, log })

  const connectables = new Map<Platform, Connectable>()
  const connected = new Set<Platform>()
  const connector = createConnector({
    log,
    async joined(platform) {
      const bot = connectables.get(platform)?.bot
      if (!bot) return
      connected.add(platform)
      intake.watch(platform, bot)
      broom.join(platform, bot)
      await queues.work(`platform-${platform}`, WORKERS.transfers, runner.run)
    },
  })

  try {
    registerPrivacyPage(server, deps)
    await registerEngineHooks(server, { db, jobs: queues.jobs, clock, log, metrics, ...deps.engineHooks })
    await deps.stripe?.register(server, metrics)
    const sessions = createSessions(deps.cookieSecrets)
    await registerExports(server, { booth, sessions })
    // A link that is sent to one person alone is as secret as what else is sent to them.
    const links = createLinks(booth, { base: http.publicUrl, guarded: false })
    const parts = { ...deps, intake, pictures: createPictures(booth), links, server }
    for (const [platform, build] of builders(deps, parts)) {
      try {
        const connectable = await build()
        connectables.set(platform, connectable)
        // Photos and messages may be waiting for it already when its first event comes.
        bots[platform] = connectable.bot
      } catch (error) {
        const fault = toFault(error)
        if (fault.code !== 'config') throw error
        problems.push(`${TITLES[platform]} is not connected: ${fault.message}`)
      }
    }
    const address = await listen(server, http)
    deps.stripe?.start(booth)
    const told = await Promise.all(
      [...connectables].map(([platform, { connect }]) => connector.connect(platform, connect)),
    )
    problems.push(...told.filter(problem => problem !== undefined))
    return {
      address,
      platforms: [...connected],
      problems,
      // No new requests and events; answers under way are given.
      drain: async () => {
        connector.close()
        await broom.close()
        await deps.stripe?.close()
        await Promise.all([...Object.values(bots).map(bot => bot.close()), close(server)])
        await intake.close()
      },
      async close() {
        await runner.interrupt()
        runner.close()
        await close(server)
      },
    }
  } catch (error) {
    connector.close()
    await broom.close()
    await deps.stripe?.close()
    runner.close()
    await Promise.allSettled(Object.values(bots).map(bot => bot.close()))
    await close(server)
    throw error
  }
}

/** How each wanted bot is built; an SDK is loaded only where its platform is set up. */
function builders(
  deps: BotsDeps,
  parts: Omit<BotDeps, 'publicUrl'>,
): [Platform, () => Promise<Connectable>][] {
  const { only, platforms, http } = deps
  const { discord, telegram, slack } = platforms
  const shared: BotDeps = { ...parts, publicUrl: http.publicUrl }
  const all: [Platform, (() => Promise<Connectable>) | undefined][] = [
    ['web', () => webChat(deps, parts)],
    [
      'discord',
      discord && (async () => (await import('./discord/main.js')).createDiscordBot(shared, discord)),
    ],
    [
      'telegram',
      telegram && (async () => (await import('./telegram/main.js')).createTelegramBot(shared, telegram)),
    ],
    ['slack', slack && (async () => (await import('./slack/main.js')).createSlackBot(shared, slack))],
  ]
  return all.flatMap(([platform, build]) =>
    build && (only === undefined || only === platform) ? [[platform, build]] : [],
  )
}

async function webChat(
  deps: BotsDeps,
  { booth, server, log }: Omit<BotDeps, 'publicUrl'>,
): Promise<Connectable> {
  const bot = await createWebBot({
    booth,
    server,
    prisma: deps.db,
    connection: deps.connection,
    vault: deps.vault,
    log,
    cookieSecrets: deps.cookieSecrets,
    publicUrl: deps.http.publicUrl,
  })
  return { bot, connect: async () => {} }
}
