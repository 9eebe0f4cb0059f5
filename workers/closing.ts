import { ORDERS } from '../config/limits.js'
import type { EngineId } from '../config/styles.js'
import { toFault } from '../core/errors.js'
import { noteFilesGone, takeUnclosed, type Unclosed } from '../core/generation/closing-orders.js'
import { endOrder } from '../core/generation/orders.js'
import type { Clock, Engine, Log } from '../core/ports.js'
import type { PrismaClient } from '../prisma/client.js'

/**
 * Tells engines to stop what nobody waits for any more (cancelled, overdue, erased), and to forget the pictures that were
 * put there for work that has ended. What fails is taken up again by a later round.
 */
export function createClosing(deps: {
  db: PrismaClient
  engines: Partial<Record<EngineId, Engine>>
  clock: Clock
  log: Log
}): () => Promise<void> {
  const { db, engines, clock, log } = deps

  async function close(order: Unclosed, engine: Engine): Promise<void> {
    const signal = AbortSignal.timeout(ORDERS.callMs)
    const now = clock.now()
    if (order.state === 'new') await endOrder(db, order.id, 'cancelled', { now, unpaid: true })
    if (order.state === 'placed' && order.engineId) {
      await engine.cancel({ engineId: order.engineId, model: order.model }, { signal })
      await endOrder(db, order.id, 'cancelled', { now })
    }
    // Its name may still be on its way: to whoever sent it, or by webhook.
    if (order.state === 'sent' && now > order.deadlineAt.getTime())
      await endOrder(db, order.id, 'lost', { now })
    if (order.state === 'sent') return
    if (order.files.length > 0) await engine.forget?.(order.files, { signal })
    await noteFilesGone(db, order.id)
  }

  return async () => {
    const ids = Object.values(engines).flatMap(engine => (engine.paid ? [engine.id] : []))
    if (ids.length === 0) return
    const orders = await takeUnclosed(db, ids, ORDERS.closingBatch)
    await Promise.all(
      orders.map(order => {
        const engine = engines[order.engine as EngineId]
        return (
          engine &&
          close(order, engine).catch(error =>
            log.warn('an engine could not be told that nobody waits', {
              order: order.id,
              code: toFault(error).code,
            }),
          )
        )
      }),
    )
  }
}
