import type { Plan } from '../../config/plans.js'
import { Prisma, type PrismaClient } from '../../prisma/client.js'
import { newId } from '../id.js'

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
 * Fills the balance up to the plan's free credits, once a day; a second call of the day changes nothing.
 * The person's account is made when there is none yet.
 */
export async function grantFree(db: PrismaClient, personId: string, plan: Plan, now: number): Promise<void> {
  const day = dayOf(now)
  await db.$transaction(async tx => {
    await openAccount(tx, personId)
    // The lock comes first, so that the amount is computed from a balance that nobody is changing.
    const [account] = await tx.$queryRaw<{ id: string; available: number }[]>`
      SELECT id, available FROM ledger_account WHERE person_id = ${personId} AND free_day < ${day} FOR UPDATE`
    if (!account) return
    const amount = Math.max(0, plan.freePerDay - account.available)
    await tx.$executeRaw`
      UPDATE ledger_account SET available = available + ${amount}, free_day = ${day}, filled = ${plan.freePerDay}
      WHERE id = ${account.id}`
    if (amount > 0)
      await tx.$executeRaw`
        INSERT INTO ledger_entry (account_id, kind, available, held, reason)
        VALUES (${account.id}, 'grant', ${amount}, 0, ${`free:${day}`})`
  })
}

/**
 * SQL that sets credits aside, as CTEs for a statement that makes a generation: `account` has a row when there were
 * enough, with what is `held` now; the row's lock keeps a person's requests in order, so this number is never a guess. `wish` is a CTE of at most one row, the condition.
 */
export function holdCtes(want: {
  personId: string
  generationId: string
  cost: number
  reason: string
}): Prisma.Sql {
  return Prisma.sql`
    account AS (
      UPDATE ledger_account a SET available = a.available - ${want.cost}, held = a.held + ${want.cost} FROM wish
      WHERE a.person_id = ${want.personId} AND a.available >= ${want.cost} RETURNING a.id, a.held),
    hold_entry AS (
      INSERT INTO ledger_entry (account_id, kind, available, held, generation_id, reason, phase)
      SELECT id, 'hold', ${-want.cost}::int, ${want.cost}::int, ${want.generationId}, ${want.reason}, 'hold' FROM account)`
}

/**
 * SQL that ends the holds of the generations in the CTE `g` (id, person_id): captured for good, or released back to the
 * balance of the person whose generation it is now. Only the first settlement of a generation does anything, so that a
 * repeat changes nothing. Should that person's account be younger than what the statement sees, because two persons
 * became one while it waited, it fails as a whole (an entry needs an account) and is tried again.
 */
export function settleCtes(how: 'capture' | 'release'): Prisma.Sql {
  return Prisma.sql`
    hold AS (
      SELECT a.id AS account_id, e.held, e.reason, e.generation_id FROM ledger_entry e JOIN g ON g.id = e.generation_id
        LEFT JOIN ledger_account a ON a.person_id = g.person_id
      WHERE e.phase = 'hold'),
    settle_entry AS (
      INSERT INTO ledger_entry (account_id, kind, available, held, generation_id, reason, phase)
      SELECT account_id, ${how}, CASE WHEN ${how} = 'release' THEN held ELSE 0 END, -held, generation_id, reason, 'settle'
      FROM hold ON CONFLICT (generation_id, phase) DO NOTHING RETURNING account_id, available, held),
    settled AS (
      UPDATE ledger_account a SET available = a.available + e.available, held = a.held + e.held
      FROM (SELECT account_id, sum(available) AS available, sum(held) AS held FROM settle_entry GROUP BY account_id) e
      WHERE a.id = e.account_id)`
}

/** What a person can spend and what is set aside, in credits. */
export async function balance(db: Db, personId: string): Promise<{ available: number; held: number }> {
  const account = await db.ledgerAccount.findUnique({ where: { personId } })
  return { available: account?.available ?? 0, held: account?.held ?? 0 }
}
