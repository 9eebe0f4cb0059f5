/** Credits on their way through a generation: set aside, then captured or released, and perhaps refunded. */
import { Prisma } from '../../prisma/client.js'
import type { TeamName } from './facts.js'

/** What of an account can be spent of what was paid: nothing while it is frozen, and what is owed comes first. */
const SPENDABLE = Prisma.sql`CASE WHEN a.frozen_at IS NULL THEN greatest(a.paid - a.debt, 0) ELSE 0 END`

/** The month that a member's budget is counted by: YYYY-MM in UTC. */
export function monthOf(now: number): string {
  return new Date(now).toISOString().slice(0, 7)
}

/**
 * SQL that sets credits aside, as CTEs for a statement that makes a generation: the day's free ones first, then those that
 * the team has in common as far as the member's budget goes, then the person's own. `account` has a row when there were
 * enough, with what the person has set aside now; the row's lock keeps a person's requests in order, so this number is never
 * a guess. `wish` is a CTE of at most one row, the condition.
 */
export function holdCtes(want: {
  personId: string
  generationId: string
  cost: number
  reason: string
  team: TeamName | null
  now: number
}): Prisma.Sql {
  const { personId, generationId, cost, reason, team } = want
  const month = monthOf(want.now)
  return Prisma.sql`
    purse AS (
      SELECT a.id, a.free, ${SPENDABLE} AS paid FROM ledger_account a, wish WHERE a.person_id = ${personId}
      FOR UPDATE OF a),
    pool AS (
      SELECT a.id, m.team_id, ${SPENDABLE} AS paid, m.held, CASE WHEN m.month = ${month} THEN m.used ELSE 0 END AS used,
        t.member_budget AS budget
      FROM purse JOIN team_member m ON m.spender_id = purse.id
        JOIN team t ON t.id = m.team_id AND t.platform = ${team?.platform ?? ''} AND t.tenant = ${team?.tenant ?? ''}
        JOIN ledger_account a ON a.team_id = t.id
      FOR UPDATE OF m, a),
    split AS (
      SELECT purse.id, f.free, c.common, ${cost}::int - f.free - c.common AS paid, pool.id AS pool_id, pool.team_id,
        pool.used, coalesce(pool.held, 0) AS common_held
      FROM purse LEFT JOIN pool ON true
        CROSS JOIN LATERAL (SELECT least(purse.free, ${cost}::int) AS free) f
        CROSS JOIN LATERAL (
          SELECT greatest(0, least(${cost}::int - f.free, coalesce(pool.paid, 0),
            coalesce(pool.budget - pool.used, ${cost}::int))) AS common) c
      WHERE ${cost}::int - f.free - c.common <= purse.paid),
    account AS (
      UPDATE ledger_account a SET free = a.free - s.free, paid = a.paid - s.paid, held = a.held + s.free + s.paid
      FROM split s WHERE a.id = s.id RETURNING a.id, a.held + s.common_held + s.common AS held),
    pool_account AS (
      UPDATE ledger_account a SET paid = a.paid - s.common, held = a.held + s.common
      FROM split s WHERE a.id = s.pool_id AND s.common > 0),
    member AS (
      UPDATE team_member m SET month = ${month}, used = s.used + s.common, held = m.held + s.common
      FROM split s WHERE m.team_id = s.team_id AND m.spender_id = s.id AND s.common > 0),
    hold_entry AS (
      INSERT INTO ledger_entry
        (kind, amount, source_id, source, target_id, target, generation_id, spender_id, reason, phase, part, at)
      SELECT 'hold', p.amount, p.account, p.bucket, p.account, 'held', ${generationId}, p.spender, ${reason}, 'hold', p.part,
        ${new Date(want.now)}::timestamptz
      FROM split s CROSS JOIN LATERAL (VALUES
        ('free', s.free, s.id, 'free', NULL), ('pool', s.common, s.pool_id, 'paid', s.id),
        ('paid', s.paid, s.id, 'paid', NULL)) AS p(part, amount, account, bucket, spender)
      WHERE p.amount > 0)`
}

/**
 * SQL that ends the holds of the generations in the CTE `g` (id, person_id): captured for good, or released back to where
 * they came from, those of the person to the one whose generation it is now. Only the first settlement of a generation does
 * anything, so that a repeat changes nothing. Should that person's account be younger than what the statement sees, because
 * two persons became one while it waited, it fails as a whole (an entry needs an account) and is tried again.
 */
export function settleCtes(how: 'capture' | 'release'): Prisma.Sql {
  const back = how === 'release'
  return Prisma.sql`
    hold AS (
      SELECT CASE WHEN e.part = 'pool' THEN e.source_id ELSE a.id END AS account_id, e.source AS bucket, e.amount, e.reason,
        e.generation_id, e.spender_id, e.part, to_char(e.at AT TIME ZONE 'UTC', 'YYYY-MM') AS month
      FROM ledger_entry e JOIN g ON g.id = e.generation_id LEFT JOIN ledger_account a ON a.person_id = g.person_id
      WHERE e.phase = 'hold'),
    settle_entry AS (
      INSERT INTO ledger_entry
        (kind, amount, source_id, source, target_id, target, generation_id, spender_id, reason, phase, part)
      SELECT ${how}, amount, account_id, 'held', CASE WHEN ${back} THEN account_id ELSE 'house' END,
        CASE WHEN ${back} THEN bucket ELSE 'usage' END, generation_id, spender_id, reason, 'settle', part
      FROM hold ORDER BY account_id
      ON CONFLICT (generation_id, phase, part) DO NOTHING
      RETURNING source_id, target, amount, generation_id, spender_id, part),
    settled AS (
      UPDATE ledger_account a SET held = a.held - e.amount, free = a.free + e.free, paid = a.paid + e.paid
      FROM (
        SELECT source_id, sum(amount) AS amount, coalesce(sum(amount) FILTER (WHERE target = 'free'), 0) AS free,
          coalesce(sum(amount) FILTER (WHERE target = 'paid'), 0) AS paid
        FROM settle_entry GROUP BY source_id) e
      WHERE a.id = e.source_id),
    settled_member AS (
      UPDATE team_member m SET held = m.held - e.amount,
        used = CASE WHEN ${back} THEN m.used - e.amount_of_month ELSE m.used END
      FROM (
        SELECT s.source_id, s.spender_id, sum(s.amount) AS amount,
          coalesce(sum(s.amount) FILTER (WHERE hold.month = n.month), 0) AS amount_of_month
        FROM settle_entry s JOIN hold ON hold.generation_id = s.generation_id AND hold.part = 'pool'
          JOIN ledger_account a ON a.id = s.source_id
          JOIN team_member n ON n.team_id = a.team_id AND n.spender_id = s.spender_id
        WHERE s.part = 'pool' GROUP BY s.source_id, s.spender_id) e
        JOIN ledger_account a ON a.id = e.source_id
      WHERE m.team_id = a.team_id AND m.spender_id = e.spender_id)`
}
