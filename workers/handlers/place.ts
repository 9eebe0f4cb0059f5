import { ORDERS } from '../../config/limits.js'
import { findModel, type ModelId } from '../../config/models.js'
import type { AnyStyle } from '../../config/styles.js'
import { EngineRefusal, toFault } from '../../core/errors.js'
import {
  type Caps,
  endOrder,
  knownWorks,
  notePlaced,
  noteSent,
  noteUnsent,
  type Order,
  openOrderOf,
  reroute,
  writeOrder,
} from '../../core/generation/orders.js'
import { noteProgress } from '../../core/generation/progress.js'
import { fullPrompt } from '../../core/generation/prompt.js'
import type { Work } from '../../core/generation/store.js'
import type { JobRef, QueueName } from '../../core/jobs.js'
import { notice } from '../../core/notice.js'
import type { Clock, Engine, EngineRequest, Log } from '../../core/ports.js'
import type { ClaimedTask, TaskStore } from '../../core/tasks/store.js'
import { timeLimit } from '../../core/time-limit.js'
import type { PrismaClient } from '../../prisma/client.js'
import type { Finisher } from './finisher.js'
import type { Breakers, Onward } from './onward.js'

export interface PlaceDeps {
  db: PrismaClient
  tasks: TaskStore
  clock: Clock
  log: Log
  finisher: Finisher
  breakers: Breakers
  onward: Onward
  caps: Caps
  /** The address that an engine is to call about an order; undefined where it cannot be reached. */
  webhook: (engine: string, orderId: string) => string | undefined
  /** Holds a queue back for everybody. */
  pause: (queue: QueueName, ms: number) => Promise<void>
}

/** Where a start stands: what one try is about. */
interface Try {
  task: ClaimedTask
  work: Work
  style: AnyStyle
  engine: Engine
  signal: AbortSignal
}

/**
 * Places an order at a paid engine, once. Whatever dies, whenever: the order's row tells the next try whether anything can
 * have been started, and then the engine is asked before anything leaves again.
 */
