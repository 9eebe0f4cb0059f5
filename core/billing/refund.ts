/** Credits that come back after they were captured. */
import { Prisma, type PrismaClient, sql } from '../../prisma/client.js'
import { tellPerson } from '../delivery/says.js'
import { BUMP_CTES } from '../delivery/store.js'
import { Fault } from '../errors.js'
import type { JobRef } from '../jobs.js'
import { notice } from '../notice.js'

/** `given`: how many credits came back now. `already`: they had before. `none`: there is nothing to give back. */
export type Refunded = { how: 'given'; credits: number; jobs: JobRef[] } | { how: 'already' | 'none' }

interface Row extends Partial<JobRef> {
  credits: number | null
  mine: boolean
  before: boolean
}

/**
 * SQL that gives back what was captured for the generation in the CTE `own` (id, person_id), once, to where it came from;
 * `entry` has the entries, and its message changes with it.
 */
const BACK_CTES = Prisma.sql`
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
    ${BUMP_CTES}`

/**
 * Gives back what was captured for a picture of the person's own that was delivered with a doubt, once, however often
 * and from wherever it is asked for. Since then such a picture costs nothing from the start: this is for older ones.
 */
export async function refund(db: PrismaClient, personId: string, generationId: string): Promise<Refunded> {
  const rows = await db.hot<Row>(sql`
    WITH own AS (
      SELECT id, person_id FROM generation
      WHERE id = ${generationId} AND person_id = ${personId} AND unlike AND state = 'done' FOR UPDATE),
    ${BACK_CTES}
    SELECT (SELECT sum(amount)::int FROM entry) AS credits, EXISTS (SELECT 1 FROM own) AS mine,
      EXISTS (SELECT 1 FROM own JOIN ledger_entry e ON e.generation_id = own.id AND e.phase = 'settle') AS before, bumped.*
    FROM (SELECT 1) AS one LEFT JOIN bumped ON true`)
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

/** Whether the credits of a generation are the person's again. */
export async function isRefunded(db: PrismaClient, generationId: string): Promise<boolean> {
  return (await db.ledgerEntry.count({ where: { generationId, kind: { in: ['release', 'refund'] } } })) > 0
}

/**
 * Gives back the credits of pictures that could be delivered nowhere, and says so where their person can be reached by now.
 * They stay in /history. Looks at what ended after `since`, `limit` at a time.
 */
export async function refundUndelivered(
  db: PrismaClient,
  { since, now, limit }: { since: number; now: number; limit: number },
): Promise<JobRef[]> {
  const due = await db.$queryRaw<{ id: string }[]>`
    SELECT g.id FROM delivery d JOIN generation g ON g.id = d.generation_id
      JOIN ledger_entry s ON s.generation_id = g.id AND s.phase = 'settle' AND s.kind = 'capture'
    WHERE d.state = 'undeliverable' AND g.state = 'done' AND g.ended_at > ${new Date(since)}
      AND NOT EXISTS (SELECT 1 FROM ledger_entry e WHERE e.generation_id = g.id AND e.phase = 'refund')
    GROUP BY g.id LIMIT ${limit}`
  const jobs: JobRef[] = []
  for (const { id } of due) jobs.push(...(await db.$transaction(tx => giveBack(tx, id, now))))
  return jobs
}

async function giveBack(tx: Prisma.TransactionClient, id: string, now: number): Promise<JobRef[]> {
  const [row] = await tx.$queryRaw<{ personId: string; style: string; credits: number | null }[]>`
    WITH own AS (SELECT id, person_id, style FROM generation WHERE id = ${id} FOR UPDATE), ${BACK_CTES}
    SELECT own.person_id AS "personId", own.style, (SELECT sum(amount)::int FROM entry) AS credits
    FROM own LEFT JOIN bumped ON true LIMIT 1`
  if (!row?.credits) return []
  const { personId, style, credits } = row
  return tellPerson(tx, { personId, notice: notice('credits_undelivered', { style, credits }), now })
}
