/** What the booth's own rows say about payments in Stars, and about what is to be done at Telegram. */
import { STARS } from '../../../config/limits.js'
import { findProduct, type ProductId } from '../../../config/plans.js'
import type { PrismaClient } from '../../../prisma/client.js'
import { productOfPrice, type StarPayment } from './facts.js'

const RAIL = 'stars'

/** Up to where Telegram's account has been read; a backup that is played back brings its own, so what it lacks is read anew. */
const MARK = 'telegram-stars-read'

/** A payment whose Stars are to be given back. `payers`: who may have paid it, as far as the rows still tell. */
export interface DueRefund {
  paymentId: string
  chargeId: string
  amount: number
  payers: string[]
  at: number
}

/** A subscription that is to be let run out, or that is over. */
export interface DueSubscription {
  subscriptionId: string
  product: ProductId
  paidUntil: number
  customerId: string | undefined
  /** Its person is gone. */
  isNobodys: boolean
  /** The charge of its first month: that is how Telegram knows it. */
  chargeId: string | undefined
  since: number
}

export type StarStore = ReturnType<typeof createStarStore>

/** Builds it. */
export function createStarStore(db: PrismaClient) {
  async function firstCharge(subscriptionId: string): Promise<string | undefined> {
    const first =
      (await db.payment.findFirst({ where: { id: subscriptionId, rail: RAIL } })) ??
      (await db.payment.findFirst({ where: { subscriptionId, rail: RAIL }, orderBy: { paidAt: 'asc' } }))
    return first?.chargeId ?? undefined
  }

  async function subscriptions(where: object): Promise<DueSubscription[]> {
    const rows = await db.subscription.findMany({
      where: { rail: RAIL, ...where },
      orderBy: { createdAt: 'asc' },
      take: STARS.batch,
    })
    return Promise.all(
      rows.flatMap(row => {
        const product = findProduct(row.product)
        if (!product) return []
        return firstCharge(row.subscriptionId).then(chargeId => ({
          subscriptionId: row.subscriptionId,
          product: product.id,
          paidUntil: row.paidUntil.getTime(),
          customerId: row.customerId ?? undefined,
          isNobodys: row.personId === null,
          chargeId,
          since: row.createdAt.getTime(),
        }))
      }),
    )
  }

  return {
    /** What was paid for: as the payment says that was begun, as its subscription does, or what costs so much. */
    async productOf(payment: StarPayment): Promise<ProductId | undefined> {
      const { paymentId } = payment
      const begun = await db.payment.findUnique({ where: { id: paymentId } })
      const known =
        begun?.rail === RAIL
          ? begun
          : await db.subscription.findUnique({
              where: { rail_subscriptionId: { rail: RAIL, subscriptionId: paymentId } },
            })
      return known ? findProduct(known.product)?.id : productOfPrice(payment)
    },

    /** Of charges: those that are booked, with how much of each has gone back. */
    async booked(chargeIds: string[]): Promise<Map<string, number>> {
      const rows = await db.payment.findMany({
        where: { rail: RAIL, chargeId: { in: chargeIds }, state: 'paid' },
        select: { chargeId: true, reversed: true },
      })
      return new Map(rows.map(({ chargeId, reversed }) => [chargeId ?? '', reversed]))
    },

    /** Null when nothing has been read yet. */
    async readUntil(): Promise<number | null> {
      const row = await db.round.findUnique({ where: { name: MARK } })
      return row?.at.getTime() ?? null
    },

    async noteRead(at: number): Promise<void> {
      await db.$executeRaw`
        INSERT INTO round (name, at) VALUES (${MARK}, ${new Date(at)})
        ON CONFLICT (name) DO UPDATE SET at = greatest(round.at, excluded.at)`
    },

    async dueRefunds(now: number): Promise<DueRefund[]> {
      const rows = await db.payment.findMany({
        where: { rail: RAIL, state: 'paid', chargeId: { not: null }, refundAt: { lte: new Date(now) } },
        include: { account: true },
        orderBy: { refundAt: 'asc' },
        take: STARS.batch,
      })
      const subscriptionIds = rows.flatMap(({ subscriptionId }) => subscriptionId ?? [])
      const paidBy = await db.subscription.findMany({
        where: { rail: RAIL, subscriptionId: { in: subscriptionIds } },
        select: { subscriptionId: true, customerId: true },
      })
      return rows.map(row => {
        const subscription = paidBy.find(({ subscriptionId }) => subscriptionId === row.subscriptionId)
        const account = row.account?.platform === 'telegram' ? row.account.userId : undefined
        return {
          paymentId: row.id,
          chargeId: row.chargeId ?? '',
          amount: row.amount,
          payers: [...new Set([subscription?.customerId, account].flatMap(one => one ?? []))],
          at: (row.paidAt ?? row.createdAt).getTime(),
        }
      })
    },

    async refunded(paymentId: string): Promise<void> {
      await db.payment.updateMany({ where: { id: paymentId }, data: { refundAt: null } })
    },

    async refundAgain(paymentId: string, at: number): Promise<void> {
      await db.payment.updateMany({
        where: { id: paymentId, refundAt: { not: null } },
        data: { refundAt: new Date(at) },
      })
    },

    dueStops: (now: number) => subscriptions({ stopAt: { lte: new Date(now) } }),

    async stopped(subscriptionId: string): Promise<void> {
      await db.subscription.updateMany({ where: { rail: RAIL, subscriptionId }, data: { stopAt: null } })
    },

    async stopAgain(subscriptionId: string, at: number): Promise<void> {
      await db.subscription.updateMany({
        where: { rail: RAIL, subscriptionId, stopAt: { not: null } },
        data: { stopAt: new Date(at) },
      })
    },

    /** Those whose next month should have come. */
    overdue: (now: number) =>
      subscriptions({ state: { not: 'ended' }, checkAt: { lte: new Date(now) }, stopAt: null }),

    /** Invoices whose time is over and that nobody has paid. */
    async expired(before: number): Promise<string[]> {
      const rows = await db.payment.findMany({
        where: { rail: RAIL, state: 'open', expiresAt: { lte: new Date(before) } },
        select: { id: true },
        orderBy: { createdAt: 'asc' },
        take: STARS.batch,
      })
      return rows.map(({ id }) => id)
    },
  }
}
