/** What our products are called at Stripe. Pure. */
import { findProduct, type Product, type ProductId } from '../../../config/plans.js'

const PREFIX = 'pixbooth_'

/** The id of a product at Stripe, which is also the lookup key of its price. */
export function nameOf(product: Pick<Product, 'id'>): string {
  return `${PREFIX}${product.id}`
}

/** What one of Stripe's objects says about which product it belongs to; several names, the surest first. */
export function productOf(...names: (string | null | undefined)[]): ProductId | undefined {
  for (const name of names) {
    const product = name?.startsWith(PREFIX) ? findProduct(name.slice(PREFIX.length)) : undefined
    if (product) return product.id
  }
  return undefined
}

/** The product that our own metadata names. */
export function productIn(metadata: Readonly<Record<string, string>>): ProductId | undefined {
  return metadata.product === undefined ? undefined : findProduct(metadata.product)?.id
}

/** As people read it on the page for paying and on receipts. */
export function titleOf({ kind, credits, plan, buyer }: Product): string {
  if (kind === 'plan' && plan) return `Pixbooth ${plan[0]?.toUpperCase()}${plan.slice(1)}`
  return `Pixbooth: ${credits} credits${buyer === 'team' ? ' for a team' : ''}`
}

const LOCALES =
  'bg cs da de el en en-GB es es-419 et fi fil fr fr-CA hr hu id it ja ko lt lv ms mt nb nl pl pt pt-BR ro ru sk sl sv th tr vi zh zh-HK zh-TW'.split(
    ' ',
  )

/** The language of Stripe's pages that is closest to a BCP 47 tag; `auto` is the browser's own. */
export function localeOf(language: string): string {
  const [base = '', ...more] = language.split(/[-_]/)
  const whole = [base.toLowerCase(), ...more.map(part => part.toUpperCase())].join('-')
  if (whole === 'zh-HANT') return 'zh-TW'
  const found = [whole, base.toLowerCase()].find(tag => LOCALES.includes(tag))
  return found ?? (base.toLowerCase() === 'no' ? 'nb' : 'auto')
}
