/** A whole booth on real services, with a platform played in memory and engines of the test's choice. */
import { randomBytes } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Registry } from 'prom-client'
import { createBroom } from '../../bots/broom.js'
import { createDeliver } from '../../bots/deliver.js'
import { createFetch } from '../../bots/fetch.js'
import { MODELS, type ModelId } from '../../config/models.js'
import { FREE_PLAN, type Plan } from '../../config/plans.js'
import { createPolicy, type Policy } from '../../config/policy.js'
import type { EngineId } from '../../config/styles.js'
import { createBooth } from '../../core/app.js'
import type { Till } from '../../core/billing/till.js'
import { type Catalogue, createCatalogue, saveChecks } from '../../core/catalogue.js'
import type { Caps } from '../../core/generation/orders.js'
import { newId } from '../../core/id.js'
import { createDataKeys } from '../../core/person/data-keys.js'
import type { Booth, Bot } from '../../core/platform.js'
import type { Clock, Engine, Log, Vault, Vision } from '../../core/ports.js'
import { createPseudonym, type Pseudonym } from '../../core/privacy/pseudonym.js'
import { createSay } from '../../core/say.js'
import { createTaskRunner } from '../../core/tasks/run.js'
import { createTaskStore, type TaskStore } from '../../core/tasks/store.js'
import { openDiskStore } from '../../core/vault/disk.js'
import { createKeyring } from '../../core/vault/keyring.js'
import { createVault } from '../../core/vault/vault.js'
import { masterKey } from '../../core/vault/wrapping.js'
import { createPrisma, type PrismaClient } from '../../prisma/client.js'
import type { Connection } from '../../prisma/postgres/launch.js'
import { createLikeness } from '../../workers/likeness.js'
import { startWorkers, type WorkersDeps } from '../../workers/main.js'
import { createQueues, type QueueBackend, type Queues } from '../../workers/queues.js'
import { createTestPlatform, type TestPlatform } from './platform.js'
import { freshDatabase } from './postgres.js'

export interface TestBooth {
  booth: Booth
  platform: TestPlatform
  db: PrismaClient
  vault: Vault
  vaultDir: string
  queues: Queues
  catalogue: Catalogue
  policy: Policy
  pseudonym: Pseudonym
  tasks: TaskStore
  clock: { now(): number; shift: number }
  log: Log & { lines: { level: string; message: string; facts?: unknown }[] }
  close(): Promise<void>
}

/** More than any test spends. */
export const NO_CAPS: Caps = { all: 1e12, person: 1e12, engines: {} }

export interface TestBoothOptions {
  backend?: 'postgres' | { redis: string }
  engines: Partial<Record<EngineId, Engine>>
  vision: Vision
  /** Where the workers count. */
  metrics?: Registry
  plan?: Plan
  /** What is promised about data; without it, as a booth with all defaults. */
  policy?: Policy
  runs?: number
  /** The most that engines may cost; without it there is no cap. */
  caps?: Caps
  webhooks?: WorkersDeps['webhooks']
  startsPerMinute?: WorkersDeps['startsPerMinute']
  /** Leaves the workers out, for tests that look at what waits. */
  idle?: boolean
  /** A database and a vault of the test's own, which outlive this booth. */
  home?: TestHome
  /** What is sold, and how; without it only what needs no set-up. */
  till?: Till
  /** A platform that is played elsewhere, in the place of the one in memory. */
  bot?: Bot
}

/** Where a booth keeps what it must not lose. */
export interface TestHome {
  connection: Connection
  vaultDir: string
  masterKey: Buffer
}

/** A fresh database and an empty vault. */
export async function openTestHome(): Promise<TestHome & { drop(): Promise<void> }> {
  const database = await freshDatabase()
  const vaultDir = await mkdtemp(join(tmpdir(), 'pixbooth-vault-'))
  return {
    connection: database.connection,
    vaultDir,
    masterKey: randomBytes(32),
    async drop() {
      await database.drop()
      await rm(vaultDir, { recursive: true, force: true })
    },
  }
}

