/** What is left to do at an engine once nobody waits for an order: stop it, and remove the pictures that were put there. */
import { ORDERS } from '../../config/limits.js'
import { type Prisma, type PrismaClient, sql } from '../../prisma/client.js'
import type { EngineFile } from '../ports.js'
import { OPEN, type Order } from './orders.js'

/** An order that nobody waits for any more: to be stopped where it is at work, and its files to be removed. */
export interface Unclosed extends Pick<Order, 'id' | 'engine' | 'model' | 'state' | 'engineId' | 'files'> {
  sentAt: Date | null
  deadlineAt: Date
}

/** Takes some of them for this process, for a while. */
export async function takeUnclosed(db: PrismaClient, engines: string[], limit: number): Promise<Unclosed[]> {
  const rows = await db.hot<Unclosed & { files: EngineFile[] | null }>(sql`
    UPDATE engine_order SET closing_at = now() + ${ORDERS.closingMs} * interval '1 ms'
    WHERE id IN (
      SELECT o.id FROM engine_order o LEFT JOIN generation g ON g.id = o.generation_id
      WHERE o.engine = ANY (${engines}) AND (o.closing_at IS NULL OR o.closing_at < now())
        AND (o.state IN ${OPEN} AND (g.id IS NULL OR g.state <> 'running')
          OR o.state NOT IN ${OPEN} AND (o.files IS NOT NULL OR o.spent_on IS NULL))
      LIMIT ${limit} FOR UPDATE OF o SKIP LOCKED)
    RETURNING id, engine, model, state, engine_id AS "engineId", files, sent_at AS "sentAt", deadline_at AS "deadlineAt"`)
  return rows.map(row => ({ ...row, files: row.files ?? [] }))
}

/** Notes that nothing of an order is left at its engine; one of an erased person goes. */
export async function noteFilesGone(db: PrismaClient, orderId: string): Promise<void> {
  await db.hot<never>(
    sql`DELETE FROM engine_order WHERE id = ${orderId} AND state NOT IN ${OPEN} AND spent_on IS NULL`,
  )
  await db.hot<never>(
    sql`UPDATE engine_order SET files = NULL WHERE id = ${orderId} AND state NOT IN ${OPEN}`,
  )
}

/**
 * Forgets what engines did for a person: what they cost them goes, and so do the orders that have ended. Of one that is to
 * be stopped, or whose files lie there, stays what that takes: nobody's, until it is done (workers/closing.ts).
 * `persons` are all ids that they have had.
 */
export async function eraseOrders(tx: Prisma.TransactionClient, persons: string[]): Promise<void> {
  await tx.$executeRaw`
    DELETE FROM engine_order WHERE spent_on = ANY (${persons}) AND state NOT IN ${OPEN} AND files IS NULL`
  await tx.$executeRaw`
    UPDATE engine_order SET spent_on = NULL, seed = 0, answer = NULL WHERE spent_on = ANY (${persons})`
  await tx.engineSpend.deleteMany({ where: { scope: { in: persons.map(id => `person:${id}`) } } })
}
