/** What an export has about credits and payments. */
import type { Prisma } from '../../../prisma/client.js'

const iso = (at: Date) => at.toISOString()
const maybe = (at: Date | null) => at && iso(at)

/** Everything about a person's credits: their ledger, payments, plans, teams and codes. */
export async function aboutMoney(tx: Prisma.TransactionClient, personId: string) {
  const order = { orderBy: [{ createdAt: 'asc' as const }, { id: 'asc' as const }] }
  const payments = await tx.payment.findMany({ where: { personId }, ...order })
  const subscriptions = await tx.subscription.findMany({ where: { personId }, ...order })
  const members = await tx.teamMember.findMany({
    where: { spender: { personId } },
    include: { team: true },
    orderBy: { teamId: 'asc' },
  })
  return {
    ledger: await ledgerOf(tx, personId),
    payments: payments.map(({ createdAt, paidAt, ...row }) => ({
      ...{ id: row.id, rail: row.rail, product: row.product, state: row.state, credits: row.credits },
      ...{ amount: row.amount, currency: row.currency, reversed: row.reversed, takenBack: row.takenBack },
      ...{ dispute: row.dispute, chargeId: row.chargeId, subscriptionId: row.subscriptionId },
      receiptUrl: row.receiptUrl,
      createdAt: iso(createdAt),
      paidAt: maybe(paidAt),
    })),
    subscriptions: subscriptions.map(({ rail, subscriptionId, product, state, customerId, ...row }) => ({
      ...{ rail, subscriptionId, product, state, customerId },
      paidUntil: iso(row.paidUntil),
      endsAt: maybe(row.endsAt),
      lateAt: maybe(row.lateAt),
      createdAt: iso(row.createdAt),
    })),
    teams: members.map(({ team: { platform, tenant }, month, used, held }) => ({
      ...{ platform, tenant, month, used, held },
    })),
    codes: await codesOf(tx, personId),
  }
}

async function ledgerOf(tx: Prisma.TransactionClient, personId: string) {
  const ledger = await tx.ledgerAccount.findUnique({ where: { personId } })
  if (!ledger) return null
  const { id, free, paid, held, debt, frozenAt, freeDay, customerId } = ledger
  const entries = await tx.ledgerEntry.findMany({
    where: { OR: [{ sourceId: id }, { targetId: id }, { spenderId: id }] },
    orderBy: { id: 'asc' },
  })
  return {
    ...{ free, paid, held, debt, freeDay, customerId },
    frozenAt: maybe(frozenAt),
    entries: entries.map(({ kind, unit, amount, sourceId, source, targetId, target, ...entry }) => ({
      ...{ kind, unit, amount },
      from: sourceId === id ? source : `elsewhere: ${source}`,
      to: targetId === id ? target : `elsewhere: ${target}`,
      ...{ reason: entry.reason, generationId: entry.generationId, paymentId: entry.paymentId },
      ...{ spenderId: entry.spenderId, once: entry.once },
      at: iso(entry.at),
    })),
  }
}

async function codesOf(tx: Prisma.TransactionClient, personId: string) {
  const own = await tx.creditCode.findMany({ where: { personId }, orderBy: { createdAt: 'asc' } })
  const used = await tx.codeUse.findMany({ where: { personId }, orderBy: { at: 'asc' } })
  const tries = await tx.codeTry.findMany({ where: { personId }, orderBy: { at: 'asc' } })
  return {
    own: own.map(one => ({
      ...{ code: one.code, credits: one.credits, used: one.used },
      createdAt: iso(one.createdAt),
    })),
    used: used.map(({ code, state, at }) => ({ code, state, at: iso(at) })),
    tries: tries.map(({ at }) => iso(at)),
  }
}
