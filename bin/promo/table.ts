import type { PromoFacts } from '../../core/billing/promo.js'

/** Codes, one a line. Pure. */
export function renderPromos(promos: readonly PromoFacts[], now: number): string {
  if (promos.length === 0) return 'There are no codes yet.\n'
  return `${promos.map(promo => lineOf(promo, now)).join('\n')}\n`
}

function lineOf({ code, credits, most, used, expiresAt }: PromoFacts, now: number): string {
  const over = expiresAt !== null && expiresAt.getTime() <= now
  const at = expiresAt?.toISOString().slice(0, 16).replace('T', ' ')
  const until = at === undefined ? 'without an end' : over ? `ended ${at}` : `until ${at}`
  return `${code.padEnd(16)}  ${credits} credits  used ${used} of ${most ?? 'any number'}  ${until}`
}
