/** Which plan somebody has. */
import { PAYMENTS } from '../../config/limits.js'
import { PLANS, type Plan, type PlanId, PRODUCTS, type Rail } from '../../config/plans.js'
import { Prisma, type PrismaClient } from '../../prisma/client.js'

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

/** A plan that runs now. */
export interface RunningPlan {
  product: string
  rail: Rail
  paidUntil: Date
  endsAt: Date | null
  late: boolean
  /** Whoever pays for it, by the rail's name. */
  customerId: string | null
}

/** The plan that a person has now, by the same rule as `planProduct`; null without one. */
export async function runningPlan(
  db: PrismaClient,
  personId: string,
  now: number,
): Promise<RunningPlan | null> {
  const ids = PRODUCTS_OF_PLANS.map(({ id }) => id as string)
  const rows = await db.subscription.findMany({
    where: {
      personId,
      product: { in: ids },
      OR: [
        { state: 'active', paidUntil: { gt: new Date(now - PAYMENTS.renewalMs) } },
        { state: 'late', lateAt: { gt: new Date(now - PAYMENTS.graceMs) } },
      ],
    },
    orderBy: { paidUntil: 'desc' },
  })
  const [best] = rows.toSorted((x, y) => ids.indexOf(y.product) - ids.indexOf(x.product))
  if (!best) return null
  const { product, paidUntil, endsAt, customerId } = best
  return { product, rail: best.rail as Rail, paidUntil, endsAt, late: best.state === 'late', customerId }
}
