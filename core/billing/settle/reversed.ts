/** Money went back, or is about to: the credits go with it, and what of them is spent already is owed. */
import { PAYMENTS } from '../../../config/limits.js'
import { tellPerson } from '../../delivery/says.js'
import type { JobRef } from '../../jobs.js'
import { notice } from '../../notice.js'
import { noteSecurity } from '../../privacy/security-log.js'
import { HOUSE_BUCKETS, post } from '../entries.js'
import type { DisputedFact, ReversedFact } from '../facts.js'
import { lockLedger, type Tx } from './owner.js'

interface Paid {
  credits: number
  amount: number
}

/** How many of a payment's credits go back when so much of its money does: its share, and all of them with the last cent. Pure. */
export function creditsBack({ credits, amount }: Paid, reversed: number): number {
  return reversed >= amount ? credits : Math.floor((credits * reversed) / amount)
}

/** Finds the payment of a charge and locks its ledger first; null when no such charge has been booked. */
async function booked(tx: Tx, { rail, chargeId }: Pick<ReversedFact, 'rail' | 'chargeId'>) {
  const where = { rail_chargeId: { rail, chargeId } }
  const found = await tx.payment.findUnique({ where })
  if (!found) return null
  const ledger = await lockLedger(tx, found.ledgerId)
  const payment = await tx.payment.findUnique({ where })
  return ledger && payment?.state === 'paid' && payment.ledgerId === ledger.id ? { ledger, payment } : null
}

/** Takes back what a charge had brought. Null when the charge is not booked yet. */
export async function takeReversed(tx: Tx, fact: ReversedFact, now: number): Promise<JobRef[] | null> {
  const it = await booked(tx, fact)
  if (!it) return null
  const { ledger, payment } = it
  const reversed = Math.min(Math.max(payment.reversed, fact.amount), payment.amount)
  const back = creditsBack(payment, payment.amount === 0 ? fact.amount : reversed)
  const credits = Math.max(0, back - payment.takenBack)
  if (reversed === payment.reversed && credits === 0) return []
  const common = { reason: `product:${payment.product}`, paymentId: payment.id }
  await post(tx, {
    ...common,
    kind: 'payback',
    unit: payment.currency,
    amount: reversed - payment.reversed,
    from: { house: payment.rail },
    to: { house: HOUSE_BUCKETS.customers },
  })
  const there = Math.min(credits, ledger.paid)
  const owed = credits - there
  const to = { house: HOUSE_BUCKETS.sales }
  await post(tx, {
    ...common,
    kind: 'takeback',
    amount: there,
    from: { account: ledger.id, bucket: 'paid' },
    to,
  })
  await post(tx, {
    ...common,
    kind: 'takeback',
    amount: owed,
    from: { account: ledger.id, bucket: 'debt' },
    to,
  })
  await tx.payment.update({
    where: { id: payment.id },
    data: {
      reversed,
      takenBack: payment.takenBack + credits,
      ...(reversed >= payment.amount && { refundAt: null }),
    },
  })
  if (payment.personId === null) return []
  return tellPerson(tx, {
    personId: payment.personId,
    notice:
      owed > 0
        ? notice('payment_reversed_owing', { credits, owed })
        : notice('payment_reversed', { credits }),
    now,
  })
}

/** A bank asks for money back: what was paid for waits until that is settled, and the operators hear of it. */
export async function takeDisputed(tx: Tx, fact: DisputedFact, now: number): Promise<JobRef[] | null> {
  const it = await booked(tx, fact)
  if (!it) return null
  const { ledger, payment } = it
  // How it ended is the last word: a reading from before comes too late.
  if (payment.dispute === fact.state || (payment.dispute !== null && fact.state === 'open')) return []
  await tx.payment.update({ where: { id: payment.id }, data: { dispute: fact.state } })
  const open = await tx.payment.count({ where: { ledgerId: ledger.id, dispute: 'open' } })
  await tx.ledgerAccount.update({
    where: { id: ledger.id },
    data: { frozenAt: open > 0 ? (ledger.frozenAt ?? new Date(now)) : null },
  })
  await noteSecurity(tx, { kind: 'disputed', facts: { state: fact.state, rail: fact.rail }, now })
  if (fact.state === 'open')
    await tx.report.createMany({
      data: {
        id: `dispute-${payment.id}`,
        kind: 'dispute',
        text: payment.id,
        personId: payment.personId,
        origin: `dispute:${payment.id}`,
        createdAt: new Date(now),
        dueAt: new Date(now + PAYMENTS.ticketMs),
      },
      skipDuplicates: true,
    })
  else
    await tx.report.updateMany({
      where: { origin: `dispute:${payment.id}`, closedAt: null },
      data: { closedAt: new Date(now), answer: fact.state },
    })
  if (payment.personId === null) return []
  const words = notice(fact.state === 'open' ? 'payment_disputed' : 'payment_dispute_over', {})
  return tellPerson(tx, { personId: payment.personId, notice: words, now })
}
