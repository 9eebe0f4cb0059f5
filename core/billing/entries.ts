/**
 * Entries of the ledger: each takes an amount from one side and gives it to another. A side is a bucket of an account.
 * People and teams have four: `free` (the day's credits), `paid` (all others), `held` (set aside), and `debt`, which is the
 * only one that goes below zero, since what is owed is taken from it. The house is the other side of the world: its sums
 * are nobody's balance and are never locked.
 */
import { Prisma } from '../../prisma/client.js'

/** The booth's own side of credits. */
export const HOUSE_BUCKETS = {
  /** Where credits come from that nobody paid for. */
  gifts: 'gifts',
  /** Where bought ones come from, and go back to when the money does. */
  sales: 'sales',
  /** Where credits go when a picture was delivered. */
  usage: 'usage',
  /** Where those go that have an end. */
  expiry: 'expiry',
  /** A side that is gone, once the law no longer wants its name. */
  gone: 'gone',
  /** Where money comes from. The rails are where it goes: `stripe`, `stars`, `discord`. */
  customers: 'customers',
} as const

export type Bucket = 'free' | 'paid' | 'held' | 'debt'

/** Whose side it is; `house` names a bucket of the booth's own. */
export type Side = { account: string; bucket: Bucket } | { house: string }

export interface Entry {
  kind: 'grant' | 'transfer' | 'expire' | 'takeback' | 'repay' | 'payment' | 'payback'
  /** `credit` where it is left out, else a currency in small letters. */
  unit?: string
  /** Above zero; an entry of nothing is not written. */
  amount: number
  from: Side
  to: Side
  reason: string
  paymentId?: string | undefined
  /** Names what is booked once, however often it is asked for. */
  once?: string | undefined
}

/**
 * Writes one entry and moves the balances of both sides; false when it was there already. Credits that would go below zero
 * are an error of the database, and the transaction with them; lock the account first to know what can be taken.
 */
export async function post(tx: Prisma.TransactionClient, entry: Entry): Promise<boolean> {
  const { kind, unit = 'credit', amount, reason, paymentId = null, once = null } = entry
  if (amount === 0) return false
  const [from, to] = [entry.from, entry.to].map(side =>
    'house' in side ? { account: 'house', bucket: side.house } : side,
  ) as [{ account: string; bucket: string }, { account: string; bucket: string }]
  const written = await tx.$executeRaw`
    INSERT INTO ledger_entry (kind, unit, amount, source_id, source, target_id, target, payment_id, reason, once)
    VALUES (${kind}, ${unit}, ${amount}::int, ${from.account}, ${from.bucket}, ${to.account}, ${to.bucket}, ${paymentId},
      ${reason}, ${once})
    ON CONFLICT (once) DO NOTHING`
  if (written === 0) return false
  if (unit !== 'credit') return true
  await move(tx, from, -amount)
  await move(tx, to, amount)
  return true
}

async function move(
  tx: Prisma.TransactionClient,
  { account, bucket }: { account: string; bucket: string },
  amount: number,
): Promise<void> {
  if (account === 'house') return
  const column = Prisma.raw(`"${bucket}"`)
  const change = bucket === 'debt' ? -amount : amount
  await tx.$executeRaw`UPDATE ledger_account SET ${column} = ${column} + ${change}::int WHERE id = ${account}`
}
