/** The last step of an erasure: the person's row, all that hangs on it, and all that knows of them without hanging on it. */
import { Prisma } from '../../prisma/client.js'
import { keepLeftovers } from '../delivery/leftovers.js'
import { eraseOrders } from '../generation/closing-orders.js'
import { accountText, type Pseudonym } from './pseudonym.js'
import type { Counts, Receipt } from './receipt.js'
import { noteSecurity } from './security-log.js'

type Tx = Prisma.TransactionClient

interface Erasing {
  personId: string
  counts: Counts
  now: number
  /** The event that is being answered: it is left to whoever answers it. */
  during: { platform: string; eventId: string } | undefined
}

interface Account {
  id: string
  platform: string
  tenant: string
  userId: string
}

/** Everything in one commit, so that whoever looks sees a person being erased, or none. A repeat finds nobody and changes nothing. */
export async function removeTraces(tx: Tx, pseudonym: Pseudonym, erasing: Erasing): Promise<Receipt> {
  const { personId, counts, now } = erasing
  // Whoever is just adding something for them comes first, or finds them gone.
  const there = await tx.$queryRaw<unknown[]>`SELECT 1 FROM person WHERE id = ${personId} FOR UPDATE`
  if (there.length === 0) return { ...counts, sent: 0, consents: 0, entries: 0 }
  const accounts = await tx.account.findMany({
    where: { personId },
    select: { id: true, platform: true, tenant: true, userId: true },
    orderBy: [{ createdAt: 'asc' }, { id: 'asc' }],
  })
  const owners = await tx.vaultOwner.findMany({ where: { personId }, select: { id: true } })
  const persons = [...new Set([personId, ...owners.map(({ id }) => id)])]
  const accountIds = accounts.map(({ id }) => id)

  const sent = await keepLeftovers(tx, { personId, accountIds, now })
  const consents = await keepProof(tx, pseudonym, { personId, accounts, now })
  const entries = await tx.ledgerEntry.count({
    where: { OR: [{ from: { personId } }, { to: { personId } }] },
  })
  await closeReports(tx, personId, now)
  await emptyInbox(tx, accounts, erasing)
  await eraseOrders(tx, persons)
  await dropLinks(tx, accountIds)
  await partFromMoney(tx, personId, now)
  await tx.person.delete({ where: { id: personId } })
  const receipt = { ...counts, sent, consents, entries }
  await noteSecurity(tx, { kind: 'erased', facts: { ...receipt }, now })
  return receipt
}

/**
 * Consents stay as proof, under the fingerprint of an account: the first one on the platform where the answer was given,
 * since nobody wrote down which one it was; where that was parted from the person, their first one.
 */
async function keepProof(
  tx: Tx,
  pseudonym: Pseudonym,
  { personId, accounts, now }: { personId: string; accounts: Account[]; now: number },
): Promise<number> {
  const rows = await tx.consent.groupBy({ by: ['platform'], where: { personId }, _count: true })
  for (const { platform } of rows) {
    const account = accounts.find(one => one.platform === platform) ?? accounts[0]
    await tx.consent.updateMany({
      where: { personId, platform },
      data: { endedAt: new Date(now), subject: account ? pseudonym(accountText(account)) : null },
    })
  }
  return rows.reduce((sum, { _count }) => sum + _count, 0)
}

/** A report outlives its author without a word of theirs; nobody is left to be answered. */
async function closeReports(tx: Tx, personId: string, now: number): Promise<void> {
  await tx.$executeRaw`
    UPDATE report SET text = '', image_id = NULL, answer = NULL, about = NULL, origin = 'erased:' || id,
      closed_at = coalesce(closed_at, ${new Date(now)})
    WHERE person_id = ${personId}`
}

/** What they said and nobody has answered: it is not handled again, since that would make their account anew. */
async function emptyInbox(tx: Tx, accounts: Account[], { now, during }: Erasing): Promise<void> {
  for (const { platform, tenant, userId } of accounts)
    await tx.$executeRaw`
      UPDATE inbox_event SET payload = NULL, done_at = coalesce(done_at, ${new Date(now)})
      WHERE platform = ${platform} AND payload IS NOT NULL AND payload->'account'->>'userId' = ${userId}
        AND payload->'account'->>'tenant' = ${tenant}
        AND NOT (platform = ${during?.platform ?? ''} AND event_id = ${during?.eventId ?? ''})`
}

/** A link goes with the last of its sides; the other side still sees how it ended. */
async function dropLinks(tx: Tx, accountIds: string[]): Promise<void> {
  const mine = Prisma.sql`ANY (${accountIds})`
  await tx.$executeRaw`
    DELETE FROM link WHERE (host_id = ${mine} AND (guest_id IS NULL OR guest_id = ${mine}))
      OR (guest_id = ${mine} AND host_id IS NULL)`
  await tx.$executeRaw`UPDATE link SET origin = 'erased:' || id WHERE host_id = ${mine}`
}

/** Payments stay without a name, as the law wants; plans are stopped at their rail, so that nobody pays for nothing. */
async function partFromMoney(tx: Tx, personId: string, now: number): Promise<void> {
  await tx.$executeRaw`
    UPDATE subscription SET stop_at = ${new Date(now)} WHERE person_id = ${personId} AND state <> 'ended'`
  // Where nothing is to be stopped, nobody has to be found there any more.
  await tx.$executeRaw`
    UPDATE subscription SET customer_id = NULL WHERE person_id = ${personId} AND state = 'ended'`
  await tx.$executeRaw`
    INSERT INTO customer_leftover (customer_id, created_at, due_at)
    SELECT customer_id, ${new Date(now)}, ${new Date(now)} FROM ledger_account
    WHERE person_id = ${personId} AND customer_id IS NOT NULL ON CONFLICT (customer_id) DO NOTHING`
  await tx.$executeRaw`UPDATE ledger_account SET customer_id = NULL WHERE person_id = ${personId}`
  await tx.$executeRaw`
    UPDATE payment SET origin = 'erased:' || id, url = NULL, reply_to = NULL, receipt_url = NULL
    WHERE person_id = ${personId}`
}
