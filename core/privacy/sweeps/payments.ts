/** Payments, plans and what ways to pay have announced. Books of the living and of those who are gone alike have an end. */
import { PAYMENTS } from '../../../config/limits.js'
import { Prisma } from '../../../prisma/client.js'
import { FROZEN, type Part, rows, type Sweep } from './sweep.js'

const unpaidBefore = (now: number) => new Date(now - PAYMENTS.unpaidMs)

/** As `rows`, with a period of its own in the place of the entry's, which is longer. */
function rowsBefore(before: (now: number) => Date, due: Parameters<typeof rows>[0]): Part {
  const part = rows(due)
  return {
    ...part,
    count: deps => part.count(deps, before(deps.now)),
    sweep: deps => part.sweep(deps, before(deps.now)),
  }
}

/** Nobody's books need what came to nothing. */
const unpaid = rowsBefore(unpaidBefore, {
  what: 'payments that came to nothing',
  table: 'payment',
  at: Prisma.sql`x.created_at`,
  also: () => Prisma.sql`x.state IN ('open', 'expired', 'failed') AND x.charge_id IS NULL`,
  frozen: FROZEN,
})

/** Whoever pays is known by the rail's name as long as they may have to be found there. */
const parted = rowsBefore(now => new Date(now), {
  what: 'payers who are gone',
  table: 'subscription',
  at: Prisma.sql`x.created_at`,
  also: () => Prisma.sql`x.person_id IS NULL AND x.customer_id IS NOT NULL AND x.stop_at IS NULL AND x.state = 'ended'
    AND NOT EXISTS (SELECT 1 FROM payment p WHERE p.rail = x.rail AND p.subscription_id = x.subscription_id
      AND p.refund_at IS NOT NULL)`,
  set: () => Prisma.sql`customer_id = NULL`,
})

/** Where nobody could be asked to forget them, since the way to pay is not set up any more. */
const forgotten = rowsBefore(unpaidBefore, {
  what: 'payers who a rail was to forget',
  table: 'customer_leftover',
  at: Prisma.sql`x.created_at`,
})

export const payments: Sweep = [
  rows({
    what: 'payments',
    table: 'payment',
    at: Prisma.sql`coalesce(x.paid_at, x.created_at)`,
    frozen: FROZEN,
  }),
  rows({
    what: 'plans',
    table: 'subscription',
    at: Prisma.sql`x.paid_until`,
    also: () => Prisma.sql`x.state = 'ended'`,
    frozen: FROZEN,
  }),
  unpaid,
  parted,
  forgotten,
]

export const paymentEvents: Sweep = [rows({ table: 'payment_event', at: Prisma.sql`x.received_at` })]
