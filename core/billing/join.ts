import { Prisma } from '../../prisma/client.js'
import { type Bucket, HOUSE_BUCKETS, post } from './entries.js'
import { openAccount } from './ledger.js'

/** The free credits of an account when it is joined with another one. */
export interface Purse {
  free: number
  /** Of what is set aside, the free ones. */
  held: number
  /** Up to how much it was filled on the newest day that either has been. */
  filled: number
}

/** What of the free credits of each ends, and what moves from the guest to the host. */
export interface Share {
  free: number
  guestExpired: number
  hostExpired: number
  /** The host's from now on. */
  filled: number
}

/**
 * How the free credits of two become those of one. A person is filled up once a day: when both have been, the second
 * filling is taken back as far as it is still there, and no more than one day's credits come together, those that the guest
 * has set aside among them. Pure.
 */
export function shareOf(host: Purse, guest: Purse, freePerDay: number): Share {
  const room = Math.max(0, freePerDay - host.free - guest.held)
  const over = Math.max(0, host.filled + guest.filled - freePerDay)
  const guestExpired = Math.min(guest.free, Math.max(over, guest.free - room))
  const hostExpired = Math.min(host.free, Math.max(0, over - guestExpired))
  const filled = host.filled + guest.filled
  return {
    free: guest.free - guestExpired,
    guestExpired,
    hostExpired,
    filled: Math.max(Math.min(filled, freePerDay), filled - guestExpired - hostExpired),
  }
}

interface Row {
  id: string
  personId: string
  free: number
  paid: number
  held: number
  debt: number
  freeDay: string
  filled: number
}

/**
 * Moves the guest's credits to the host by entries on both accounts, what was paid for and what is owed along with them,
 * and payments and plans; the guest's account stays, empty and nobody's. Both persons are locked, and nothing new can be
 * held for the guest.
 */
export async function joinCredits(
  tx: Prisma.TransactionClient,
  { hostId, guestId, freePerDay }: { hostId: string; guestId: string; freePerDay: number },
): Promise<void> {
  await openAccount(tx, hostId)
  const rows = await tx.$queryRaw<Row[]>`
    SELECT id, person_id AS "personId", free, paid, held, debt, free_day AS "freeDay", filled FROM ledger_account
    WHERE person_id IN (${hostId}, ${guestId}) ORDER BY id FOR UPDATE`
  const host = rows.find(row => row.personId === hostId)
  const guest = rows.find(row => row.personId === guestId)
  if (!host || !guest) return
  const day = host.freeDay > guest.freeDay ? host.freeDay : guest.freeDay
  const purse = async (row: Row): Promise<Purse> => ({
    free: row.free,
    held: await freeHeld(tx, row),
    filled: row.freeDay === day ? row.filled : 0,
  })
  const share = shareOf(await purse(host), await purse(guest), freePerDay)
  const expire = (account: string, other: string, amount: number) =>
    post(tx, {
      kind: 'expire',
      amount,
      from: { account, bucket: 'free' },
      to: { house: HOUSE_BUCKETS.expiry },
      reason: `free:joined:${other}`,
    })
  await expire(guest.id, host.id, share.guestExpired)
  await expire(host.id, guest.id, share.hostExpired)
  const give = (bucket: Bucket, amount: number, [from, to] = [guest.id, host.id]) =>
    post(tx, {
      kind: 'transfer',
      amount,
      from: { account: from, bucket },
      to: { account: to, bucket },
      reason: `joined:${guest.id}`,
    })
  await give('free', share.free)
  await give('paid', guest.paid)
  await give('held', guest.held)
  // What is owed goes the other way: the host owes it from now on.
  await give('debt', guest.debt, [host.id, guest.id])
  await tx.$executeRaw`
    UPDATE ledger_account SET free_day = ${day}, filled = ${share.filled},
      frozen_at = coalesce(frozen_at, (SELECT frozen_at FROM ledger_account WHERE id = ${guest.id})),
      customer_id = coalesce(customer_id, (SELECT customer_id FROM ledger_account WHERE id = ${guest.id}))
    WHERE id = ${host.id}`
  for (const table of [Prisma.raw('payment'), Prisma.raw('subscription')])
    await tx.$executeRaw`
      UPDATE ${table} SET person_id = ${hostId},
        ledger_id = CASE WHEN ledger_id = ${guest.id} THEN ${host.id} ELSE ledger_id END
      WHERE person_id = ${guestId} OR ledger_id = ${guest.id}`
  await tx.$executeRaw`
    UPDATE ledger_account SET person_id = NULL, frozen_at = NULL, customer_id = NULL WHERE id = ${guest.id}`
}

/** Of what somebody has set aside, the free ones: all but those that are known to be paid ones. */
async function freeHeld(tx: Prisma.TransactionClient, { id, held }: Row): Promise<number> {
  const [row] = await tx.$queryRaw<{ paid: number }[]>`
    SELECT coalesce(sum(e.amount), 0)::int AS paid FROM ledger_entry e
    WHERE e.source_id = ${id} AND e.phase = 'hold' AND e.part = 'paid' AND NOT EXISTS (
      SELECT 1 FROM ledger_entry s WHERE s.generation_id = e.generation_id AND s.phase = 'settle' AND s.part = 'paid')`
  return Math.max(0, held - (row?.paid ?? 0))
}