/** Opens it on a fresh database; every part of it is the real one but for platform and engines. */
export async function openTestBooth(options: TestBoothOptions): Promise<TestBooth> {
  const own = options.home ? undefined : await openTestHome()
  const home = options.home ?? own!
  const { connection, vaultDir } = home
  const log = createTestLog()
  const clock = { shift: 0, now: () => Date.now() + clock.shift }
  const db = createPrisma(connection)
  const queues = createQueues(backendOf(options, connection), log)
  const vault = await openTestVault(db, home, clock)
  const tasks = createTaskStore(db, newId())
  const catalogue = createCatalogue(db)
  const policy = options.policy ?? createPolicy()
  const pseudonym = createPseudonym('a secret of tests')
  const booth = createBooth({
    db,
    vault,
    pseudonym,
    jobs: queues.jobs,
    clock,
    log,
    plan: options.plan ?? FREE_PLAN,
    minimumAge: 18,
    policy,
    place: {},
    catalogue,
    newSeed: () => 7,
    ...(options.till && { till: options.till }),
  })
  const platform = createTestPlatform()
  const bot = options.bot ?? platform.bot
  const bots = { [bot.platform]: bot }
  const handlers = {
    fetch: createFetch({ db, vault, bots, clock, tasks }),
    deliver: createDeliver({
      db,
      bots,
      say: createSay(),
      catalogue,
      minimumAge: 18,
      clock,
      tasks,
    }),
  }
  const runner = createTaskRunner({ tasks, handlers, jobs: queues.jobs, log })
  const broom = createBroom({ db, log })
  const { engines, vision, runs = 2 } = options
  await offerModels(db, catalogue, engines)
  const workers = options.idle
    ? undefined
    : await startWorkers({
        db,
        vault,
        vision,
        engines,
        queues,
        tasks,
        clock,
        log,
        looks: 2,
        runs: { local: runs },
        catalogue,
        policy,
        pseudonym,
        likeness: createLikeness({ db, vault, vision, log, metrics: options.metrics }),
        caps: options.caps ?? NO_CAPS,
        webhooks: options.webhooks,
        startsPerMinute: options.startsPerMinute,
      })
  if (!options.idle) {
    await queues.work(`platform-${bot.platform}`, 10, runner.run)
    broom.join(bot.platform, bot)
  }
  return {
    booth,
    platform,
    db,
    vault,
    vaultDir,
    queues,
    catalogue,
    policy,
    pseudonym,
    tasks,
    clock,
    log,
    async close() {
      // No new jobs; what runs is given back.
      const drained = queues.drain()
      await workers?.close()
      await broom.close()
      await runner.interrupt()
      runner.close()
      await drained
      await queues.close()
      await db.$disconnect()
      await own?.drop()
    },
  }
}

/** The models of the engines that are there serve, as if their schemas had been read. */
export async function offerModels(db: PrismaClient, catalogue: Catalogue, engines: object): Promise<void> {
  const checks = (Object.keys(MODELS) as ModelId[]).map(id => {
    const fits = MODELS[id].engine in engines && MODELS[id].engine !== 'local'
    return { id, fits, reason: null, version: null }
  })
  await saveChecks(db, checks, Date.now())
  await catalogue.reload()
}

function backendOf(options: TestBoothOptions, connection: object): QueueBackend {
  if (options.backend && options.backend !== 'postgres') return { kind: 'redis', url: options.backend.redis }
  return { kind: 'postgres', connection }
}

/** The vault of a home. */
export async function openTestVault(db: PrismaClient, home: TestHome, clock: Clock): Promise<Vault> {
  const masterKeys = { current: masterKey(home.masterKey), former: [] }
  const keyring = createKeyring({ dataKeys: createDataKeys(db), masterKeys, clock })
  return createVault({ store: await openDiskStore({ root: home.vaultDir, clock }), keyring })
}

/** Keeps the lines, so that a test can look for what must not be in them. */
export function createTestLog(): TestBooth['log'] {
  const lines: { level: string; message: string; facts?: unknown }[] = []
  const write = (level: string) => (message: string, facts?: unknown) =>
    void lines.push({ level, message, facts })
  return { lines, info: write('info'), warn: write('warn'), error: write('error') }
}

/** Waits until something is so; fails with what it saw last. Polls, since the booth works in its own time. */
export async function eventually<T>(
  look: () => Promise<T> | T,
  ok: (seen: T) => boolean,
  ms = 15_000,
): Promise<T> {
  for (const until = Date.now() + ms; ; await new Promise(resolve => setTimeout(resolve, 25))) {
    const seen = await look()
    if (ok(seen)) return seen
    if (Date.now() > until) throw new Error(`It did not come to be; last seen: ${JSON.stringify(seen)}`)
  }
}
