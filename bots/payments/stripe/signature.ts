/** Whether Stripe has signed a webhook: https://docs.stripe.com/webhooks/signature */
import type Stripe from 'stripe'
import { STRIPE } from '../../../config/limits.js'

type Signature = Pick<Stripe.Signature, 'verifyHeader'>

/**
 * Whether one of the secrets has signed these bytes within five minutes of now, to either side. Stripe's own check lets
 * through what was signed for a time to come, so the time is looked at here too.
 */
export function isFromStripe(
  signature: Signature,
  signed: { body: Buffer; header: string | undefined },
  secrets: readonly string[],
  now: number,
): boolean {
  const { body, header } = signed
  const times = [...(header ?? '').matchAll(/(?:^|,)t=(\d{1,12})(?=,|$)/g)]
  if (header === undefined || times.length !== 1 || (header.match(/(?:^|,)t=/g)?.length ?? 0) !== 1)
    return false
  // Stripe counts whole seconds.
  const ahead = Number(times[0]?.[1]) * 1_000 - now
  if (ahead > STRIPE.ageMs) return false
  return secrets.some(secret => {
    try {
      return signature.verifyHeader(body, header, secret, STRIPE.ageMs / 1_000, undefined, now)
    } catch {
      return false
    }
  })
}
