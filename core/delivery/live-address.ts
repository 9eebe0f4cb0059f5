import { Prisma } from '../../prisma/client.js'

/**
 * SQL: where a person can still be written to, as `account_id, platform, reply_to, rung`; no row where no address is alive.
 * First the private address of an account, the newest of them, else that of their newest message. It is alive while a rung
 * that has not failed yet has not run out, and the account has not turned out to be unreachable. `personId` is a column of
 * the statement around it.
 */
export function liveAddress(personId: Prisma.Sql, now: number): Prisma.Sql {
  return Prisma.sql`
    SELECT account_id, platform, reply_to, rung FROM (
      SELECT a.id AS account_id, a.platform, a.reply_to, 0 AS rung, 0 AS choice, a.created_at AS since
      FROM account a WHERE a.person_id = ${personId} AND a.unreachable_at IS NULL AND a.reply_to IS NOT NULL
      UNION ALL
      SELECT d.account_id, d.platform, d.reply_to, d.rung, 1, d.opened_at
      FROM delivery d JOIN account a ON a.id = d.account_id
      WHERE d.person_id = ${personId} AND a.person_id = ${personId} AND a.unreachable_at IS NULL AND d.state = 'open'
        AND EXISTS (
          SELECT 1 FROM jsonb_array_elements(d.reply_to->'rungs') WITH ORDINALITY AS r(rung, place)
          WHERE place > d.rung AND coalesce((r.rung->>'expiresAt')::float8, 'infinity') > ${now}::float8)) AS known
    ORDER BY choice, since DESC LIMIT 1`
}
