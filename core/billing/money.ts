/** Money, dates and products in words of a language. Pure. */
import type { ProductId } from '../../config/plans.js'
import type { Say, TextId } from '../say.js'

/** An amount in its currency's smallest unit: `$4.99`, `4,99 $`, `350 ⭐`. */
export function moneyWords(language: string, amount: number, currency: string): string {
  if (currency === 'xtr') return `${new Intl.NumberFormat(language).format(amount)} ⭐`
  const format = new Intl.NumberFormat(language, { style: 'currency', currency: currency.toUpperCase() })
  return format.format(amount / 10 ** (format.resolvedOptions().maximumFractionDigits ?? 2))
}

/** A day, as long as it stands in a sentence: `28 November 2026`. */
export function dayWords({ language }: Say, day: Date): string {
  return new Intl.DateTimeFormat(language, { dateStyle: 'long', timeZone: 'UTC' }).format(day)
}

/** A day at the head of a line: `Nov 28, 2026`. */
export function shortDay({ language }: Say, day: Date): string {
  return new Intl.DateTimeFormat(language, { dateStyle: 'medium', timeZone: 'UTC' }).format(day)
}

/** What a product is called. */
export function productTitle(say: Say, product: ProductId | string): string {
  return say(`money.products.${product}` as TextId)
}
