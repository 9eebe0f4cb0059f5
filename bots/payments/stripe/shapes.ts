/** As much of Stripe's objects as we look at, in their shapes of several versions of its API (before and since Basil). */
import { z } from 'zod'

/** Another object: its id, or the object itself where it was expanded. */
const ref = z
  .union([z.string(), z.looseObject({ id: z.string() })])
  .nullish()
  .transform(value => (typeof value === 'string' ? value : value?.id))

const metadata = z
  .record(z.string(), z.string())
  .nullish()
  .transform(value => value ?? {})

const seconds = z.number()
const text = z.string().nullish()

/** A list, of which we look at the first page. */
const listOf = <T extends z.ZodType>(shape: T) =>
  z
    .object({ data: z.array(shape) })
    .nullish()
    .transform(list => list?.data ?? [])

export const session = z.object({
  id: z.string(),
  url: text,
  status: text,
  mode: z.string(),
  payment_status: z.string(),
  payment_intent: ref,
  subscription: ref,
  invoice: ref,
  customer: ref,
  amount_total: z.number().nullish(),
  currency: text,
  created: seconds,
  metadata,
})
export type Session = z.infer<typeof session>

export const charge = z.object({
  id: z.string(),
  payment_intent: ref,
  amount: z.number(),
  amount_refunded: z.number(),
  disputed: z.boolean().nullish(),
  receipt_url: text,
  created: seconds,
  metadata,
})
export type Charge = z.infer<typeof charge>

export const intent = z
  .object({
    id: z.string(),
    status: z.string(),
    amount_received: z.number(),
    currency: z.string(),
    customer: ref,
    created: seconds,
    metadata,
    latest_charge: z.union([z.string(), charge]).nullish(),
    // Until 2022-11-15.
    charges: listOf(charge),
    // Until Basil.
    invoice: ref,
  })
  .transform(({ latest_charge, charges, ...rest }) => ({
    ...rest,
    charge: typeof latest_charge === 'object' && latest_charge ? latest_charge : charges[0],
  }))
export type Intent = z.infer<typeof intent>

export const dispute = z.object({ id: z.string(), status: z.string(), payment_intent: ref, charge: ref })
export type Dispute = z.infer<typeof dispute>
export const disputes = z.object({ data: z.array(dispute) })

/** Which of our products a price is of: the product's id, and the lookup key. */
const priceNames = z
  .object({ product: ref, lookup_key: text })
  .nullish()
  .transform(price => [price?.product, price?.lookup_key])

const line = z
  .object({
    period: z.object({ end: seconds }).nullish(),
    // Since Basil.
    parent: z
      .object({
        subscription_item_details: z.object({ proration: z.boolean().nullish() }).nullish(),
      })
      .nullish(),
    pricing: z.object({ price_details: z.object({ product: ref, price: z.unknown() }).nullish() }).nullish(),
    // Before.
    type: text,
    proration: z.boolean().nullish(),
    price: priceNames,
  })
  .transform(({ period, parent, pricing, type, proration, price }) => {
    const item = parent?.subscription_item_details
    return {
      end: period?.end,
      /** It is for a period of a subscription as a whole, not for a part of one that was changed midway. */
      whole: (item ? !item.proration : type === 'subscription' && !proration) && period?.end !== undefined,
      names: [pricing?.price_details?.product, ...price],
    }
  })

const about = z.object({ subscription: ref, metadata }).nullish()

export const invoice = z
  .object({
    id: z.string(),
    status: text,
    billing_reason: text,
    amount_paid: z.number(),
    currency: z.string(),
    customer: ref,
    hosted_invoice_url: text,
    created: seconds,
    status_transitions: z.object({ paid_at: seconds.nullish() }).nullish(),
    metadata,
    lines: listOf(line),
    // Since Basil.
    parent: z.object({ subscription_details: about }).nullish(),
    payments: listOf(z.object({ status: text, payment: z.object({ payment_intent: ref }).nullish() })),
    // Before.
    subscription: ref,
    subscription_details: z.object({ metadata }).nullish(),
    payment_intent: ref,
  })
  .transform(({ parent, payments, subscription, subscription_details, payment_intent, ...rest }) => {
    const details = parent?.subscription_details
    const paid = payments.find(({ status }) => status === 'paid') ?? payments.at(-1)
    return {
      ...rest,
      subscriptionId: details?.subscription ?? subscription,
      /** What the subscription's metadata was when the invoice was made. */
      subscriptionMetadata: details?.metadata ?? subscription_details?.metadata ?? {},
      intentId: paid?.payment?.payment_intent ?? payment_intent,
    }
  })
export type Invoice = z.infer<typeof invoice>

/** Which invoices a payment has paid. */
export const invoicePayments = z.object({ data: z.array(z.object({ invoice: ref })) })

const item = z.object({
  current_period_start: seconds.nullish(),
  current_period_end: seconds.nullish(),
  price: priceNames,
})

export const subscription = z
  .object({
    id: z.string(),
    status: z.string(),
    customer: ref,
    cancel_at: seconds.nullish(),
    cancel_at_period_end: z.boolean().nullish(),
    ended_at: seconds.nullish(),
    created: seconds,
    metadata,
    items: listOf(item),
    latest_invoice: z.union([z.string(), invoice]).nullish(),
    // Before Basil.
    current_period_start: seconds.nullish(),
    current_period_end: seconds.nullish(),
  })
  .transform(({ items, current_period_start, current_period_end, latest_invoice, ...rest }) => ({
    ...rest,
    start: items[0]?.current_period_start ?? current_period_start ?? rest.created,
    end: items[0]?.current_period_end ?? current_period_end ?? rest.created,
    names: items.flatMap(({ price }) => price),
    latest: typeof latest_invoice === 'object' && latest_invoice ? latest_invoice : undefined,
  }))
export type Subscription = z.infer<typeof subscription>

/** Anything that we only want the name of. */
export const named = z.object({ id: z.string() })
