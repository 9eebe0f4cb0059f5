/** Moves bots and workers into a prepared house. */
import { Registry } from 'prom-client'
import { type RunningBots, startBots } from '../../bots/main.js'
import type { Config } from '../../config/env.js'
import type { Platform } from '../../core/platform.js'
import type { Log } from '../../core/ports.js'
import { startChecks } from '../../workers/engines/check.js'
import { createLocalEngine } from '../../workers/engines/local/engine.js'
import { createLikeness } from '../../workers/likeness.js'
import { type Running, startWorkers } from '../../workers/main.js'
import { createVision } from '../../workers/vision/pool.js'
import { createEngines, engineHooks } from './engines.js'
import { type Foundation, layFoundation } from './foundation.js'
import type { Opened } from './hold.js'
import type { House, Role } from './house.js'

export interface OpenBooth extends Opened {
  foundation: Foundation
  /** Where the HTTP server is, when bots run here. */
  address?: string
  /** The platforms that are connected. */
  platforms?: Platform[]
  /** One sentence for each that could not be. */
  problems?: string[]
}

/** Starts what the role asks for; without one, everything. */
export async function openBooth(config: Config, house: House, log: Log, role?: Role): Promise<OpenBooth> {
  const foundation = await layFoundation(config, house, log)
  const undo: (() => Promise<unknown>)[] = [foundation.close]
  const close = async () => {
    for (const step of undo.splice(0).reverse()) await step()
  }
  // What bots and workers of this process count is read at the one HTTP server; workers on their own have none.
  const metrics = new Registry()
  try {
    // Alone on its database, the booth knows that whoever held a lease is dead.
    if (!role && config.database.kind === 'embedded')
      await foundation.queues.jobs.enqueue(await foundation.tasks.freeAll())
    const workers =
      role === undefined || role === 'workers'
        ? await openWorkers(config, foundation, undo, metrics)
        : undefined
    const bots =
      role === 'workers' ? undefined : await openBots(config, house, foundation, undo, metrics, role)
    return {
      foundation,
      ...(bots && { address: bots.address, platforms: bots.platforms, problems: bots.problems }),
      async drain() {
        await bots?.drain()
        await foundation.queues.drain()
        await workers?.drain()
      },
      close,
    }
  } catch (error) {
    await close()
    throw error
  }
}

/** Vision, the local studio and the workers that use them; how to end each is added to `undo`. */
export async function openWorkers(
  config: Config,
  foundation: Foundation,
  undo: (() => Promise<unknown>)[],
  metrics?: Registry,
): Promise<Running> {
  const { db, vault, log } = foundation
  const vision = createVision({ processes: config.visionProcesses, log, warm: true })
  undo.push(() => vision.close())
  const local = createLocalEngine({ vision, threads: config.studioThreads, log })
  undo.push(() => local.close())
  const { engines, readers, keys, webhooks } = createEngines(config, foundation)
  const checks = startChecks({ ...foundation, readers, keys })
  undo.push(() => checks.close())
  // What was found is offered at once, where the bots live in this process too.
  checks.first.then(() => foundation.catalogue.reload()).catch(() => {})
  const workers = await startWorkers({
    ...foundation,
    vision,
    engines: { local, ...engines },
    ...(webhooks && { webhooks }),
    looks: config.visionProcesses,
    runs: { local: config.studioThreads },
    likeness: createLikeness({ db, vault, vision, log, metrics }),
    caps: config.caps,
  })
  undo.push(() => workers.close())
  return workers
}

async function openBots(
  config: Config,
  house: House,
  foundation: Foundation,
  undo: (() => Promise<unknown>)[],
  metrics: Registry,
  role: 'bots' | Platform | undefined,
): Promise<RunningBots> {
  const bots = await startBots({
    ...foundation,
    platforms: config.platforms,
    publicResults: config.publicResults,
    ...(role && role !== 'bots' && { only: role }),
    connection: house.connection,
    metrics,
    http: config.http,
    operatorToken: config.operatorToken,
    engineHooks: engineHooks(config),
  })
  undo.push(() => bots.close())
  return bots
}
