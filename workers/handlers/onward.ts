import { ORDERS } from '../../config/limits.js'
import { findModel, MODELS, type ModelId } from '../../config/models.js'
import type { AnyStyle } from '../../config/styles.js'
import type { Catalogue } from '../../core/catalogue.js'
import { Fault } from '../../core/errors.js'
import { reroute, triedModels } from '../../core/generation/orders.js'
import type { Work } from '../../core/generation/store.js'
import type { JobRef } from '../../core/jobs.js'
import { notice } from '../../core/notice.js'
import type { ClaimedTask, TaskStore } from '../../core/tasks/store.js'
import type { PrismaClient } from '../../prisma/client.js'
import type { Breaker } from '../breakers.js'
import type { Finisher } from './finisher.js'

export type Breakers = Partial<Record<string, Breaker>>

/**
 * Where a generation can go on: to a model; `later`, when those who could draw it are only down; `refused`, when nobody is
 * left but engines that refuse our account, which no waiting mends; `nowhere`, when all have failed or enough was paid.
 */
export type Way = { to: ModelId } | 'later' | 'refused' | 'nowhere'

/** Finds out where a generation goes on after an order has ended badly or cannot be placed, and sends it there. */
export function createOnward(deps: {
  db: PrismaClient
  tasks: TaskStore
  catalogue: Catalogue
  breakers: Breakers
  finisher: Finisher
}) {
  const { db, tasks, catalogue, breakers, finisher } = deps

  const onEngines = (are: (engine: string) => boolean): ModelId[] =>
    (Object.keys(MODELS) as ModelId[]).filter(id => are(MODELS[id].engine))

  /** The next model is one that has not failed yet, or else one that has failed once. `not` is an engine that is out of the question. */
  async function way(work: Pick<Work, 'id' | 'redone'>, style: AnyStyle, not?: string): Promise<Way> {
    const tried = await triedModels(db, work.id)
    // The free re-run is on us; what follows it is not free either.
    if (tried.filter(({ begun }) => begun).length - work.redone >= ORDERS.startsAGeneration) return 'nowhere'
    const failures = new Map<string, number>()
    for (const { model, state } of tried)
      if (state === 'failed') failures.set(model, (failures.get(model) ?? 0) + 1)
    const failed = (times: number) => [...failures].filter(([, n]) => n >= times).map(([model]) => model)
    const pick = (times: number, away: (engine: string) => boolean) =>
      catalogue.pick(
        style,
        new Set([...failed(times), ...onEngines(engine => engine === not || away(engine))]),
      )
    const open = (engine: string) => breakers[engine]?.isOpen() ?? false
    const refused = (engine: string) => breakers[engine]?.isRefused() ?? false
    const next = pick(1, open) ?? pick(ORDERS.triesAModel, open)
    if (next) return { to: next }
    if (pick(ORDERS.triesAModel, refused)) return 'later'
    return style.models.some(model => refused(findModel(model)?.engine ?? '')) ? 'refused' : 'nowhere'
  }

  /** Goes that way. Faults: `engine_failed` when nobody is left. */
  async function follow(task: ClaimedTask, found: Way): Promise<JobRef[]> {
    if (found === 'later') return tasks.retry(task, ORDERS.breakerLookMs, false)
    // The breaker has written the line for the operators.
    if (found === 'refused') return finisher.endWith(task, notice('engine_account'))
    if (found === 'nowhere')
      throw new Fault('engine_failed', 'No engine is left that makes this style.', { retry: 'never' })
    return reroute(db, {
      generationId: task.subjectId,
      model: found.to,
      taskId: task.id,
      owner: tasks.owner,
    })
  }

  return {
    way,
    follow,
    go: async (task: ClaimedTask, work: Pick<Work, 'id' | 'redone'>, style: AnyStyle, not?: string) =>
      follow(task, await way(work, style, not)),
  }
}

export type Onward = ReturnType<typeof createOnward>
