import { type PrismaClient, sql } from '../../prisma/client.js'
import { notice } from '../notice.js'
import type { Platform } from '../platform.js'
import { judged } from '../selfie/store.js'
import { type ErasureTools, erasePerson } from './erase.js'

/** Accounts taken in one go. */
const PAGE = 100

/**
 * Removes a tenant (a workspace that uninstalled the bot): what it has said and nobody has answered, its accounts with
 * all addresses that point there, and the persons who have no other account. A crash in between leaves accounts behind,
 * which a repeat removes.
 */
export async function forgetTenant(
  tools: ErasureTools,
  platform: Platform,
  tenant: string,
  now: number,
): Promise<void> {
  const { db } = tools
  for (;;) {
    // First, since an event that is taken up again makes its account anew.
    await db.hot<never>(sql`
      UPDATE inbox_event SET payload = NULL, done_at = now()
      WHERE platform = ${platform} AND done_at IS NULL AND payload IS NOT NULL
        AND payload->'account'->>'tenant' = ${tenant}`)
    const accounts = await db.account.findMany({ where: { platform, tenant }, take: PAGE })
    if (accounts.length === 0) return
    for (const account of accounts) await forgetAccount(tools, account, now)
  }
}

/** The person goes too when this tenant is all there is of it; an account linked meanwhile keeps it. */
async function forgetAccount(
  tools: ErasureTools,
  account: { id: string; personId: string; platform: string; tenant: string },
  now: number,
): Promise<void> {
  const { db } = tools
  const { id, personId, platform, tenant } = account
  await stopFetching(db, id, now)
  const alone = await db.$transaction(async tx => {
    await tx.$queryRaw`SELECT 1 FROM person WHERE id = ${personId} FOR NO KEY UPDATE`
    // Who was joined with somebody a moment ago is looked at again in the next round.
    if ((await tx.account.count({ where: { id, personId } })) === 0) return false
    const others = await tx.account.count({ where: { personId, NOT: { platform, tenant } } })
    if (others > 0) await tx.account.delete({ where: { id } })
    else await tx.person.update({ where: { id: personId }, data: { erasingAt: new Date(now) } })
    return others === 0
  })
  if (alone) await erasePerson(tools, personId, now)
}

/** Photos that were to be fetched from there can no longer be. */
async function stopFetching(db: PrismaClient, accountId: string, now: number): Promise<void> {
  const rows = await db.hot<{ id: string }>(sql`
    SELECT DISTINCT s.id FROM delivery d LEFT JOIN generation g ON g.id = d.generation_id
      JOIN selfie s ON s.id = coalesce(d.selfie_id, g.selfie_id)
    WHERE d.account_id = ${accountId} AND s.state = 'fetching'`)
  for (const { id } of rows) await judged(db, id, { state: 'failed', notices: [notice('photo_failed')] }, now)
}
