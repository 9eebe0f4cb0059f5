import type { Plan } from '../../config/plans.js'
import type { Prisma, PrismaClient } from '../../prisma/client.js'
import { newId } from '../id.js'
import { HOUSE_BUCKETS, post } from './entries.js'

type Db = PrismaClient | Prisma.TransactionClient

/** The day that free credits are counted by: YYYY-MM-DD in UTC. */
export function dayOf(now: number): string {
  return new Date(now).toISOString().slice(0, 10)
}

/** Makes a person's account when there is none yet. */
export async function openAccount(db: Db, personId: string): Promise<void> {
  await db.$executeRaw`
    INSERT INTO ledger_account (id, person_id) SELECT ${newId()}, id FROM person WHERE id = ${personId}
    ON CONFLICT (person_id) DO NOTHING`
}

/**
 * Fills the day's credits up to what the plan gives, once a day; a second call of the day changes nothing.
 * The person's account is made when there is none yet.
 */
export async function grantFree(db: PrismaClient, personId: string, plan: Plan, now: number): Promise<void> {
  const day = dayOf(now)
  await db.$transaction(async tx => {
    await openAccount(tx, personId)
    // The lock comes first, so that the amount is computed from a balance that nobody is changing.
    const [account] = await tx.$queryRaw<{ id: string; free: number }[]>`
      SELECT id, free FROM ledger_account WHERE person_id = ${personId} AND free_day < ${day} FOR UPDATE`
    if (!account) return
    await tx.$executeRaw`
      UPDATE ledger_account SET free_day = ${day}, filled = ${plan.freePerDay} WHERE id = ${account.id}`
    await post(tx, {
      kind: 'grant',
      amount: Math.max(0, plan.freePerDay - account.free),
      from: { house: HOUSE_BUCKETS.gifts },
      to: { account: account.id, bucket: 'free' },
      reason: `free:${day}`,
    })
  })
}

/** What somebody has, in credits. */
export interface Balance {
  /** What can be spent now. */
  available: number
  /** Of it, the day's free ones. */
  free: number
  held: number
  /** What is owed, and taken from what comes next. */
  debt: number
  /** A payment is disputed: what was paid for waits. */
  frozen: boolean
}

/** A person's balance. */
export async function balance(db: Db, personId: string): Promise<Balance> {
  return balanceOf(await db.ledgerAccount.findUnique({ where: { personId } }))
}

/** What of an account can be spent. Pure. */
export function balanceOf(
  account: { free: number; paid: number; held: number; debt: number; frozenAt: Date | null } | null,
): Balance {
  const { free, paid, held, debt, frozenAt } = account ?? {
    free: 0,
    paid: 0,
    held: 0,
    debt: 0,
    frozenAt: null,
  }
  const frozen = frozenAt !== null
  return { available: free + (frozen ? 0 : Math.max(0, paid - debt)), free, held, debt, frozen }
}
