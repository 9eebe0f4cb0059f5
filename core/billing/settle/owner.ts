/** Whose a payment or a subscription is, as far as what a rail says can tell. */
import type { Prisma } from '../../../prisma/client.js'
import { type ReplyTarget, replyTarget } from '../../platform.js'
import type { PaidFact, SubscriptionFact } from '../facts.js'
import { openAccount } from '../ledger.js'
import { openTeam } from '../team.js'

export type Tx = Prisma.TransactionClient

/** Whose credits they are, and who is told, where. */
export interface Owner {
  ledgerId: string
  personId: string | null
  at: { accountId: string; replyTo: ReplyTarget } | null
}

/** Where a payment was asked for, to answer there. */
export function askedAt(payment: { accountId: string | null; replyTo: unknown }): Owner['at'] {
  const parsed = replyTarget.safeParse(payment.replyTo)
  return payment.accountId !== null && parsed.success
    ? { accountId: payment.accountId, replyTo: parsed.data }
    : null
}

/**
 * By our own payment, by a subscription that is known, by the team that it was bought for, or by the account that bought
 * it; null when nobody can tell yet.
 */
export async function ownerOf(tx: Tx, fact: PaidFact | SubscriptionFact): Promise<Owner | null> {
  if (fact.paymentId) {
    const payment = await tx.payment.findUnique({ where: { id: fact.paymentId } })
    if (payment?.rail === fact.rail)
      return { ledgerId: payment.ledgerId, personId: payment.personId, at: askedAt(payment) }
  }
  const subscriptionId = fact.is === 'paid' ? fact.subscription?.id : fact.subscriptionId
  if (subscriptionId !== undefined) {
    const known = await tx.subscription.findUnique({
      where: { rail_subscriptionId: { rail: fact.rail, subscriptionId } },
    })
    if (known) return { ledgerId: known.ledgerId, personId: known.personId, at: null }
  }
  if (fact.team) {
    const { ledgerId } = await openTeam(tx, fact.team)
    return { ledgerId, personId: await personOf(tx, fact), at: null }
  }
  const personId = await personOf(tx, fact)
  if (personId === null) return null
  // Of what a platform sells by itself, they said before for whom it was to be.
  const wanted = await tx.payment.findFirst({
    where: { personId, rail: fact.rail, product: fact.product, state: 'open' },
    orderBy: [{ createdAt: 'desc' }, { id: 'desc' }],
  })
  if (wanted) return { ledgerId: wanted.ledgerId, personId, at: askedAt(wanted) }
  await openAccount(tx, personId)
  const ledger = await tx.ledgerAccount.findUnique({ where: { personId } })
  return ledger && { ledgerId: ledger.id, personId, at: null }
}

async function personOf(tx: Tx, { buyer }: PaidFact | SubscriptionFact): Promise<string | null> {
  if (!buyer) return null
  const { platform, tenant, userId } = buyer
  const account = await tx.account.findUnique({
    where: { platform_tenant_userId: { platform, tenant, userId } },
  })
  return account?.personId ?? null
}

interface Locked {
  id: string
  free: number
  paid: number
  held: number
  debt: number
  frozenAt: Date | null
  /** Its person is erased. */
  isNobodys: boolean
}

/**
 * Locks a ledger, before any row of a payment: that is the order in which two persons become one, too. Null when it went
 * to another one while it was waited for.
 */
export async function lockLedger(tx: Tx, ledgerId: string): Promise<Locked | null> {
  const [row] = await tx.$queryRaw<Locked[]>`
    SELECT id, free, paid, held, debt, frozen_at AS "frozenAt",
      person_id IS NULL AND team_id IS NULL AS "isNobodys" FROM ledger_account WHERE id = ${ledgerId} FOR UPDATE`
  return row ?? null
}
