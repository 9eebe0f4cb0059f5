import { Prisma } from '../../prisma/client.js'
import { NEW_ID } from '../id.js'
import type { JobRef } from '../jobs.js'
import type { Notice } from '../notice.js'
import type { ReplyTarget } from '../platform.js'
import { liveAddress } from './live-address.js'
import { insertDeliverTasks } from './store.js'

/**
 * Tells a person something that they have not just asked for, in a message of its own: where `at` says while that account
 * is theirs and can be reached, else at their live address. Nothing where there is none.
 */
export async function tellPerson(
  tx: Prisma.TransactionClient,
  told: {
    personId: string
    notice: Notice
    now: number
    at?: { accountId: string; replyTo: ReplyTarget } | null
  },
): Promise<JobRef[]> {
  const { personId, now, at } = told
  const address = at
    ? Prisma.sql`
        SELECT account_id, platform, reply_to, rung FROM (
          SELECT a.id AS account_id, ${at.replyTo.platform}::text AS platform, ${JSON.stringify(at.replyTo)}::jsonb AS reply_to,
            0 AS rung, 0 AS choice
          FROM account a
          WHERE a.id = ${at.accountId} AND a.person_id = ${personId} AND a.unreachable_at IS NULL
          UNION ALL
          SELECT *, 1 FROM (${liveAddress(Prisma.sql`${personId}`, now)}) AS live) AS known
        ORDER BY choice LIMIT 1`
    : liveAddress(Prisma.sql`${personId}`, now)
  return tx.$queryRaw<JobRef[]>`
    WITH d AS (
      INSERT INTO delivery (id, person_id, account_id, platform, reply_to, rung, opened_at, says)
      SELECT ${NEW_ID}, ${personId}, t.account_id, t.platform, t.reply_to, t.rung, ${new Date(now)},
        ${JSON.stringify(told.notice)}::jsonb
      FROM (${address}) AS t WHERE EXISTS (SELECT 1 FROM person WHERE id = ${personId} AND erasing_at IS NULL)
      RETURNING id, person_id, platform)
    ${insertDeliverTasks()}`
}
