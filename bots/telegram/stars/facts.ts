/** What Telegram says about Stars, in our terms. Pure. */
import { z } from 'zod'
import { PRODUCTS, type ProductId } from '../../../config/plans.js'
import type { PaidFact, ReversedFact } from '../../../core/billing/facts.js'
import type { AccountName } from '../../../core/platform.js'
import type { PreCheckoutQuery, TelegramPayment } from '../update.js'

/** Somebody is about to pay; Telegram waits for a word on it. */
export interface Checkout {
  queryId: string
  ask: { rail: 'stars'; paymentId: string; amount: number; currency: string }
  payer: AccountName
}

/** Stars have arrived. `paymentId` is what the invoice carries along: our own id of the payment. */
export interface StarPayment {
  chargeId: string
  paymentId: string
  amount: number
  currency: string
  buyer: AccountName
  /**
   * Of a month of a subscription: until when it is paid. All its months carry the payload of the one invoice, so our id of
   * the first payment is the name of the subscription, too; the charge by which Telegram knows it is that payment's own.
   */
  paidUntil?: number
  at?: number
}

/** Stars went back, always all of a payment. */
export interface StarReturn {
  chargeId: string
  paymentId: string
  amount: number
}

/** A pre-checkout query. */
export function toCheckout(query: PreCheckoutQuery, payer: AccountName): Checkout {
  const { id, invoice_payload, total_amount, currency } = query
  const ask = {
    rail: 'stars',
    paymentId: invoice_payload,
    amount: total_amount,
    currency: currency.toLowerCase(),
  } as const
  return { queryId: id, ask, payer }
}

/** The payment of a service message. `date` is in seconds. */
export function toStarPayment(
  payment: TelegramPayment,
  buyer: AccountName,
  date: number | undefined,
): StarPayment {
  const { subscription_expiration_date: until } = payment
  return {
    ...toReturn(payment),
    currency: payment.currency.toLowerCase(),
    buyer,
    ...(until !== undefined && { paidUntil: until * 1_000 }),
    ...(date !== undefined && { at: date * 1_000 }),
  }
}

/** The refund of a service message. */
export function toReturn(payment: TelegramPayment): StarReturn {
  return {
    chargeId: payment.telegram_payment_charge_id,
    paymentId: payment.invoice_payload,
    amount: payment.total_amount,
  }
}

/** What was paid, for core. `now` is when, where Telegram does not say. */
export function toPaid(payment: StarPayment, product: ProductId, now: number): PaidFact {
  const { paymentId, buyer, chargeId, amount, currency, paidUntil, at = now } = payment
  return {
    ...{ is: 'paid', rail: 'stars', paymentId, buyer, customerId: buyer.userId },
    ...{ chargeId, product, amount, currency, at },
    ...(paidUntil !== undefined && { subscription: { id: paymentId, paidUntil } }),
  }
}

/** What went back, for core. */
export function toReversed({ chargeId, paymentId, amount }: StarReturn): ReversedFact {
  return { is: 'reversed', rail: 'stars', paymentId, chargeId, amount }
}

/** What so many Stars buy, for a payment that the booth has lost: every price is one product's. */
export function productOfPrice({ amount, paidUntil }: StarPayment): ProductId | undefined {
  const kind = paidUntil === undefined ? 'pack' : 'plan'
  return PRODUCTS.find(product => product.kind === kind && product.prices.stars === amount)?.id
}

const partner = z
  .object({
    type: z.literal('user'),
    transaction_type: z.literal('invoice_payment'),
    user: z.object({ id: z.number().int().positive() }),
    invoice_payload: z.string().max(128).optional(),
    subscription_period: z.number().int().positive().optional(),
  })
  .optional()
  .catch(undefined)

const transaction = z.object({
  id: z.string().max(400),
  amount: z.number().int(),
  date: z.number().int(),
  source: partner,
  receiver: partner,
})

/** A line of the bot's account at Telegram; what is neither a payment nor its refund is `other`: withdrawals, gifts. */
export type StarLine = { at: number } & (
  | { is: 'paid'; payment: StarPayment }
  | { is: 'returned'; back: StarReturn; userId: string }
  | { is: 'other' }
)

/** Reads a transaction. A refund has the id of the payment that it gives back. */
export function readTransaction(raw: unknown): StarLine {
  const { data } = transaction.safeParse(raw)
  // Without a time of its own it is passed over by nobody who looks for what is new.
  if (!data) return { is: 'other', at: Number.POSITIVE_INFINITY }
  const { id: chargeId, date, source, receiver } = data
  const at = date * 1_000
  const amount = Math.abs(data.amount)
  if (source?.invoice_payload !== undefined) {
    const { user, invoice_payload: paymentId, subscription_period: period } = source
    const buyer = { platform: 'telegram', tenant: '', userId: String(user.id) } as const
    const paidUntil = period === undefined ? {} : { paidUntil: at + period * 1_000 }
    return {
      at,
      is: 'paid',
      payment: { chargeId, paymentId, amount, currency: 'xtr', buyer, ...paidUntil, at },
    }
  }
  if (receiver) {
    const back = { chargeId, paymentId: receiver.invoice_payload ?? '', amount }
    return { at, is: 'returned', back, userId: String(receiver.user.id) }
  }
  return { at, is: 'other' }
}
