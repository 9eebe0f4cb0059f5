/** Payments, plans and what ways to pay have announced. Books of the living and of those who are gone alike have an end. */
import { PAYMENTS, TASK } from '../../../config/limits.js'
import { Prisma } from '../../../prisma/client.js'
import { type Condition, countDue, FROZEN, fromDue, type Part, pages, rows, type Sweep } from './sweep.js'

const unpaidBefore = (now: number) => new Date(now - PAYMENTS.unpaidMs)

const UNPAID: Condition = {
  table: 'payment',
  at: Prisma.sql`x.created_at`,
  also: () => Prisma.sql`x.state IN ('open', 'expired', 'failed') AND x.charge_id IS NULL`,
  frozen: FROZEN,
}

/** Nobody's books need what came to nothing; it has a period of its own, which is shorter. */
const unpaid: Part = {
  what: 'payments that came to nothing',
  count: deps => countDue(UNPAID, deps, unpaidBefore(deps.now)),
  sweep: deps =>
    pages(
      () => deps.db.$executeRaw`
        DELETE FROM payment WHERE ctid = ANY (ARRAY(
          SELECT x.ctid ${fromDue(UNPAID, deps, unpaidBefore(deps.now))} LIMIT ${TASK.sweepBatch}
          FOR UPDATE OF x SKIP LOCKED))`,
    ),
}

/** Whoever pays is known by the rail's name as long as they may have to be found there. */
const PARTED: Condition = {
  table: 'subscription',
  at: Prisma.sql`x.created_at`,
  also: () => Prisma.sql`x.person_id IS NULL AND x.customer_id IS NOT NULL AND x.stop_at IS NULL AND x.state = 'ended'
    AND NOT EXISTS (SELECT 1 FROM payment p WHERE p.rail = x.rail AND p.subscription_id = x.subscription_id
      AND p.refund_at IS NOT NULL)`,
}

const parted: Part = {
  what: 'payers who are gone',
  count: deps => countDue(PARTED, deps, new Date(deps.now)),
  sweep: deps =>
    pages(
      () => deps.db.$executeRaw`
        UPDATE subscription SET customer_id = NULL WHERE ctid = ANY (ARRAY(
          SELECT x.ctid ${fromDue(PARTED, deps, new Date(deps.now))} LIMIT ${TASK.sweepBatch}
          FOR UPDATE OF x SKIP LOCKED))`,
    ),
}

const FORGOTTEN: Condition = {
  table: 'customer_leftover',
  at: Prisma.sql`x.created_at`,
}

/** Where nobody could be asked to forget them, since the way to pay is not set up any more. */
const forgotten: Part = {
  what: 'payers who a rail was to forget',
  count: deps => countDue(FORGOTTEN, deps, unpaidBefore(deps.now)),
  sweep: deps =>
    pages(
      () => deps.db.$executeRaw`
        DELETE FROM customer_leftover WHERE ctid = ANY (ARRAY(
          SELECT x.ctid ${fromDue(FORGOTTEN, deps, unpaidBefore(deps.now))} LIMIT ${TASK.sweepBatch}
          FOR UPDATE OF x SKIP LOCKED))`,
    ),
}

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
