import type { PaymentRow } from '../../core/billing/books.js'

/** Payments, one a line. Pure. */
export function renderPayments(payments: readonly PaymentRow[]): string {
  if (payments.length === 0) return 'Nobody has paid anything yet.\n'
  return `${payments.map(lineOf).join('\n')}\n`
}

function lineOf(payment: PaymentRow): string {
  const { id, rail, product, amount, currency, createdAt } = payment
  const price =
    currency === 'xtr' ? `${amount} Stars` : `${(amount / 100).toFixed(2)} ${currency.toUpperCase()}`
  const at = createdAt.toISOString().slice(0, 16).replace('T', ' ')
  return `${id}  ${at}  ${rail.padEnd(7)}  ${product.padEnd(10)}  ${price.padStart(11)}  ${stateOf(payment)}`
}

function stateOf({ state, amount, reversed, dispute, refundAt, personId }: PaymentRow): string {
  const parts = [
    reversed > 0 ? (reversed >= amount ? 'refunded' : `${state}, refunded in part`) : state,
    dispute && `dispute ${dispute}`,
    refundAt && 'refund under way',
    personId === null && 'its person is gone',
  ]
  return parts.filter(Boolean).join(', ')
}
