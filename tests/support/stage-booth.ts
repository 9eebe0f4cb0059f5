/**
 * A whole booth for a stage: bots composed as `pixbooth start` composes them, with an HTTP server on a loopback port, on
 * a database and a vault of its own. Only what looks at photos and what makes pictures is played.
 */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Registry } from 'prom-client'
import { layFoundation } from '../../bin/start/foundation.js'
import { type RunningBots, startBots } from '../../bots/main.js'
import { createStripeRail } from '../../bots/payments/main.js'
import { type Config, loadConfig } from '../../config/env.js'
import type { Plan } from '../../config/plans.js'
import type { EngineId } from '../../config/styles.js'
import { createBooth } from '../../core/app.js'
import type { Booth, Platform } from '../../core/platform.js'
import type { Engine, Log, Vision } from '../../core/ports.js'
import { createPrisma, type PrismaClient } from '../../prisma/client.js'
import { createLikeness } from '../../workers/likeness.js'
import { startWorkers } from '../../workers/main.js'
import type { StripeServer } from '../fakes/stripe/server.js'
import { createTestLog, NO_CAPS, offerModels, openTestVault, type TestBooth } from './booth.js'
import { type PictureEngine, pictureEngine } from './engines.js'
import { createEyes, type Eyes } from './eyes.js'
import { freePort } from './free-port.js'
import { freshDatabase } from './postgres.js'
import { openRelay } from './relay.js'
import { PLENTY } from './sitter.js'

export interface StageBoothOptions {
  /** Tokens and addresses, as the environment would name them: `{ telegram: { token, apiUrl } }`. The web chat is always there. */
  platforms?: Config['platforms']
  /** Set: the platforms send webhooks. They know the booth by this name, and their stand-ins find it at `address`. */
  publicUrl?: string
  publicResults?: boolean
  /** Starts this bot alone. */
  only?: Platform | undefined
  /** Makes the pictures; without one, `engine` of the booth does. */
  engine?: Engine
  /** Looks at the photos; without them, `eyes` of the booth do. */
  eyes?: Vision
  /** Engines elsewhere: real clients of stand-ins. Their models serve. */
  paid?: Partial<Record<EngineId, Engine>>
  plan?: Plan
  /** Engines that say by themselves how work ended. */
  engineHooks?: Parameters<typeof startBots>[0]['engineHooks']
  /** Cards are taken by this stand-in of Stripe, which has the same time as the booth. */
  stripe?: StripeServer
  /** The queue's home; without it, Postgres. */
  redis?: string
  env?: Record<string, string>
}

export interface StageBooth {
  /** Where the booth's HTTP server listens; the same after a restart. */
  readonly address: string
  readonly port: number
  /** Connected platforms, and one sentence for each that is not. */
  readonly platforms: Platform[]
  readonly problems: string[]
  /** The core of the booth that runs now. */
  readonly booth: Booth
  /** The same database and vault through doors of the test's own, which stay open whatever happens to the booth. */
  db: PrismaClient
  vault: Awaited<ReturnType<typeof openTestVault>>
  engine: PictureEngine
  eyes: Eyes
  /** Add milliseconds to `shift` to let time go by. */
  clock: { now(): number; shift: number }
  log: TestBooth['log']
  /** Ends bots and workers as SIGTERM does. */
  stop(): Promise<void>
  /** Ends them in the middle of whatever they do: from one moment on nothing of theirs reaches the database. */
  kill(): Promise<void>
  /** Starts them again over the same database and vault, at the same address. */
  start(): Promise<void>
  /** `stop`, then `start`. */
  restart(): Promise<void>
  /** Ends everything and removes database and vault. */
  close(): Promise<void>
}

/** The key that the vaults of stages are sealed with. */
const MASTER_KEY = Buffer.alloc(32, 7)

