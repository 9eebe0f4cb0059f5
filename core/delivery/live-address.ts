import { Prisma } from '../../prisma/client.js'

/**
 * SQL: the newest address at which a person can still be written to, as `account_id, platform, reply_to, rung, opened_at`;
 * no row where none is alive. An address is alive while a rung of it that has not failed yet has not run out, and the
 * account has not turned out to be unreachable. `personId` is a column of the statement around it.
 */
export function liveAddress(personId: Prisma.Sql, now: number): Prisma.Sql {
  return Prisma.sql`
    SELECT d.account_id, d.platform, d.reply_to, d.rung, d.opened_at
    FROM delivery d JOIN account a ON a.id = d.account_id
    WHERE d.person_id = ${personId} AND a.person_id = ${personId} AND a.unreachable_at IS NULL AND d.state = 'open'
      AND EXISTS (
        SELECT 1 FROM jsonb_array_elements(d.reply_to->'rungs') WITH ORDINALITY AS r(rung, place)
        WHERE place > d.rung AND coalesce((r.rung->>'expiresAt')::float8, 'infinity') > ${now}::float8)
    ORDER BY d.opened_at DESC LIMIT 1`
}
