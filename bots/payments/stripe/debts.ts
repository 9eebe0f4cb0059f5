/** What is owed to people: their money back where an operator said so, and that nothing more is collected once they are gone. */
import { STRIPE } from '../../../config/limits.js'
import { describe, Fault, toFault } from '../../../core/errors.js'
import type { Payments } from '../../../core/ports.js'
import { type PrismaClient, sql } from '../../../prisma/client.js'
import type { Calls } from './calls.js'
import { named } from './shapes.js'
import { inTurn, type SweepDeps } from './sweep.js'

export interface DebtDeps extends SweepDeps {
  calls: Calls
  payments: Pick<Payments, 'forget'>
}

/** Stops the subscriptions of those who are gone, and forgets them at Stripe. */
export async function sweepStops(deps: DebtDeps): Promise<void> {
  const { db, clock, payments, signal } = deps
  await inTurn(deps, async () => {
    const now = clock.now()
    const [due] = await db.hot<{
      id: string
      subscriptionId: string
      customerId: string | null
      stopAt: Date
    }>(sql`
      UPDATE subscription SET stop_at = ${new Date(now + STRIPE.debtAgainMs)}
      WHERE id = (
        SELECT id FROM subscription WHERE rail = 'stripe' AND stop_at <= ${new Date(now)}
        ORDER BY stop_at LIMIT 1 FOR UPDATE SKIP LOCKED)
      RETURNING id, subscription_id AS "subscriptionId", customer_id AS "customerId", stop_at AS "stopAt"`)
    if (!due) return false
    const { subscriptionId } = due
    await payments.forget({ subscriptionId, customerId: due.customerId ?? undefined }, { signal })
    // The customer is no more, and was kept here for this alone.
    await db.hot(sql`
      UPDATE subscription SET state = 'ended', stop_at = NULL, check_at = NULL, customer_id = NULL
      WHERE id = ${due.id} AND stop_at = ${due.stopAt}`)
    return true
  })
}

/** Has those forgotten at Stripe who are gone: their name, address and cards. */
export async function sweepCustomers(
  deps: Pick<DebtDeps, 'db' | 'clock' | 'payments' | 'signal' | 'log'>,
): Promise<void> {
  const { db, clock, payments, signal } = deps
  await inTurn(deps, async () => {
    const now = clock.now()
    const [gone] = await db.hot<{ customerId: string }>(sql`
      UPDATE customer_leftover SET due_at = ${new Date(now + STRIPE.debtAgainMs)}
      WHERE customer_id = (
        SELECT customer_id FROM customer_leftover WHERE due_at <= ${new Date(now)}
        ORDER BY due_at LIMIT 1 FOR UPDATE SKIP LOCKED)
      RETURNING customer_id AS "customerId"`)
    if (!gone) return false
    await payments.forget(gone, { signal })
    await db.hot(sql`DELETE FROM customer_leftover WHERE customer_id = ${gone.customerId}`)
    return true
  })
}

/**
 * Closes the pages of those who are gone: nobody is to pay for what nobody gets. Nothing is held meanwhile, for closing one
 * twice is as once.
 */
export async function sweepPages(deps: DebtDeps): Promise<void> {
  const { db, clock, calls, tell, signal } = deps
  const now = new Date(clock.now())
  // Only a person begins a payment of this kind, so that one without a person is of somebody who was erased since.
  const left = await db.hot<{ id: string; sessionId: string }>(sql`
    SELECT id, session_id AS "sessionId" FROM payment
    WHERE rail = 'stripe' AND state = 'open' AND person_id IS NULL AND session_id IS NOT NULL
      AND created_at > ${new Date(clock.now() - 2 * STRIPE.pendingCheckMs)} AND expires_at > ${now}
    LIMIT ${STRIPE.batch}`)
  await inTurn(deps, async () => {
    const page = left.pop()
    if (!page) return false
    try {
      await calls.find(named, stripe => stripe.checkout.sessions.expire(page.sessionId), signal)
    } catch (error) {
      // One that was paid or has closed by itself cannot be closed: it is told as it stands.
      if (!(error instanceof Fault && error.facts.status === 400)) throw error
    }
    await tell({ kind: 'session', id: page.sessionId }, signal)
    await db.hot(sql`UPDATE payment SET expires_at = ${now} WHERE id = ${page.id} AND state = 'open'`)
    return true
  })
}

interface Owed {
  id: string
  chargeId: string
  refundAt: Date
}

/** Gives money back, as much as is left of a payment. */
export async function sweepRefunds(deps: DebtDeps): Promise<void> {
  const { db, clock, tell, signal, log } = deps
  await inTurn(deps, async () => {
    const now = clock.now()
    const [owed] = await db.hot<Owed>(sql`
      UPDATE payment SET refund_at = ${new Date(now + STRIPE.debtAgainMs)}
      WHERE id = (
        SELECT id FROM payment WHERE rail = 'stripe' AND charge_id IS NOT NULL AND refund_at <= ${new Date(now)}
        ORDER BY refund_at LIMIT 1 FOR UPDATE SKIP LOCKED)
      RETURNING id, charge_id AS "chargeId", refund_at AS "refundAt"`)
    if (!owed) return false
    // Where nothing had to be paid, there is nothing to give back.
    if (owed.chargeId.startsWith('pi_')) {
      try {
        await refund(deps, owed)
      } catch (error) {
        if (signal.aborted) throw error
        const fault = toFault(error)
        log.error('money could not be given back', {
          payment: owed.id,
          error: describe(fault),
          ...fault.facts,
        })
        if (fault.facts.status !== 400) throw error
        // Stripe says the same to the same key for a day.
        await postpone(db, owed, clock.now() + STRIPE.pendingCheckMs)
        return true
      }
      await tell({ kind: 'intent', id: owed.chargeId }, signal)
    }
    await postpone(db, owed, null)
    return true
  })
}

async function refund({ calls, signal }: DebtDeps, { id, chargeId }: Owed): Promise<void> {
  try {
    await calls.call(
      named,
      // Without an amount it is all that is left.
      stripe => stripe.refunds.create({ payment_intent: chargeId }, { idempotencyKey: `refund-${id}` }),
      signal,
    )
  } catch (error) {
    if (!(error instanceof Fault && error.facts.code === 'charge_already_refunded')) throw error
  }
}

async function postpone(db: PrismaClient, owed: Owed, at: number | null): Promise<void> {
  const when = at === null ? null : new Date(at)
  await db.hot(sql`
    UPDATE payment SET refund_at = ${when}::timestamptz WHERE id = ${owed.id} AND refund_at = ${owed.refundAt}`)
}
