import { ORDERS } from '../../config/limits.js'
import { findModel, MODELS, type ModelId } from '../../config/models.js'
import type { AnyStyle } from '../../config/styles.js'
import type { Catalogue } from '../../core/catalogue.js'
import { Fault } from '../../core/errors.js'
import { reroute, triedModels } from '../../core/generation/orders.js'
import type { JobRef } from '../../core/jobs.js'
import type { ClaimedTask, TaskStore } from '../../core/tasks/store.js'
import type { PrismaClient } from '../../prisma/client.js'
import type { Breaker } from '../breakers.js'

export type Breakers = Partial<Record<string, Breaker>>

/** Finds out where a generation goes on after an order has ended badly or cannot be placed. */
export function createOnward(deps: {
  db: PrismaClient
  tasks: TaskStore
  catalogue: Catalogue
  breakers: Breakers
}) {
  const { db, tasks, catalogue, breakers } = deps

  const onEngines = (closed: (engine: string) => boolean): ModelId[] =>
    (Object.keys(MODELS) as ModelId[]).filter(id => closed(findModel(id)?.engine ?? ''))

  /**
   * To the next model that serves the style: one that has not failed yet, or else one that has failed once. `not` is an
   * engine that is out of the question. Faults: `engine_failed` when nobody is left.
   */
  return async function onward(
    task: ClaimedTask,
    generationId: string,
    style: AnyStyle,
    not?: string,
  ): Promise<JobRef[]> {
    const failures = new Map<string, number>()
    for (const { model, state } of await triedModels(db, generationId))
      if (state === 'failed') failures.set(model, (failures.get(model) ?? 0) + 1)
    const failed = (times: number) => [...failures].filter(([, n]) => n >= times).map(([model]) => model)
    const away = onEngines(engine => engine === not || (breakers[engine]?.isOpen() ?? false))
    const next =
      catalogue.pick(style, new Set([...failed(1), ...away])) ??
      catalogue.pick(style, new Set([...failed(ORDERS.triesAModel), ...away]))
    if (next) return reroute(db, { generationId, model: next, taskId: task.id, owner: tasks.owner })
    const later = catalogue.pick(
      style,
      new Set([...failed(ORDERS.triesAModel), ...onEngines(engine => engine === not)]),
    )
    if (later) return tasks.retry(task, ORDERS.breakerLookMs, false)
    throw new Fault('engine_failed', 'No engine is left that makes this style.', { retry: 'never' })
  }
}

export type Onward = ReturnType<typeof createOnward>
