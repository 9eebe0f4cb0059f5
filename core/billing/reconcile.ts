import { type PrismaClient, sql } from '../../prisma/client.js'

/** A balance that is not what its entries add up to. */
export interface Difference {
  accountId: string
  bucket: string
  balance: number
  /** What the entries say. */
  entries: number
}

/**
 * Computes every balance anew from the entries, as of one moment, and answers those that differ; none is what is to be.
 * Beside the balances, `hold` compares what is set aside with the holds that nothing has settled.
 */
export async function reconcile(db: PrismaClient): Promise<Difference[]> {
  return db.hot<Difference>(sql`
    WITH moves AS (
      SELECT target_id AS id, target AS bucket, amount FROM ledger_entry WHERE unit = 'credit'
      UNION ALL
      SELECT source_id, source, -amount FROM ledger_entry WHERE unit = 'credit'),
    sums AS (SELECT id, bucket, sum(amount)::int AS amount FROM moves WHERE id <> 'house' GROUP BY id, bucket),
    kept AS (
      SELECT a.id, b.bucket, b.amount FROM ledger_account a CROSS JOIN LATERAL (VALUES
        ('free', a.free), ('paid', a.paid), ('held', a.held), ('debt', -a.debt)) AS b(bucket, amount)
      WHERE a.id <> 'house'),
    unsettled AS (
      SELECT CASE WHEN e.part = 'pool' THEN e.source_id ELSE a.id END AS id, sum(e.amount)::int AS amount
      FROM ledger_entry e LEFT JOIN generation g ON g.id = e.generation_id
        LEFT JOIN ledger_account a ON a.person_id = g.person_id
      WHERE e.phase = 'hold' AND NOT EXISTS (
        SELECT 1 FROM ledger_entry s WHERE s.generation_id = e.generation_id AND s.phase = 'settle' AND s.part = e.part)
      GROUP BY 1)
    SELECT coalesce(k.id, s.id) AS "accountId", coalesce(k.bucket, s.bucket) AS bucket, coalesce(k.amount, 0) AS balance,
      coalesce(s.amount, 0) AS entries
    FROM kept k FULL JOIN sums s ON s.id = k.id AND s.bucket = k.bucket
    WHERE coalesce(k.amount, 0) <> coalesce(s.amount, 0)
    UNION ALL
    SELECT coalesce(a.id, u.id), 'hold', coalesce(a.held, 0), coalesce(u.amount, 0)
    FROM (SELECT id, held FROM ledger_account WHERE held > 0) a FULL JOIN unsettled u ON u.id = a.id
    WHERE coalesce(a.held, 0) <> coalesce(u.amount, 0)
    ORDER BY 1, 2`)
}
