/** Which plan somebody has. */
import { PAYMENTS } from '../../config/limits.js'
import { PLANS, type Plan, type PlanId, PRODUCTS } from '../../config/plans.js'
import { Prisma } from '../../prisma/client.js'

const PRODUCTS_OF_PLANS = PRODUCTS.flatMap(({ id, plan }) => (plan ? [{ id, plan }] : []))

/**
 * SQL: the product of the plan that a person has now, the dearest first; null without one. A month that is over counts for a
 * day more, since its successor may still be on its way, and one that could not be collected for the time of grace.
 */
export function planProduct(personId: Prisma.Sql, now: number): Prisma.Sql {
  const ids = PRODUCTS_OF_PLANS.map(({ id }) => id)
  return Prisma.sql`(
    SELECT s.product FROM subscription s
    WHERE s.person_id = ${personId} AND s.product = ANY (${ids}) AND (
      (s.state = 'active' AND s.paid_until > ${new Date(now - PAYMENTS.renewalMs)})
      OR (s.state = 'late' AND s.late_at > ${new Date(now - PAYMENTS.graceMs)}))
    ORDER BY array_position(${ids}, s.product) DESC LIMIT 1)`
}

/** What somebody with that product is entitled to; `free` is what everybody has. Pure. */
export function planOf(product: string | null, free: Plan): Plan {
  const id: PlanId = PRODUCTS_OF_PLANS.find(one => one.id === product)?.plan ?? 'free'
  if (id === 'free') return free
  const plan = PLANS[id]
  return { ...plan, freePerDay: Math.max(plan.freePerDay, free.freePerDay) }
}
