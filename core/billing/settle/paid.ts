/** Money has arrived: it is booked, and the credits with it, once for each charge. */
import { findProduct, type Product } from '../../../config/plans.js'
import { tellPerson } from '../../delivery/says.js'
import { Fault } from '../../errors.js'
import { newId } from '../../id.js'
import type { JobRef } from '../../jobs.js'
import { notice } from '../../notice.js'
import { HOUSE_BUCKETS, post } from '../entries.js'
import type { PaidFact } from '../facts.js'
import { lockLedger, type Owner, ownerOf, type Tx } from './owner.js'
import { keepSubscription } from './subscription.js'

/** Books a charge. Null when nobody can tell whose it is yet. */
export async function takePaid(tx: Tx, fact: PaidFact, now: number): Promise<JobRef[] | null> {
  const product = findProduct(fact.product)
  if (!product) throw new Fault('bug', 'A product was paid that is not sold.')
  const { rail, chargeId } = fact
  const known = await tx.payment.findUnique({ where: { rail_chargeId: { rail, chargeId } } })
  const owner: Owner | null = known
    ? { ledgerId: known.ledgerId, personId: known.personId, at: null }
    : await ownerOf(tx, fact)
  if (!owner) return null
  // Whoever paid, also what is a team's: their card is nobody else's. A person's ledger is locked before a team's.
  if (fact.customerId && rail === 'stripe' && owner.personId !== null)
    await tx.$executeRaw`
      UPDATE ledger_account SET customer_id = ${fact.customerId}
      WHERE person_id = ${owner.personId} AND customer_id IS NULL`
  const ledger = await lockLedger(tx, owner.ledgerId)
  if (!ledger) throw new Fault('busy', 'The ledger has gone to another one.')
  // From here on nobody else books for this ledger.
  const payment = await claim(tx, fact, { owner, product, isNobodys: ledger.isNobodys, now })
  if (!payment) return []
  await post(tx, {
    kind: 'payment',
    unit: fact.currency,
    amount: fact.amount,
    from: { house: HOUSE_BUCKETS.customers },
    to: { house: rail },
    reason: `product:${product.id}`,
    paymentId: payment.id,
    once: `payment:${rail}:${chargeId}`,
  })
  await post(tx, {
    kind: 'grant',
    amount: product.credits,
    from: { house: HOUSE_BUCKETS.sales },
    to: { account: ledger.id, bucket: 'paid' },
    reason: `product:${product.id}`,
    paymentId: payment.id,
    once: `credits:${rail}:${chargeId}`,
  })
  await repay(tx, ledger.id, payment.id)
  const told = fact.subscription
    ? await keepSubscription(tx, owner, {
        ...{ rail, subscriptionId: fact.subscription.id, product: product.id, customerId: fact.customerId },
        ...{ state: 'active', paidUntil: fact.subscription.paidUntil, endsAt: null, now },
        isNobodys: ledger.isNobodys,
      })
    : []
  if (owner.personId === null) return told
  const before = fact.subscription
    ? await tx.payment.count({
        where: { rail, subscriptionId: fact.subscription.id, state: 'paid', id: { not: payment.id } },
      })
    : 0
  const words = notice(newsOf(product, before === 0), {
    credits: product.credits,
    product: product.id,
    ...(fact.receiptUrl && { receipt: fact.receiptUrl }),
    ...(fact.subscription && { day: fact.subscription.paidUntil }),
  })
  return [...told, ...(await tellPerson(tx, { personId: owner.personId, notice: words, now, at: owner.at }))]
}

/** What whoever paid is told. */
function newsOf({ kind, buyer }: Product, isFirst: boolean): string {
  if (kind === 'plan') return isFirst ? 'plan_begun' : 'plan_renewed'
  return buyer === 'team' ? 'credits_bought_team' : 'credits_bought'
}

/** The row of this charge, in the hands of whoever books it first; null when that has been done. */
async function claim(
  tx: Tx,
  fact: PaidFact,
  { owner, product, isNobodys, now }: { owner: Owner; product: Product; isNobodys: boolean; now: number },
): Promise<{ id: string } | null> {
  const { rail, chargeId } = fact
  const paid = {
    state: 'paid',
    chargeId,
    amount: fact.amount,
    currency: fact.currency,
    credits: product.credits,
    product: product.id,
    subscriptionId: fact.subscription?.id ?? null,
    receiptUrl: fact.receiptUrl ?? null,
    paidAt: new Date(fact.at),
    url: null,
    checkAt: null,
    // Whoever it was for is gone: nobody pays for nothing.
    ...(isNobodys && { refundAt: new Date(now) }),
  }
  const booked = await tx.payment.findUnique({ where: { rail_chargeId: { rail, chargeId } } })
  if (booked) return null
  // Discord sells by itself: what they set out to buy there is found by what it is.
  const which = fact.paymentId
    ? { id: fact.paymentId }
    : { personId: owner.personId, ledgerId: owner.ledgerId, product: product.id, state: 'open' }
  const begun =
    fact.paymentId || rail === 'discord'
      ? await tx.payment.findFirst({
          where: { rail, state: { not: 'paid' }, ...which },
          orderBy: [{ createdAt: 'desc' }, { id: 'desc' }],
        })
      : null
  if (begun) return tx.payment.update({ where: { id: begun.id }, data: paid, select: { id: true } })
  // A month that came by itself, or what was bought where we had no hand in it.
  return tx.payment.create({
    data: {
      ...paid,
      id: newId(),
      origin: `${rail}:${chargeId}`,
      rail,
      ledgerId: owner.ledgerId,
      personId: owner.personId,
      createdAt: new Date(now),
    },
    select: { id: true },
  })
}

/** What is owed is paid from what there is now. */
export async function repay(tx: Tx, ledgerId: string, paymentId?: string): Promise<void> {
  const [row] = await tx.$queryRaw<{ amount: number }[]>`
    SELECT least(debt, paid) AS amount FROM ledger_account WHERE id = ${ledgerId}`
  await post(tx, {
    kind: 'repay',
    amount: row?.amount ?? 0,
    from: { account: ledgerId, bucket: 'paid' },
    to: { account: ledgerId, bucket: 'debt' },
    reason: 'debt',
    paymentId,
  })
}