/** Opens it; answers when all bots that can be connected are. */
export async function openStageBooth(options: StageBoothOptions = {}): Promise<StageBooth> {
  const database = await freshDatabase()
  const folder = await mkdtemp(join(tmpdir(), 'pixbooth-stage-'))
  const port = await freePort()
  const log = createTestLog()
  const clock: StageBooth['clock'] = options.stripe?.world.clock ?? {
    shift: 0,
    now: () => Date.now() + clock.shift,
  }
  const eyes = createEyes()
  const engine = await pictureEngine()
  const db = createPrisma(database.connection)
  const home = { connection: database.connection, vaultDir: join(folder, 'vault'), masterKey: MASTER_KEY }
  const vault = await openTestVault(db, home, clock)
  const config = loadConfig({
    DATA_DIR: folder,
    PORT: String(port),
    MASTER_KEY: MASTER_KEY.toString('hex'),
    ...(options.publicUrl && { PUBLIC_URL: options.publicUrl }),
    PUBLIC_RESULTS: String(options.publicResults ?? false),
    ...options.env,
  })

  async function open(): Promise<Running> {
    const relay = await openRelay(database.connection)
    const { connection } = relay
    const queue = options.redis
      ? { kind: 'redis' as const, url: options.redis }
      : { kind: 'postgres' as const, connection }
    const house = { connection, queue, dataDir: folder, warnings: [], close: async () => {} }
    // The dead write no log.
    let dead = false
    const mine: Log = {
      info: (...line) => void (dead || log.info(...line)),
      warn: (...line) => void (dead || log.warn(...line)),
      error: (...line) => void (dead || log.error(...line)),
    }
    const laid = await layFoundation(config, house, mine)
    const { queues, tasks } = laid
    const rail = options.stripe
      ? createStripeRail({ config: options.stripe.config, db: laid.db, clock, log: mine })
      : laid.stripe
    const booth = createBooth({
      ...laid,
      jobs: queues.jobs,
      clock,
      plan: options.plan ?? PLENTY,
      till: {
        ...(rail && { payments: rail.payments }),
        skus: options.platforms?.discord?.skus ?? {},
      },
      newSeed: () => 7,
    })
    const foundation = { ...laid, clock, booth, stripe: rail }
    await offerModels(db, laid.catalogue, options.paid ?? {})
    const metrics = new Registry()
    const vision = options.eyes ?? eyes
    // Alone on its database, as `pixbooth start` is.
    await queues.jobs.enqueue(await tasks.freeAll())
    const workers = await startWorkers({
      ...foundation,
      vision,
      engines: { local: options.engine ?? engine, ...options.paid },
      looks: 2,
      runs: { local: 2 },
      likeness: createLikeness({ db: laid.db, vault: laid.vault, vision, log: mine, metrics }),
      caps: NO_CAPS,
    })
    const bots = await startBots({
      ...foundation,
      platforms: options.platforms ?? {},
      publicResults: config.publicResults,
      ...(options.only && { only: options.only }),
      connection,
      metrics,
      ...(options.engineHooks && { engineHooks: options.engineHooks }),
      http: config.http,
    })
    const ending = [
      () => bots.drain(),
      () => queues.drain(),
      () => workers.drain(),
      () => bots.close(),
      () => workers.close(),
      () => laid.close(),
    ]
    return {
      bots,
      booth,
      async stop() {
        for (const step of ending) await step()
        await relay.cut()
      },
      async kill() {
        dead = true
        await relay.cut()
        for (const step of ending) await soon(step())
      },
    }
  }

  let running: Running | undefined
  try {
    running = await open()
  } catch (error) {
    await db.$disconnect()
    await database.drop()
    await rm(folder, { recursive: true, force: true })
    throw error
  }
  const now = () => {
    if (!running) throw new Error('The booth does not run at the moment.')
    return running
  }
  const end = async (how: 'stop' | 'kill') => {
    const ended = running
    running = undefined
    await ended?.[how]()
  }
  return {
    address: `http://127.0.0.1:${port}`,
    port,
    get platforms() {
      return now().bots.platforms
    },
    get problems() {
      return now().bots.problems
    },
    get booth() {
      return now().booth
    },
    db,
    vault,
    engine,
    eyes,
    clock,
    log,
    stop: () => end('stop'),
    kill: () => end('kill'),
    async start() {
      running ??= await open()
    },
    async restart() {
      await end('stop')
      running = await open()
    },
    async close() {
      // Whatever a test has left waiting may end now.
      engine.release()
      eyes.release()
      await end('stop')
      await db.$disconnect()
      await database.drop()
      await rm(folder, { recursive: true, force: true })
    },
  }
}

interface Running {
  bots: RunningBots
  booth: Booth
  stop(): Promise<void>
  kill(): Promise<void>
}

/** What cannot end in order, since its database is gone, is left behind after a moment. */
async function soon(ending: Promise<unknown>): Promise<void> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<void>(resolve => {
    timer = setTimeout(resolve, 2_000)
  })
  await Promise.race([ending.catch(() => {}), late])
  clearTimeout(timer)
}
