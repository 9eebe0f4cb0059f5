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
      SELECT CASE WHEN s.part = 'pool' THEN s.source_id ELSE a.id END AS account_id, h.source AS bucket, s.amount, s.reason,
        s.generation_id, s.spender_id, s.part
      FROM own JOIN ledger_entry s ON s.generation_id = own.id AND s.phase = 'settle' AND s.kind = 'capture'
        JOIN ledger_entry h ON h.generation_id = own.id AND h.phase = 'hold' AND h.part = s.part
        JOIN ledger_account a ON a.person_id = own.person_id),
    entry AS (
      INSERT INTO ledger_entry
        (kind, amount, source_id, source, target_id, target, generation_id, spender_id, reason, phase, part)
      SELECT 'refund', amount, 'house', 'usage', account_id, bucket, generation_id, spender_id, reason, 'refund', part
      FROM paid ON CONFLICT (generation_id, phase, part) DO NOTHING
      RETURNING target_id, target, amount, generation_id, spender_id, part),
    credited AS (
      UPDATE ledger_account a SET free = a.free + e.free, paid = a.paid + e.paid
      FROM (
        SELECT target_id, coalesce(sum(amount) FILTER (WHERE target = 'free'), 0) AS free,
          coalesce(sum(amount) FILTER (WHERE target = 'paid'), 0) AS paid
        FROM entry GROUP BY target_id) e
      WHERE a.id = e.target_id),
    member AS (
      UPDATE team_member m SET used = greatest(0, m.used - entry.amount)
      FROM entry JOIN ledger_account a ON a.id = entry.target_id
      WHERE entry.part = 'pool' AND m.team_id = a.team_id AND m.spender_id = entry.spender_id),
    g AS (SELECT DISTINCT generation_id AS id FROM entry),
    ${BUMP_CTES}
    SELECT (SELECT sum(amount)::int FROM entry) AS credits, EXISTS (SELECT 1 FROM own) AS mine,
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
