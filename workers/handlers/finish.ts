import { ORDERS } from '../../config/limits.js'
import { findModel } from '../../config/models.js'
import { type AnyStyle, type EngineId, findStyle } from '../../config/styles.js'
import { Fault, toFault } from '../../core/errors.js'
import { endOrder, type Order, openOrderOf, redo, wakeAnswered } from '../../core/generation/orders.js'
import { noteProgress } from '../../core/generation/progress.js'
import { start, type Work } from '../../core/generation/store.js'
import type { JobRef } from '../../core/jobs.js'
import { type Notice, notice } from '../../core/notice.js'
import type { Clock, Engine, EngineWork, Log, Outcome, Output } from '../../core/ports.js'
import type { Handler } from '../../core/tasks/run.js'
import type { ClaimedTask, TaskStore } from '../../core/tasks/store.js'
import { timeLimit } from '../../core/time-limit.js'
import type { PrismaClient } from '../../prisma/client.js'
import type { Likeness } from '../likeness.js'
import type { Finisher } from './finisher.js'
import type { Onward } from './onward.js'

export interface FinishDeps {
  db: PrismaClient
  engines: Partial<Record<EngineId, Engine>>
  clock: Clock
  log: Log
  tasks: TaskStore
  finisher: Finisher
  onward: Onward
  likeness: Likeness
  /** Whether an engine says by itself how work ended. */
  hears: (engine: string) => boolean
}

/** What is looked after: a generation, and the order that is open for it. */
interface It {
  work: Work
  order: Order
  style: AnyStyle
  engine: Engine
}

/**
 * Looks after work that an engine has taken, until it has ended: by what the engine has said, or by asking it, whichever
 * is there first. Holds no worker slot while it waits.
 */
