import { type PrismaClient, sql } from '../../prisma/client.js'
import { BUMP_CTES } from '../delivery/store.js'
import { Fault } from '../errors.js'
import type { JobRef } from '../jobs.js'

/** `given`: how many credits came back now. `already`: they had before. `none`: there is nothing to give back. */
export type Refunded = { how: 'given'; credits: number; jobs: JobRef[] } | { how: 'already' | 'none' }

interface Row extends Partial<JobRef> {
  credits: number | null
  mine: boolean
  before: boolean
}

/**
 * Gives back what was captured for a picture of the person's own that was delivered with a doubt, once, however often
 * and from wherever it is asked for; its message changes with it.
 */
export async function refund(db: PrismaClient, personId: string, generationId: string): Promise<Refunded> {
  const rows = await db.hot<Row>(sql`
    WITH own AS (
      SELECT id, person_id FROM generation
      WHERE id = ${generationId} AND person_id = ${personId} AND unlike AND state = 'done' FOR UPDATE),
    paid AS (
      SELECT a.id AS account_id, -e.held AS credits, e.reason, e.generation_id
      FROM own JOIN ledger_entry e ON e.generation_id = own.id AND e.phase = 'settle' AND e.kind = 'capture'
        JOIN ledger_account a ON a.person_id = own.person_id),
    entry AS (
      INSERT INTO ledger_entry (account_id, kind, available, held, generation_id, reason, phase)
      SELECT account_id, 'refund', credits, 0, generation_id, reason, 'refund' FROM paid
      ON CONFLICT (generation_id, phase) DO NOTHING RETURNING account_id, available, generation_id),
    credited AS (
      UPDATE ledger_account a SET available = a.available + entry.available FROM entry WHERE a.id = entry.account_id),
    g AS (SELECT generation_id AS id FROM entry),
    ${BUMP_CTES}
    SELECT (SELECT available FROM entry) AS credits, EXISTS (SELECT 1 FROM own) AS mine,
      EXISTS (SELECT 1 FROM paid) AS before, bumped.* FROM (SELECT 1) AS one LEFT JOIN bumped ON true`)
  const [row] = rows
  if (row?.credits != null) {
    const jobs = rows.flatMap(({ credits: _, mine: __, before: ___, ...job }) =>
      job.id ? [job as JobRef] : [],
    )
    return { how: 'given', credits: row.credits, jobs }
  }
  if (row?.mine && row.before) return { how: 'already' }
  // Joined with another one since the event was taken up: it comes again as that person's.
  if (!row?.mine && (await db.person.count({ where: { id: personId } })) === 0)
    throw new Fault('busy', 'The person has become another one.')
  return { how: 'none' }
}

/** Whether the credits of a generation have been given back. */
export async function isRefunded(db: PrismaClient, generationId: string): Promise<boolean> {
  return (await db.ledgerEntry.count({ where: { generationId, phase: 'refund' } })) > 0
}
