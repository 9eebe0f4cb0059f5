/** Composition of the Discord bot. */
import { type SessionInfo, WebSocketManager } from '@discordjs/ws'
import { GatewayIntentBits, REST, Routes } from 'discord.js'
import { z } from 'zod'
import type { DiscordConfig } from '../../config/env.js'
import { DISCORD, SKUS } from '../../config/limits.js'
import { FALLBACK_LANGUAGE, LANGUAGES } from '../../config/locales/index.js'
import { Fault } from '../../core/errors.js'
import type { Bot } from '../../core/platform.js'
import { takeRound } from '../../core/rounds.js'
import { createSay } from '../../core/say.js'
import type { BotDeps, Connectable } from '../bot.js'
import { type Api, createApi } from './api.js'
import type { Tongue } from './commands.js'
import { createDeferrals } from './deferrals.js'
import { soldBy } from './entitlements.js'
import { discordFault } from './faults.js'
import { createGateway } from './gateway.js'
import { createOutbound } from './outbound.js'
import { openDiscordPhoto } from './photo.js'
import { createListener, type Listener, registerCommands } from './register.js'
import { createSales } from './sales.js'
import { createShop } from './shop.js'
import { createTill, type Till } from './till.js'

/**
 * Builds the bot; it is connected by `connect`. Faults: `config`. It stands on the REST client and the gateway of
 * discord.js without the caches between them: they would hold all servers in memory, and throw on payloads they do not
 * know.
 */
export async function createDiscordBot(deps: BotDeps, config: DiscordConfig): Promise<Connectable> {
  const { booth, intake, clock, log, publicResults } = deps
  const { token, shards } = config
  const newRest = (globalRequestsPerSecond: number) =>
    new REST({
      version: '10',
      api: config.apiUrl,
      timeout: DISCORD.uploadMs,
      handlerSweepInterval: DISCORD.queuesMs,
      globalRequestsPerSecond,
      // What fails is tried again by the booth's own rules, and long waits are waited in the queue.
      retries: 0,
      rejectOnRateLimit: ({ timeToReset, retryAfter }) =>
        Math.max(timeToReset, retryAfter) > DISCORD.patienceMs,
    })
  const rest = newRest(DISCORD.callsPerSecond).setToken(token)
  // Its own memory of sessions: by default all managers of a process share one.
  const sessions = new Map<number, SessionInfo | null>()
  const manager = new WebSocketManager({
    token,
    rest,
    retrieveSessionInfo: shard => sessions.get(shard) ?? null,
    updateSessionInfo: (shard, session) => void sessions.set(shard, session),
    // Servers only for what comes with interactions; what is said in direct channels. Neither is privileged.
    intents: GatewayIntentBits.Guilds | GatewayIntentBits.DirectMessages,
    ...(shards !== 'auto' && { shardCount: shards.total, shardIds: shards.ids }),
  })
  // Answers to interactions do not count towards the bot's limit (Discord: "not bound to the bot's Global Rate Limit").
  const api = createApi({ rest, token, replies: newRest(Number.POSITIVE_INFINITY) })
  const say = createSay()
  const tongues = tonguesOf(booth, say)
  const deferrals = createDeferrals({ api, log })
  let commands: ReadonlyMap<string, string | undefined> = new Map(
    tongues[0].commands.map(({ name }) => [name, undefined]),
  )
  const outbound = createOutbound({
    api,
    deferrals,
    pictures: deps.pictures,
    links: deps.links,
    say,
    commands: () => commands,
    publicResults,
    clock,
  })
  const bot: Bot = {
    platform: 'discord',
    openPhoto: (source, { signal }) => openDiscordPhoto(source, { api, origins: config.fileOrigins, signal }),
    send: (address, message, ref, { signal }) => outbound.send(address, message, ref, signal),
    answer: (incoming, message, index, { signal }) => outbound.answer(incoming, message, index, signal),
    direct: ({ userId: user }) => ({ at: 'direct', user }),
    remove: (ref, { signal }) => outbound.remove(ref, signal),
    async close() {
      await gateway.close()
      await till.close()
    },
  }
  const rooms = { bot, booth, intake, api, deferrals, say, tongues, publicResults, clock, log }
  const till = openTill(deps, config, api)
  const talk = createListener(rooms)
  const listener: Listener = (name, data) => {
    talk(name, data)
    till.hear(name, data)
  }
  const gateway = createGateway({ manager, listener, log })
  const register = async (app: string) => {
    commands = new Map([...commands, ...(await accepted(registerCommands(api, app, tongues)))])
  }
  return {
    bot,
    async connect() {
      const app = config.applicationId ?? (await introduce(api))
      if (app) await register(app)
      await accepted(gateway.open())
      // Whoever does not say who we are when asked says it with the connection.
      if (!app) await register(await gateway.application())
      till.open(app ?? (await gateway.application()))
    },
  }
}

/** What has to do with what Discord sells by itself. */
function openTill({ db, booth, clock, log }: BotDeps, config: DiscordConfig, api: Api): Till {
  const sold = soldBy(config.skus)
  const ending = new AbortController()
  const shop = createShop({ api, sold, signal: ending.signal, log })
  const sales = createSales({
    ...{ shop, sold, signal: ending.signal, clock, log },
    settle: fact => booth.settle(fact),
  })
  return createTill({
    ...{ shop, sales, sold, ending, log },
    takeRound: () => takeRound(db, { name: 'discord purchases', everyMs: SKUS.roundMs, now: clock.now() }),
    async wishes() {
      const take = SKUS.page
      const payments = await db.payment.findMany({
        where: { rail: 'discord', refundAt: { not: null } },
        ...{ select: { id: true }, take },
      })
      const plans = await db.subscription.findMany({
        where: { rail: 'discord', stopAt: { not: null } },
        ...{ select: { id: true }, take },
      })
      return { refund: payments.map(({ id }) => id), stop: plans.map(({ id }) => id) }
    },
  })
}

/** Every language with its words, the fallback first. */
function tonguesOf(booth: BotDeps['booth'], say: ReturnType<typeof createSay>): [Tongue, ...Tongue[]] {
  const tongue = (language: string): Tongue => ({
    language,
    commands: booth.commands(language),
    say: say(language),
  })
  const others = Object.keys(LANGUAGES).filter(language => language !== FALLBACK_LANGUAGE)
  return [tongue(FALLBACK_LANGUAGE), ...others.map(tongue)]
}

/** The application that the token belongs to, where Discord tells. */
async function introduce(api: Api): Promise<string | undefined> {
  const self = await accepted(
    api.call('GET', Routes.currentApplication()).catch(error => {
      if (discordFault(error).code === 'undeliverable') return undefined
      throw error
    }),
  )
  return z.object({ id: z.string() }).safeParse(self).data?.id
}

async function accepted<T>(work: Promise<T>): Promise<T> {
  try {
    return await work
  } catch (error) {
    const fault = discordFault(error)
    if (fault.facts.status === 401)
      throw new Fault(
        'config',
        'Discord does not accept DISCORD_TOKEN: reset the token on the page Bot of the application, and copy it anew.',
      )
    if (fault.code === 'undeliverable')
      throw new Fault(
        'config',
        'DISCORD_APPLICATION_ID is not the application of DISCORD_TOKEN: copy it from General Information, or leave it out.',
      )
    throw fault
  }
}