export function createFinish(deps: FinishDeps): Handler {
  const { db, engines, clock, log, tasks, finisher, onward } = deps

  /** What it has said by itself. What cannot be read is no answer: then it is asked, as if its webhook had been lost. */
  function heard(order: Order, engine: Engine, work: EngineWork): Outcome | undefined {
    if (order.answer === null) return undefined
    try {
      return engine.read?.(order.answer, work)
    } catch (error) {
      log.warn('what an engine has said cannot be read', { order: order.id, code: toFault(error).code })
      return undefined
    }
  }

  async function outcomeOf(
    order: Order,
    engine: Engine,
    engineId: string,
    signal: AbortSignal,
  ): Promise<Outcome> {
    const work = { engineId, model: order.model }
    const said = heard(order, engine, work)
    if (said && said.state !== 'running') return said
    return engine.look(work, { signal: timeLimit(ORDERS.callMs, signal) })
  }

  async function wait(task: ClaimedTask, order: Order, done?: number): Promise<JobRef[]> {
    // It may have waited for its engine before.
    const age = clock.now() - (order.sentAt ?? order.createdAt)
    const seconds = findModel(order.model)?.seconds ?? 1
    // Nearly there is as far as a guess may go.
    const shown = await noteProgress(db, task.subjectId, done ?? Math.min(0.95, age / (seconds * 1_500)))
    const pace = Math.min(ORDERS.lookMaxMs, Math.max(ORDERS.lookMs, age / 6))
    const delay = deps.hears(order.engine) ? Math.max(pace, ORDERS.webhookLookMs) : pace
    const later = await tasks.retry(task, Math.round(delay), false)
    // It may have been said while it was being asked, and nobody could be woken.
    const now = order.answer === null ? await wakeAnswered(db, order.id) : []
    return [...shown, ...(now.length > 0 ? now : later)]
  }

  async function failed(task: ClaimedTask, { work, order, style }: It): Promise<JobRef[]> {
    log.warn('an engine has made nothing of an order', {
      order: order.id,
      engine: order.engine,
      model: order.model,
    })
    await endOrder(db, order.id, 'failed', { now: clock.now() })
    return onward.go(task, work, style)
  }

  /** The generation first: were its order ended alone, whoever comes after a crash would order it anew. */
  async function refused(task: ClaimedTask, order: Order, why: Notice): Promise<JobRef[]> {
    const jobs = await finisher.endWith(task, why)
    await endOrder(db, order.id, 'failed', { now: clock.now() })
    return jobs
  }

  /**
   * What it has made. A place that gives nothing is asked some times; then it is as good as nothing made, and another model
   * may draw it.
   */
  async function fetchAll(task: ClaimedTask, it: It, urls: string[], signal: AbortSignal): Promise<Output[]> {
    const makes = findModel(it.order.model)?.makes ?? 'image'
    const outputs: Output[] = []
    try {
      for (const url of urls) outputs.push(await it.engine.fetch(url, { signal, makes }))
      return outputs
    } catch (error) {
      const fault = toFault(error)
      if (signal.aborted || (fault.code !== 'unavailable' && fault.code !== 'timeout')) throw error
      if (task.failures + 1 >= ORDERS.outputTries)
        throw new Fault('engine_output', 'The output could not be had.', { cause: fault })
      if (fault.retry !== 'soon') throw fault
      const afterMs = ORDERS.outputAgainMs * 2 ** task.failures
      throw new Fault(fault.code, fault.message, { cause: fault, retry: { afterMs } })
    }
  }

  async function take(task: ClaimedTask, it: It, urls: string[], signal: AbortSignal): Promise<JobRef[]> {
    const { work, order, style } = it
    const outputs = await fetchAll(task, it, urls, signal)
    if (outputs.length === 0) return failed(task, it)
    const choice = await deps.likeness.choose({ work, style, outputs, signal })
    if (choice.verdict === 'again')
      return redo(db, {
        orderId: order.id,
        generationId: work.id,
        taskId: task.id,
        owner: tasks.owner,
        now: clock.now(),
      })
    return finisher.store(task, work, choice.outputs, choice.verdict === 'unlike')
  }

  return {
    maxFailures: ORDERS.maxFailures,

    async run(task, { signal }) {
      const work = await start(db, task.subjectId, clock.now())
      if (!work) {
        // Cancelled or overdue: the rounds tell the engine.
        await tasks.done(task)
        return []
      }
      const style = findStyle(work.style)
      if (!style) throw new Fault('engine_failed', 'The style is gone.', { retry: 'never' })
      if (clock.now() > work.deadlineAt.getTime())
        throw new Fault('timeout', 'The deadline of the generation has passed.', { retry: 'never' })
      const order = await openOrderOf(db, work.id)
      // Ended by a try that died before it could say what comes next.
      if (!order?.engineId) return onward.go(task, work, style)
      const engine = engines[order.engine as EngineId]
      if (!engine)
        throw new Fault('unavailable', 'The engine is not set up here.', {
          retry: { afterMs: ORDERS.breakerLookMs },
        })
      const it = { work, order, style, engine }
      let outcome: Outcome
      try {
        outcome = await outcomeOf(order, engine, order.engineId, signal)
      } catch (error) {
        if (signal.aborted) throw error
        log.warn('an engine could not be asked how work stands', {
          order: order.id,
          code: toFault(error).code,
        })
        outcome = { state: 'running' }
      }
      switch (outcome.state) {
        case 'running': {
          if (clock.now() < order.deadlineAt + ORDERS.deadlineGraceMs) return wait(task, order, outcome.done)
          const stop = { signal: timeLimit(ORDERS.callMs, signal) }
          await engine.cancel({ engineId: order.engineId, model: order.model }, stop).catch(() => {})
          return failed(task, it)
        }
        case 'succeeded':
          try {
            return await take(task, it, outcome.outputs, signal)
          } catch (error) {
            if (toFault(error).code !== 'engine_output') throw error
            log.warn('what an engine has made cannot be used', {
              order: order.id,
              error: toFault(error).message,
            })
            return failed(task, it)
          }
        case 'failed':
          if (outcome.why !== 'person') return failed(task, it)
          return refused(task, order, notice(outcome.notice))
        default:
          return failed(task, it)
      }
    },
    giveUp: (task, fault) => finisher.giveUp(task, fault),
  }
}
