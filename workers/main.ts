/** Composition of the workers: looking at photos, making images, keeping the house in order. */
import type { EngineId } from '../config/styles.js'
import type { Clock, Engine, Log, Vault, Vision } from '../core/ports.js'
import { createTaskRunner, type Handlers } from '../core/tasks/run.js'
import type { TaskStore } from '../core/tasks/store.js'
import type { PrismaClient } from '../prisma/client.js'
import { createFinish, createFinisher } from './handlers/finish.js'
import { createGenerate } from './handlers/generate.js'
import { createPrepare } from './handlers/prepare.js'
import type { Queues } from './queues.js'
import { startRounds } from './rounds.js'

export interface WorkersDeps {
  db: PrismaClient
  vault: Vault
  vision: Vision
  engines: Partial<Record<EngineId, Engine>>
  queues: Queues
  tasks: TaskStore
  clock: Clock
  log: Log
  /** How many photos are looked at at once, and how many generations run at once at each engine. */
  looks: number
  runs: Partial<Record<EngineId, number>>
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
  const handlers: Handlers = {
    prepare: createPrepare({ db, vault, vision: deps.vision, clock, tasks }),
    generate: createGenerate({ db, vault, engines, clock, tasks, jobs, log, finisher }),
    finish: createFinish({ db, engines, clock, tasks, finisher }),
  }
  const runner = createTaskRunner({ tasks, handlers, jobs, log })
  const rounds = startRounds({ db, vault, tasks, jobs, clock, log })
  await queues.work('looks', deps.looks, runner.run)
  for (const id of Object.keys(engines) as EngineId[])
    await queues.work(`engine-${id}`, deps.runs[id] ?? 1, runner.run)
  return {
    async drain() {
      await rounds.close()
    },
    async close() {
      await runner.interrupt()
      await rounds.close()
      runner.close()
    },
  }
}
