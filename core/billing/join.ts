import type { Prisma } from '../../prisma/client.js'
import { openAccount } from './ledger.js'

/** What of an account counts when it is joined with another one. */
export interface Purse {
  available: number
  held: number
  /** Credits of `available` that were not given for free. */
  bought: number
  /** Up to how much it was filled with free ones on the newest day that either has been. */
  filled: number
}

/** What moves from the guest to the host, and what of the free credits of each ends. */
export interface Share {
  bought: number
  free: number
  held: number
  guestExpired: number
  hostExpired: number
  /** The host's from now on. */
  filled: number
}

/**
 * How two balances become one. Nothing that was bought is lost. A person is filled up once a day: when both have been,
 * the second filling is taken back as far as it is still there, and no more than one day's credits come together, those
 * that the guest has set aside among them. Pure.
 */
export function shareOf(host: Purse, guest: Purse, freePerDay: number): Share {
  const mine = host.available - host.bought
  const theirs = guest.available - guest.bought
  const room = Math.max(0, freePerDay - mine - guest.held)
  const over = Math.max(0, host.filled + guest.filled - freePerDay)
  const guestExpired = Math.min(theirs, Math.max(over, theirs - room))
  const hostExpired = Math.min(mine, Math.max(0, over - guestExpired))
  const filled = host.filled + guest.filled
  return {
    bought: guest.bought,
    free: theirs - guestExpired,
    held: guest.held,
    guestExpired,
    hostExpired,
    filled: Math.max(Math.min(filled, freePerDay), filled - guestExpired - hostExpired),
  }
}

interface Row {
  id: string
  personId: string
  available: number
  held: number
  freeDay: string
  filled: number
}

/**
 * Moves the guest's credits to the host by entries on both accounts; the guest's account stays, empty and nobody's.
 * Both persons are locked, and nothing new can be held for the guest.
 */
export async function joinCredits(
  tx: Prisma.TransactionClient,
  { hostId, guestId, freePerDay }: { hostId: string; guestId: string; freePerDay: number },
): Promise<void> {
  await openAccount(tx, hostId)
  const rows = await tx.$queryRaw<Row[]>`
    SELECT id, person_id AS "personId", available, held, free_day AS "freeDay", filled FROM ledger_account
    WHERE person_id IN (${hostId}, ${guestId}) ORDER BY id FOR UPDATE`
  const host = rows.find(row => row.personId === hostId)
  const guest = rows.find(row => row.personId === guestId)
  if (!host || !guest) return
  const day = host.freeDay > guest.freeDay ? host.freeDay : guest.freeDay
  const share = shareOf(await purseOf(tx, host, day), await purseOf(tx, guest, day), freePerDay)
  const write = async (accountId: string, kind: string, reason: string, available: number, held = 0) => {
    if (available !== 0 || held !== 0)
      await tx.ledgerEntry.create({ data: { accountId, kind, reason, available, held } })
  }
  await write(guest.id, 'transfer', `joined:${host.id}`, -share.bought, -share.held)
  await write(host.id, 'transfer', `joined:${guest.id}`, share.bought, share.held)
  await write(guest.id, 'transfer', `free:joined:${host.id}`, -share.free)
  await write(host.id, 'transfer', `free:joined:${guest.id}`, share.free)
  await write(guest.id, 'expire', `free:joined:${host.id}`, -share.guestExpired)
  await write(host.id, 'expire', `free:joined:${guest.id}`, -share.hostExpired)
  const change = share.bought + share.free - share.hostExpired
  await tx.$executeRaw`
    UPDATE ledger_account SET available = available + ${change}::int, held = held + ${share.held}::int,
      free_day = ${day}, filled = ${share.filled} WHERE id = ${host.id}`
  await tx.$executeRaw`
    UPDATE ledger_account SET available = 0, held = 0, person_id = NULL WHERE id = ${guest.id}`
}

/** What was bought is spent last; what was filled before `day` is past. */
async function purseOf(tx: Prisma.TransactionClient, row: Row, day: string): Promise<Purse> {
  const [sum] = await tx.$queryRaw<{ given: number }[]>`
    SELECT coalesce(sum(available), 0)::int AS given FROM ledger_entry
    WHERE account_id = ${row.id} AND kind IN ('grant', 'transfer') AND reason NOT LIKE 'free:%'`
  return {
    available: row.available,
    held: row.held,
    bought: Math.min(row.available, Math.max(0, sum?.given ?? 0)),
    filled: row.freeDay === day ? row.filled : 0,
  }
}
