/** Sets up at Stripe what config/plans.ts sells, and the portal. Doing it twice changes nothing. */
import { z } from 'zod'
import type { Product } from '../../../config/plans.js'
import type { Calls } from './calls.js'
import { PORTAL_MARK } from './catalog.js'
import { nameOf, titleOf } from './names.js'
import { named } from './shapes.js'

const metadata = z
  .record(z.string(), z.string())
  .nullish()
  .transform(value => value ?? {})
const product = z.object({ id: z.string(), active: z.boolean(), metadata })
const price = z.object({
  id: z.string(),
  active: z.boolean(),
  currency: z.string(),
  unit_amount: z.number().nullish(),
  lookup_key: z.string().nullish(),
  product: z.union([z.string(), z.looseObject({ id: z.string() }).transform(({ id }) => id)]),
  recurring: z.object({ interval: z.string(), interval_count: z.number() }).nullish(),
  metadata,
})
type Price = z.infer<typeof price>
const prices = z.object({ data: z.array(price) })
const configurations = z.object({ data: z.array(z.object({ id: z.string(), metadata })) })

/** One thing that is to be there. */
export interface Row {
  what: 'product' | 'price' | 'portal'
  /** Our name of it. */
  name: string
  /** `replaced`: it was there with another price, which is offered no more. */
  done: 'kept' | 'made' | 'replaced' | 'opened again' | 'closed'
  detail: string
}

export interface SyncOptions {
  products: readonly Product[]
  /** Nothing is changed: the rows say what would be. */
  dryRun: boolean
  signal: AbortSignal
}

const CURRENCY = 'usd'

/** Answers a row for everything, in the order of the catalogue. Faults: those of calls. */
export async function syncStripe(calls: Calls, options: SyncOptions): Promise<Row[]> {
  const rows: Row[] = []
  for (const one of options.products) {
    const amount = one.prices.stripe
    if (amount === undefined) continue
    rows.push(await syncProduct(calls, one, options))
    rows.push(...(await syncPrice(calls, one, amount, options)))
  }
  rows.push(await syncPortal(calls, options))
  return rows
}

async function syncProduct(calls: Calls, one: Product, { dryRun, signal }: SyncOptions): Promise<Row> {
  const id = nameOf(one)
  const row = { what: 'product' as const, name: id, detail: titleOf(one) }
  const found = await calls.find(product, stripe => stripe.products.retrieve(id), signal)
  // Its title is the operator's to change.
  if (found?.active) return { ...row, done: 'kept' }
  if (!dryRun)
    await calls.call(
      named,
      stripe =>
        found
          ? stripe.products.update(id, { active: true })
          : stripe.products.create(
              { id, name: titleOf(one), metadata: { pixbooth: one.id } },
              { idempotencyKey: `product-${id}` },
            ),
      signal,
    )
  return { ...row, done: found ? 'opened again' : 'made' }
}

/** The price stands by its lookup key. A new amount is a new price, which takes the key over; months go on at the old one. */
async function syncPrice(
  calls: Calls,
  one: Product,
  amount: number,
  { dryRun, signal }: SyncOptions,
): Promise<Row[]> {
  const key = nameOf(one)
  const row = { what: 'price' as const, name: key }
  const detail = `${(amount / 100).toFixed(2)} ${CURRENCY}${one.kind === 'plan' ? ' a month' : ''}`
  const { data } = await calls.call(
    prices,
    stripe => stripe.prices.list({ lookup_keys: [key], limit: 1 }),
    signal,
  )
  const before = data[0]
  const fits = before !== undefined && isAs(before, one, amount)
  const rows: Row[] = [{ ...row, detail, done: fits ? 'kept' : before ? 'replaced' : 'made' }]
  let current = before?.id
  if (!fits && !dryRun) {
    const made = await calls.call(
      named,
      stripe =>
        stripe.prices.create(
          {
            product: key,
            currency: CURRENCY,
            unit_amount: amount,
            lookup_key: key,
            transfer_lookup_key: true,
            metadata: { pixbooth: one.id },
            ...(one.kind === 'plan' && { recurring: { interval: 'month' as const } }),
          },
          // What it replaces is part of it: going back to a former amount within a day is another price again.
          { idempotencyKey: `price-${key}-${amount}-${CURRENCY}-after-${before?.id ?? 'none'}` },
        ),
      signal,
    )
    current = made.id
  }
  // Others of ours for this product are former ones, also where a run was cut off.
  const { data: offered } = await calls.call(
    prices,
    stripe => stripe.prices.list({ product: key, active: true, limit: 100 }),
    signal,
  )
  for (const former of offered) {
    if (former.id === current || former.metadata.pixbooth === undefined) continue
    if (!dryRun) await calls.call(named, stripe => stripe.prices.update(former.id, { active: false }), signal)
    rows.push({
      ...row,
      done: 'closed',
      detail: `${((former.unit_amount ?? 0) / 100).toFixed(2)} ${former.currency}`,
    })
  }
  return rows
}

function isAs(found: Price, one: Product, amount: number): boolean {
  const { recurring } = found
  const monthly = recurring?.interval === 'month' && recurring.interval_count === 1
  return (
    found.active &&
    found.product === nameOf(one) &&
    found.currency === CURRENCY &&
    found.unit_amount === amount &&
    (one.kind === 'plan' ? monthly : !recurring)
  )
}

/** A page for cards and invoices, where a subscription can be cancelled for the end of its month, and nothing else. */
async function syncPortal(calls: Calls, { dryRun, signal }: SyncOptions): Promise<Row> {
  const row = { what: 'portal' as const, name: 'billing portal', detail: 'invoices, cards, cancelling' }
  const { data } = await calls.call(
    configurations,
    stripe => stripe.billingPortal.configurations.list({ active: true, limit: 100 }),
    signal,
  )
  if (data.some(found => found.metadata[PORTAL_MARK] !== undefined)) return { ...row, done: 'kept' }
  if (!dryRun)
    await calls.call(
      named,
      stripe =>
        stripe.billingPortal.configurations.create({
          metadata: { [PORTAL_MARK]: '1' },
          features: {
            invoice_history: { enabled: true },
            payment_method_update: { enabled: true },
            subscription_cancel: { enabled: true, mode: 'at_period_end' },
            customer_update: { enabled: false },
            subscription_update: { enabled: false },
          },
        }),
      signal,
    )
  return { ...row, done: 'made' }
}
