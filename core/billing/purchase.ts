/** Setting out to buy something: a row that knows for whom it is, before any rail hears of it. */
import { PAYMENTS } from '../../config/limits.js'
import type { Product, Rail } from '../../config/plans.js'
import type { PrismaClient } from '../../prisma/client.js'
import { newId } from '../id.js'
import type { ReplyTarget } from '../platform.js'

export interface PurchaseWish {
  personId: string
  accountId: string
  /** Whose the credits are to be. */
  ledgerId: string
  product: Product
  rail: Rail
  /** The event, so that handling it again finds what was begun. */
  origin: string
  replyTo: ReplyTarget
  now: number
}

export interface Begun {
  id: string
  amount: number
  currency: string
  /** The rail's page, once there is one. */
  url: string | null
  expiresAt: number
}

/** What a product costs by that rail, and in what; null where it cannot be had so. Pure. */
export function priceOf({ prices }: Product, rail: Rail): { amount: number; currency: string } | null {
  const amount = prices[rail]
  return amount === undefined ? null : { amount, currency: rail === 'stars' ? 'xtr' : 'usd' }
}

/**
 * Begins a purchase, or goes on with one of the same kind that is still open for a while: looking twice at what is sold
 * leaves one page behind.
 */
export async function beginPurchase(db: PrismaClient, wish: PurchaseWish): Promise<Begun | null> {
  const { product, rail, ledgerId, personId, now } = wish
  const price = priceOf(product, rail)
  if (!price) return null
  const open = await db.payment.findFirst({
    where: {
      ...{ personId, ledgerId, rail, product: product.id, state: 'open', ...price },
      expiresAt: { gt: new Date(now + PAYMENTS.againMs) },
    },
    orderBy: [{ createdAt: 'desc' }, { id: 'desc' }],
  })
  const expiresAt = new Date(now + PAYMENTS.openMs)
  const row =
    open ??
    (await db.payment.upsert({
      where: { origin: wish.origin },
      create: {
        ...{ id: newId(), origin: wish.origin, personId, ledgerId, rail, product: product.id, ...price },
        ...{ accountId: wish.accountId, replyTo: wish.replyTo, credits: product.credits },
        ...{ createdAt: new Date(now), expiresAt, checkAt: new Date(now + PAYMENTS.firstCheckMs) },
      },
      update: {},
    }))
  return {
    ...{ id: row.id, amount: row.amount, currency: row.currency, url: row.url },
    expiresAt: (row.expiresAt ?? expiresAt).getTime(),
  }
}

/** Keeps the page of a purchase, before anybody gets its address. */
export async function keepPage(
  db: PrismaClient,
  paymentId: string,
  page: { sessionId: string; url: string },
): Promise<void> {
  await db.payment.updateMany({ where: { id: paymentId, state: 'open' }, data: page })
}

/** Why an invoice may not be paid: `over` its time, `done` already, `other`: it is somebody else's, or not what we asked for. */
export type NotPayable = 'over' | 'done' | 'other'

/** Whether that person may pay that purchase now, at that price. */
export async function whyNotPayable(
  db: PrismaClient,
  ask: {
    rail: Rail
    paymentId: string
    amount: number
    currency: string
    personId: string | null
    now: number
  },
): Promise<NotPayable | null> {
  const payment = await db.payment.findUnique({ where: { id: ask.paymentId } })
  if (payment?.rail !== ask.rail || payment.personId === null || payment.personId !== ask.personId)
    return 'other'
  if (payment.state === 'paid') return 'done'
  if (payment.state !== 'open' || (payment.expiresAt?.getTime() ?? 0) < ask.now) return 'over'
  if (payment.amount !== ask.amount || payment.currency !== ask.currency.toLowerCase()) return 'other'
  return null
}
