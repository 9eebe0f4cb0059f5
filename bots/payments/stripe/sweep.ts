/** Asks Stripe about payments and subscriptions of which nothing has been heard. */
import { STRIPE } from '../../../config/limits.js'
import { describe, toFault } from '../../../core/errors.js'
import type { Clock, Log } from '../../../core/ports.js'
import { type PrismaClient, sql } from '../../../prisma/client.js'
import type { Settle, Tell } from './tell.js'

export interface SweepDeps {
  db: PrismaClient
  clock: Clock
  log: Log
  tell: Tell
  settle: Settle
  /** Ends what is under way. */
  signal: AbortSignal
}

interface Begun {
  id: string
  sessionId: string | null
  createdAt: Date
  expiresAt: Date | null
  checkAt: Date
}

/**
 * Runs `step` until it has nothing left to do, a batch at most; what fails is looked at again when its hold is over. Where
 * Stripe refuses one thing the others go on; anything else they would meet as well, one after the other.
 */
export async function inTurn(
  { log, signal }: Pick<SweepDeps, 'log' | 'signal'>,
  step: () => Promise<boolean>,
): Promise<void> {
  for (let count = 0; count < STRIPE.batch && !signal.aborted; count++) {
    try {
      if (!(await step())) return
    } catch (error) {
      if (signal.aborted) return
      const fault = toFault(error)
      log.warn('Stripe could not be asked', { code: fault.code, error: describe(fault), ...fault.facts })
      if (fault.facts.status !== 400) return
    }
  }
}

/** Payments that were begun: how their pages stand. */
export async function sweepPayments(deps: SweepDeps): Promise<void> {
  const { db, clock, tell, settle, signal } = deps
  await inTurn(deps, async () => {
    const now = clock.now()
    const begun = await takeBegun(db, now)
    if (!begun) return false
    const closesAt = begun.expiresAt?.getTime() ?? begun.createdAt.getTime() + STRIPE.pendingCheckMs
    if (begun.sessionId !== null) await tell({ kind: 'session', id: begun.sessionId }, signal)
    // Whoever opened the page died before its address was kept, so nobody has ever seen it.
    else if (closesAt <= now)
      await settle({ rail: 'stripe', is: 'unpaid', paymentId: begun.id, state: 'expired' })
    await askLater(db, begun, { closesAt, now: clock.now() })
    return true
  })
}

async function takeBegun(db: PrismaClient, now: number): Promise<Begun | undefined> {
  const [begun] = await db.hot<Begun>(sql`
    UPDATE payment SET check_at = ${new Date(now + STRIPE.leaseMs)}
    WHERE id = (
      SELECT id FROM payment
      WHERE rail = 'stripe' AND state IN ('open', 'pending') AND (check_at <= ${new Date(now)}
        OR check_at IS NULL AND created_at <= ${new Date(now - STRIPE.openCheckMs)}
          AND created_at > ${new Date(now - STRIPE.checkForMs)})
      ORDER BY check_at NULLS FIRST LIMIT 1 FOR UPDATE SKIP LOCKED)
    RETURNING id, session_id AS "sessionId", created_at AS "createdAt", expires_at AS "expiresAt",
      check_at AS "checkAt"`)
  return begun
}

/** When it is asked about next, if it is still neither paid nor over. */
async function askLater(
  db: PrismaClient,
  begun: Begun,
  { closesAt, now }: { closesAt: number; now: number },
): Promise<void> {
  const isOld = now - begun.createdAt.getTime() > STRIPE.checkForMs
  const open =
    closesAt + STRIPE.closedCheckMs > now ? closesAt + STRIPE.closedCheckMs : now + STRIPE.lateCheckMs
  const openAt = isOld ? null : new Date(open)
  const pendingAt = isOld ? null : new Date(now + STRIPE.pendingCheckMs)
  await db.hot(sql`
    UPDATE payment SET check_at = CASE state WHEN 'open' THEN ${openAt}::timestamptz ELSE ${pendingAt}::timestamptz END
    WHERE id = ${begun.id} AND state IN ('open', 'pending') AND check_at = ${begun.checkAt}`)
}

/** Subscriptions whose next month has not been heard of. */
export async function sweepSubscriptions(deps: SweepDeps): Promise<void> {
  const { db, clock, tell, signal } = deps
  await inTurn(deps, async () => {
    const now = clock.now()
    const [due] = await db.hot<{ id: string; subscriptionId: string; checkAt: Date }>(sql`
      UPDATE subscription SET check_at = ${new Date(now + STRIPE.leaseMs)}
      WHERE id = (
        SELECT id FROM subscription
        WHERE rail = 'stripe' AND state <> 'ended' AND stop_at IS NULL AND (check_at <= ${new Date(now)}
          OR check_at IS NULL AND paid_until <= ${new Date(now - STRIPE.monthCheckMs)})
        ORDER BY check_at NULLS FIRST LIMIT 1 FOR UPDATE SKIP LOCKED)
      RETURNING id, subscription_id AS "subscriptionId", check_at AS "checkAt"`)
    if (!due) return false
    await tell({ kind: 'subscription', id: due.subscriptionId }, signal)
    const lateAt = new Date(clock.now() + STRIPE.lateCheckMs)
    await db.hot(sql`
      UPDATE subscription SET check_at = greatest(${lateAt}::timestamptz, paid_until + interval '1 day')
      WHERE id = ${due.id} AND state <> 'ended' AND check_at = ${due.checkAt}`)
    return true
  })
}