export function createPlace(deps: PlaceDeps) {
  const { db, tasks, clock, log } = deps

  /** `picture` is read only when something is to be sent. */
  return async function place(it: Try, picture: () => Promise<Buffer[]>): Promise<JobRef[]> {
    const { task, work } = it
    const open = await openOrderOf(db, work.id)
    if (open && open.engine !== it.engine.id) {
      // A crash while it changed engines. What may have been started elsewhere is looked after there.
      if (open.state !== 'new')
        return reroute(db, { generationId: work.id, model: open.model, taskId: task.id, owner: tasks.owner })
      await endOrder(db, open.id, 'refused', { now: clock.now(), unpaid: true })
    }
    const order = open?.engine === it.engine.id ? open : await write(it)
    if (order === null) return []
    if ('capped' in order) return capped(it, order.capped)
    if (order.state === 'placed' && order.engineId) return placed(it, order, order.engineId)
    if (order.state === 'sent') return heard(it, order)
    return send(it, order, await picture())
  }

  async function write({ task, work, style }: Try) {
    return writeOrder(db, {
      generationId: work.id,
      personId: work.personId,
      model: work.model as ModelId,
      seed: seedOf(work),
      count: countOf(style, work.model),
      taskId: task.id,
      owner: tasks.owner,
      caps: deps.caps,
      now: clock.now(),
    })
  }

  async function capped({ task, work, style, engine }: Try, scope: string): Promise<JobRef[]> {
    log.error('a day’s cap for engines is reached: no more is started', {
      cap: scope.startsWith('person:') ? 'person' : scope,
    })
    if (scope === engine.id) {
      const way = await deps.onward.way(work, style, engine.id)
      if (way !== 'refused' && way !== 'nowhere') return deps.onward.follow(task, way)
    }
    return deps.finisher.endWith(
      task,
      notice(scope.startsWith('person:') ? 'person_budget' : 'engine_budget'),
    )
  }

  async function send(it: Try, order: Order, pictures: Buffer[]): Promise<JobRef[]> {
    const { task, work, style, engine, signal } = it
    const model = findModel(order.model)
    const breaker = deps.breakers[engine.id]
    if (!model || !breaker || breaker.isOpen()) return away(it, order)
    const limit = (ms: number) => timeLimit(ms, signal)
    try {
      // What was put there for an earlier try serves this one too, and is removed with the order.
      const upload = order.files.length === 0 && pictures.length > 0 ? engine.upload : undefined
      const files = upload
        ? await breaker.run(() => upload(pictures, { id: order.id, signal: limit(ORDERS.callMs) }))
        : order.files
      // Running before the note is made: who was held up in between, and taken for dead, sends nothing any more.
      const starting = limit(ORDERS.startMs)
      const sent = {
        orderId: order.id,
        files,
        deadlineSeconds: model.deadlineSeconds,
        taskId: task.id,
        owner: tasks.owner,
        now: clock.now(),
      }
      if (!(await noteSent(db, sent))) {
        // Cancelled meanwhile: nobody else knows of these.
        if (upload) await engine.forget?.(files, { signal: timeLimit(ORDERS.callMs) }).catch(() => {})
        return []
      }
      const request: EngineRequest = {
        id: order.id,
        generationId: work.id,
        kind: style.kind,
        style: style.id,
        model: order.model,
        seed: order.seed,
        prompt: fullPrompt(style, work.prompt),
        count: countOf(style, order.model),
        pictures,
      }
      const { engineId } = await breaker.run(() =>
        engine.start(request, {
          signal: starting,
          onProgress: () => {},
          files,
          webhook: deps.webhook(engine.id, order.id),
          cancelAfter: model.deadlineSeconds,
        }),
      )
      return await placed(it, order, engineId)
    } catch (error) {
      if (error instanceof EngineRefusal) return refused(it, order, error)
      const fault = toFault(error)
      if (signal.aborted || fault.code === 'vault_missing') throw error
      // Nobody knows whether it was started: the next try asks.
      log.warn('an engine did not say whether it has begun', { order: order.id, code: fault.code })
      return tasks.retry(task, ORDERS.unheardLookMs, false)
    }
  }

  async function refused(it: Try, order: Order, refusal: EngineRefusal): Promise<JobRef[]> {
    const { task, work, style, engine } = it
    log.warn('an engine has not taken an order', { order: order.id, engine: engine.id, why: refusal.why })
    if (refusal.why === 'input') {
      await endOrder(db, order.id, 'failed', { now: clock.now(), unpaid: true })
      return deps.onward.go(task, work, style)
    }
    await noteUnsent(db, order.id)
    if (refusal.why === 'rate') {
      const ms = typeof refusal.retry === 'object' ? refusal.retry.afterMs : ORDERS.unheardLookMs
      await deps.pause(task.queue, ms).catch(() => {})
      return tasks.retry(task, ms, false)
    }
    if (refusal.why === 'account' || deps.breakers[engine.id]?.isOpen()) return away(it, order)
    return tasks.retry(task, ORDERS.unheardLookMs, false)
  }

  /** To another engine, as nothing can be started at this one; an order that was never sent costs nothing. */
  async function away({ task, work, style }: Try, order: Order): Promise<JobRef[]> {
    const way = await deps.onward.way(work, style)
    // Nobody else serves it: it waits here for better times, until its deadline.
    if (way === 'later') return tasks.retry(task, ORDERS.breakerLookMs, false)
    // Its generation first: were the order ended alone, whoever comes after a crash would write another one.
    const jobs = await deps.onward.follow(task, way)
    await endOrder(db, order.id, 'refused', { now: clock.now(), unpaid: true })
    return jobs
  }

  /** A start whose answer was never heard. */
  async function heard(it: Try, order: Order): Promise<JobRef[]> {
    const { task, work, engine, style, signal } = it
    const start = {
      id: order.id,
      model: order.model,
      seed: order.seed,
      prompt: fullPrompt(style, work.prompt),
      files: order.files,
      sentAt: order.sentAt ?? order.createdAt,
    }
    const limit = timeLimit(ORDERS.callMs, signal)
    const found = await engine.find?.(start, { signal: limit }).catch(error => {
      log.warn('an engine could not be asked what it has begun', {
        order: order.id,
        code: toFault(error).code,
      })
      return undefined
    })
    const known = await knownWorks(db, engine.id, found?.engineIds ?? [])
    const mine = found?.engineIds.find(id => !known.has(id))
    if (mine) return placed(it, order, mine)
    const since = clock.now() - start.sentAt
    if (found?.complete && since > ORDERS.unheardMs) {
      await noteUnsent(db, order.id)
      return tasks.retry(task, 0, false)
    }
    if (clock.now() > order.deadlineAt + ORDERS.deadlineGraceMs) {
      // Paid or not, nobody will ever know; the person does not pay for that.
      await endOrder(db, order.id, 'lost', { now: clock.now() })
      log.error('an engine never said what became of an order', { order: order.id, engine: engine.id })
      return deps.finisher.endWith(task, notice('failed'))
    }
    return tasks.retry(task, ORDERS.unheardLookMs, false)
  }

  async function placed({ task, work, engine }: Try, order: Order, engineId: string): Promise<JobRef[]> {
    const expectedMs = (findModel(order.model)?.seconds ?? 0) * 1_000
    const lookMs = deps.webhook(engine.id, order.id)
      ? Math.max(ORDERS.webhookLookMs, expectedMs)
      : Math.min(ORDERS.lookMaxMs, Math.round(expectedMs * ORDERS.firstLookShare))
    const jobs = await notePlaced(db, {
      orderId: order.id,
      engineId,
      taskId: task.id,
      owner: tasks.owner,
      lookMs,
    })
    // From now on it is drawn, and no longer in line.
    return jobs.length > 0 ? [...(await noteProgress(db, work.id, 0)), ...jobs] : jobs
  }
}

export type Place = ReturnType<typeof createPlace>

/** A free re-run has another seed than what was asked for, and always the same. */
export function seedOf({ seed, redone }: Pick<Work, 'seed' | 'redone'>): number {
  return (seed + redone * 7_919) % 2_147_483_647
}

/** Pictures asked for at once: what the style wants, as far as the model can. */
export function countOf(style: AnyStyle, model: string): number {
  return Math.min(style.candidates ?? 1, findModel(model)?.outputs ?? 1)
}
