/** How a plan stands, as its rail last told. */

import { PAYMENTS } from '../../../config/limits.js'
import type { Rail } from '../../../config/plans.js'
import { tellPerson } from '../../delivery/says.js'
import { newId } from '../../id.js'
import type { JobRef } from '../../jobs.js'
import { type Notice, notice } from '../../notice.js'
import type { SubscriptionFact } from '../facts.js'
import { lockLedger, type Owner, ownerOf, type Tx } from './owner.js'

interface State {
  state: 'active' | 'late' | 'ended'
  paidUntil: number
  endsAt: number | null
}

/**
 * What becomes of what was known when a rail tells how it stands now. What is paid never becomes less, and what has ended
 * begins again only with a later month: two readings may come in the wrong order. Pure.
 */
export function nextState(known: State | null, told: State): State {
  if (!known) return told
  if (known.state === 'ended' && told.paidUntil <= known.paidUntil) return known
  return { ...told, paidUntil: Math.max(known.paidUntil, told.paidUntil) }
}

/** What a person is told about a change of their plan; null when there is nothing to say. Pure. */
export function planNews(
  known: State | null,
  next: State,
  { product, now }: { product: string; now: number },
): Notice | null {
  if (!known) return null
  if (next.state === 'ended') return known.state === 'ended' ? null : notice('plan_ended', { product })
  if (next.state === 'late')
    return known.state === 'late' ? null : notice('plan_late', { product, day: now + PAYMENTS.graceMs })
  if (next.endsAt !== null)
    return known.endsAt === null ? notice('plan_cancelled', { product, day: next.endsAt }) : null
  return known.endsAt === null ? null : notice('plan_goes_on', { product })
}

/** Writes how a subscription stands, and tells its person what has changed. Its ledger is locked. */
export async function keepSubscription(
  tx: Tx,
  owner: Owner,
  told: State & {
    rail: Rail
    subscriptionId: string
    product: string
    customerId?: string | undefined
    isNobodys: boolean
    now: number
  },
): Promise<JobRef[]> {
  const { rail, subscriptionId, product, now } = told
  const row = await tx.subscription.findUnique({ where: { rail_subscriptionId: { rail, subscriptionId } } })
  const known: State | null = row && {
    state: row.state as State['state'],
    paidUntil: row.paidUntil.getTime(),
    endsAt: row.endsAt?.getTime() ?? null,
  }
  const next = nextState(known, told)
  const data = {
    product,
    state: next.state,
    paidUntil: new Date(next.paidUntil),
    endsAt: next.endsAt === null ? null : new Date(next.endsAt),
    lateAt: next.state === 'late' ? (row?.lateAt ?? new Date(now)) : null,
    checkAt: next.state === 'ended' ? null : new Date(next.paidUntil + PAYMENTS.renewalMs),
    ...(told.customerId && { customerId: told.customerId }),
    // Its person is gone: nobody is to go on paying.
    stopAt: told.isNobodys && next.state !== 'ended' ? (row?.stopAt ?? new Date(now)) : null,
  }
  if (row) await tx.subscription.update({ where: { id: row.id }, data })
  else
    await tx.subscription.create({
      data: {
        ...{ ...data, id: newId(), rail, subscriptionId },
        ...{ ledgerId: owner.ledgerId, personId: owner.personId, createdAt: new Date(now) },
      },
    })
  const news = planNews(known, next, { product, now })
  return news && owner.personId !== null
    ? tellPerson(tx, { personId: owner.personId, notice: news, now })
    : []
}

/** Takes how a subscription stands. Null when nobody can tell whose it is yet. */
export async function takeSubscription(
  tx: Tx,
  fact: SubscriptionFact,
  now: number,
): Promise<JobRef[] | null> {
  const owner = await ownerOf(tx, fact)
  if (!owner) return null
  const ledger = await lockLedger(tx, owner.ledgerId)
  const { rail, subscriptionId, product, state, paidUntil, endsAt, customerId } = fact
  return keepSubscription(tx, owner, {
    ...{ rail, subscriptionId, product, state, paidUntil, endsAt, customerId, now },
    isNobodys: ledger?.isNobodys ?? true,
  })
}
