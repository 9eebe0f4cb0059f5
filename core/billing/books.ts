/** What operators read in the books, and the one thing that they can do: have money given back. */
import type { PrismaClient } from '../../prisma/client.js'

/** The newest payments, of one person or ledger where `of` names it. */
export function recentPayments(db: PrismaClient, { of, take }: { of?: string | undefined; take: number }) {
  return db.payment.findMany({
    where: of === undefined ? {} : { OR: [{ personId: of }, { ledgerId: of }] },
    orderBy: [{ createdAt: 'desc' }, { id: 'desc' }],
    take,
  })
}

export type PaymentRow = Awaited<ReturnType<typeof recentPayments>>[number]

/** Whether a payment is to be given back from now on, or why not. */
export type WantedRefund = 'wanted' | 'unknown' | 'unpaid' | 'nothing' | 'elsewhere'

/** Wants the rest of a payment given back; whoever holds the rail's key does it, once. */
export async function wantRefund(db: PrismaClient, id: string, now: number): Promise<WantedRefund> {
  const payment = await db.payment.findUnique({ where: { id } })
  if (!payment) return 'unknown'
  if (payment.state !== 'paid') return 'unpaid'
  if (payment.rail === 'discord') return 'elsewhere'
  if (payment.reversed >= payment.amount) return 'nothing'
  await db.payment.updateMany({ where: { id, refundAt: null }, data: { refundAt: new Date(now) } })
  return 'wanted'
}

/** A ledger with its newest entries, by its own id or its person's. */
export async function readLedger(db: PrismaClient, of: string, take: number) {
  const account = await db.ledgerAccount.findFirst({
    where: { OR: [{ id: of }, { personId: of }, { teamId: of }] },
  })
  if (!account) return null
  const entries = await db.ledgerEntry.findMany({
    where: { OR: [{ sourceId: account.id }, { targetId: account.id }] },
    orderBy: { id: 'desc' },
    take,
  })
  return { account, entries }
}

export type ReadLedger = NonNullable<Awaited<ReturnType<typeof readLedger>>>
