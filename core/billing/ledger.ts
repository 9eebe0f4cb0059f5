import type { Plan } from '../../config/plans.js'
import type { Prisma, PrismaClient } from '../../prisma/client.js'
import { newId } from '../id.js'

type Db = PrismaClient | Prisma.TransactionClient

/** The day that free credits are counted by: YYYY-MM-DD in UTC. */
export function dayOf(now: number): string {
  return new Date(now).toISOString().slice(0, 10)
}

/**
 * Fills the balance up to the plan's free credits, once a day; a second call of the day changes nothing.
 * The person's account is made when there is none yet.
 */
export async function grantFree(db: PrismaClient, personId: string, plan: Plan, now: number): Promise<void> {
  const day = dayOf(now)
  await db.$transaction(async tx => {
    await tx.$executeRaw`
      INSERT INTO ledger_account (id, person_id) VALUES (${newId()}, ${personId}) ON CONFLICT (person_id) DO NOTHING`
    // The lock comes first, so that the amount is computed from a balance that nobody is changing.
    const [account] = await tx.$queryRaw<{ id: string; available: number }[]>`
      SELECT id, available FROM ledger_account WHERE person_id = ${personId} AND free_day < ${day} FOR UPDATE`
    if (!account) return
    const amount = Math.max(0, plan.freePerDay - account.available)
    await tx.$executeRaw`
      UPDATE ledger_account SET available = available + ${amount}, free_day = ${day} WHERE id = ${account.id}`
    if (amount > 0)
      await tx.$executeRaw`
        INSERT INTO ledger_entry (account_id, kind, available, held, reason)
        VALUES (${account.id}, 'grant', ${amount}, 0, ${`free:${day}`})`
  })
}

/** Sets credits aside for a generation; false when there are not enough. Call it once, in the step that makes the generation. */
export async function hold(
  tx: Db,
  want: { personId: string; generationId: string; cost: number; reason: string },
): Promise<boolean> {
  const entries = await tx.$executeRaw`
    WITH account AS (
      UPDATE ledger_account SET available = available - ${want.cost}, held = held + ${want.cost}
      WHERE person_id = ${want.personId} AND available >= ${want.cost} RETURNING id)
    INSERT INTO ledger_entry (account_id, kind, available, held, generation_id, reason, phase)
    SELECT id, 'hold', ${-want.cost}, ${want.cost}, ${want.generationId}, ${want.reason}, 'hold' FROM account`
  return entries === 1
}

/** Ends a generation's hold: captured for good, or released back to the balance. Only the first call of either does anything. */
export async function settle(tx: Db, generationId: string, how: 'capture' | 'release'): Promise<void> {
  await tx.$executeRaw`
    WITH hold AS (
      SELECT account_id, held, reason FROM ledger_entry WHERE generation_id = ${generationId} AND phase = 'hold'),
    entry AS (
      INSERT INTO ledger_entry (account_id, kind, available, held, generation_id, reason, phase)
      SELECT account_id, ${how}, CASE WHEN ${how} = 'release' THEN held ELSE 0 END, -held, ${generationId}, reason, 'settle'
      FROM hold ON CONFLICT (generation_id, phase) DO NOTHING RETURNING account_id, available, held)
    UPDATE ledger_account a SET available = a.available + entry.available, held = a.held + entry.held
    FROM entry WHERE a.id = entry.account_id`
}

/** What a person can spend and what is set aside, in credits. */
export async function balance(db: Db, personId: string): Promise<{ available: number; held: number }> {
  const account = await db.ledgerAccount.findUnique({ where: { personId } })
  return { available: account?.available ?? 0, held: account?.held ?? 0 }
}
