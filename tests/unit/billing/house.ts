/** A booth at which money arrives, with people who have credits. */
import { findProduct, type ProductId, type Rail } from '../../../config/plans.js'
import type { Fact, PaidFact } from '../../../core/billing/facts.js'
import { openAccount } from '../../../core/billing/ledger.js'
import { reconcile } from '../../../core/billing/reconcile.js'
import { settleFact } from '../../../core/billing/settle/index.js'
import { newId } from '../../../core/id.js'
import type { PrismaClient } from '../../../prisma/client.js'

/** A person with an account and an empty ledger. */
export async function newPerson(db: PrismaClient, platform = 'web') {
  const personId = newId()
  const userId = `u-${personId}`
  await db.person.create({ data: { id: personId } })
  await db.account.create({ data: { id: `a-${personId}`, personId, platform, userId } })
  await openAccount(db, personId)
  const { id: ledgerId } = await db.ledgerAccount.findUniqueOrThrow({ where: { personId } })
  return { personId, ledgerId, accountId: `a-${personId}`, userId }
}

/** A payment that somebody has begun. */
export async function begin(
  db: PrismaClient,
  { personId, ledgerId }: { personId: string; ledgerId: string },
  product: ProductId = 'pack_100',
  rail: Rail = 'stripe',
): Promise<string> {
  const id = newId()
  const sold = findProduct(product)!
  await db.payment.create({
    data: {
      ...{
        id,
        origin: id,
        rail,
        product,
        personId,
        ledgerId,
        credits: sold.credits,
        amount: sold.prices[rail] ?? 0,
      },
      ...{ currency: 'usd', expiresAt: new Date(Date.now() + 3_600_000) },
    },
  })
  return id
}

/** What a rail says of a payment of ours. */
export const paid = (paymentId: string, more: Partial<PaidFact> = {}): PaidFact => ({
  is: 'paid',
  rail: 'stripe',
  paymentId,
  chargeId: `pi_${paymentId}`,
  product: 'pack_100',
  amount: 499,
  currency: 'usd',
  at: Date.now(),
  ...more,
})

/** Tells a fact, and what its taking makes of it. */
export const tell = (db: PrismaClient, fact: Fact, now = Date.now()) => settleFact(db, fact, now)

/** What somebody has. */
export async function purse(db: PrismaClient, ledgerId: string) {
  const { free, paid, held, debt, frozenAt } = await db.ledgerAccount.findUniqueOrThrow({
    where: { id: ledgerId },
  })
  return { free, paid, held, debt, frozen: frozenAt !== null }
}

/** Every balance is what its entries say, and money that is here is what payments say. */
export async function differences(db: PrismaClient) {
  const money = await db.$queryRaw<{ rail: string; unit: string; booked: number; told: number }[]>`
    SELECT * FROM (
      SELECT p.rail, p.currency AS unit, sum(p.amount - p.reversed)::int AS told,
        coalesce((SELECT sum(CASE WHEN e.target = p.rail THEN e.amount ELSE -e.amount END) FROM ledger_entry e
          WHERE e.unit = p.currency AND p.rail IN (e.source, e.target)), 0)::int AS booked
      FROM payment p WHERE p.state = 'paid' GROUP BY p.rail, p.currency) x WHERE booked <> told`
  return [...(await reconcile(db)), ...money]
}
