/** What is left to do at an engine once nobody waits for an order: stop it, and remove the pictures that were put there. */
import { ORDERS } from '../../config/limits.js'
import { type PrismaClient, sql } from '../../prisma/client.js'
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
          OR o.state NOT IN ${OPEN} AND o.files IS NOT NULL)
      LIMIT ${limit} FOR UPDATE OF o SKIP LOCKED)
    RETURNING id, engine, model, state, engine_id AS "engineId", files, sent_at AS "sentAt", deadline_at AS "deadlineAt"`)
  return rows.map(row => ({ ...row, files: row.files ?? [] }))
}

/** Notes that nothing of an order is left at its engine. */
export async function noteFilesGone(db: PrismaClient, orderId: string): Promise<void> {
  await db.hot<never>(
    sql`UPDATE engine_order SET files = NULL WHERE id = ${orderId} AND state NOT IN ${OPEN}`,
  )
}
