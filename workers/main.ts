/** Composition of the workers: looking at photos, making images, keeping the house in order. */
import { EXPORT, ORDERS, WORKERS } from '../config/limits.js'
import type { Policy } from '../config/policy.js'
import type { EngineId } from '../config/styles.js'
import type { Catalogue } from '../core/catalogue.js'
import type { Caps } from '../core/generation/orders.js'
import type { Clock, Engine, Log, Vault, Vision } from '../core/ports.js'
import type { Pseudonym } from '../core/privacy/pseudonym.js'
import { createSay } from '../core/say.js'
import { createTaskRunner, type Handlers } from '../core/tasks/run.js'
import type { TaskStore } from '../core/tasks/store.js'
import type { PrismaClient } from '../prisma/client.js'
import { createBreaker } from './breakers.js'
import { createClosing } from './closing.js'
import { createExport } from './handlers/export.js'
import { createFinish } from './handlers/finish.js'
import { createFinisher } from './handlers/finisher.js'
import { createGenerate } from './handlers/generate.js'
import { type Breakers, createOnward } from './handlers/onward.js'
import { createPlace } from './handlers/place.js'
import { createPrepare } from './handlers/prepare.js'
import type { Likeness } from './likeness.js'
import type { Queues } from './queues.js'
import { startRounds } from './rounds.js'
import { inviteRound, ledgerRounds, privacyRounds, startSchedules } from './schedules.js'

export interface WorkersDeps {
  db: PrismaClient
  vault: Vault
  vision: Vision
  engines: Partial<Record<EngineId, Engine>>
  queues: Queues
  tasks: TaskStore
  clock: Clock
  log: Log
  catalogue: Catalogue
  policy: Policy
  pseudonym: Pseudonym
  likeness: Likeness
  /** The most that engines may cost on a day. */
  caps: Caps
  /** Engines call here, at `<base>/webhooks/<engine>`; those that are named say how work ended. */
  webhooks?: { base: string; engines: readonly EngineId[] } | undefined
  /** How many photos are looked at at once, and how many generations run at once at each engine. */
  looks: number
  runs: Partial<Record<EngineId, number>>
  /** Starts a minute that an engine takes from all workers together; without it those of config/limits.ts. */
  startsPerMinute?: Partial<Record<EngineId, number>> | undefined
}

/** What was started, and how it ends: `drain` lets steps come to their end, `close` gives back what still runs. */
export interface Running {
  drain(): Promise<void>
  close(): Promise<void>
}

/** Starts the workers of this process. */
export async function startWorkers(deps: WorkersDeps): Promise<Running> {
  const { db, vault, clock, log, tasks, queues, engines } = deps
  const { jobs } = queues
  const finisher = createFinisher({ db, vault, clock, tasks })
  const paid = Object.values(engines).filter(engine => engine.paid)
  const breakers: Breakers = Object.fromEntries(paid.map(({ id }) => [id, createBreaker(id, log)]))
  const onward = createOnward({ db, tasks, catalogue: deps.catalogue, breakers, finisher })
  const hears = (engine: string) => deps.webhooks?.engines.some(id => id === engine) ?? false
  const place = createPlace({
    db,
    tasks,
    clock,
    log,
    finisher,
    breakers,
    onward,
    caps: deps.caps,
    webhook: (engine, orderId) =>
      hears(engine) ? `${deps.webhooks?.base}/webhooks/${engine}?order=${orderId}` : undefined,
    pause: queues.pause,
  })
  const handlers: Handlers = {
    prepare: createPrepare({ db, vault, vision: deps.vision, clock, tasks }),
    export: createExport({ db, vault, policy: deps.policy, say: createSay(), clock, tasks, log }),
    generate: createGenerate({ db, vault, engines, clock, tasks, jobs, log, finisher, place, onward }),
    finish: createFinish({
      db,
      engines,
      clock,
      log,
      tasks,
      finisher,
      onward,
      likeness: deps.likeness,
      hears,
    }),
  }
  const runner = createTaskRunner({ tasks, handlers, jobs, log })
  const rounds = startRounds({
    db,
    vault,
    pseudonym: deps.pseudonym,
    tasks,
    jobs,
    clock,
    log,
    closeOrders: createClosing({ db, engines, clock, log }),
  })
  const schedules = await startSchedules(
    { db, queues, clock, log },
    { ...privacyRounds(deps), ...ledgerRounds(deps), ...inviteRound(deps) },
  )
  await queues.work('looks', deps.looks, runner.run)
  await queues.work('exports', EXPORT.atOnce, runner.run)
  for (const { id } of Object.values(engines).filter(engine => !engine.paid))
    await queues.work(`engine-${id}`, deps.runs[id] ?? 1, runner.run)
  for (const { id } of paid) {
    const limits: Partial<Record<EngineId, number>> = { ...ORDERS.startsPerMinute, ...deps.startsPerMinute }
    const perMinute = limits[id]
    await queues.work(
      `engine-${id}`,
      deps.runs[id] ?? WORKERS.transfers,
      runner.run,
      perMinute === undefined ? undefined : { perMinute },
    )
    await queues.work(`results-${id}`, WORKERS.transfers, runner.run)
  }
  return {
    async drain() {
      await Promise.all([rounds.close(), schedules.close()])
    },
    async close() {
      await runner.interrupt()
      await Promise.all([rounds.close(), schedules.close()])
      runner.close()
    },
  }
}
