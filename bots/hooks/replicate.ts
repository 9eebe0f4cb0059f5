/** Proof that a webhook comes from Replicate: HMAC-SHA256 over its id, time and raw body. Pure. */
import { createHmac, timingSafeEqual } from 'node:crypto'
import { isTimely } from './age.js'

export interface ReplicateSigned {
  /** `webhook-id`. */
  id: string | undefined
  /** `webhook-timestamp`, in seconds. */
  timestamp: string | undefined
  /** `webhook-signature`: one or several `v1,<base64>`, with spaces in between. */
  signature: string | undefined
  body: Buffer
}

/** More signatures than a change of secrets brings are not looked at. */
const MOST_SIGNATURES = 8

/**
 * Whether the secret (`whsec_<base64>`) signed it within five minutes of `now`, to either side. Compares in constant time;
 * the SDK's own validator does not, and knows no age.
 */
export function isFromReplicate(
  { id, timestamp, signature = '', body }: ReplicateSigned,
  secret: string,
  now: number,
): boolean {
  if (!id || !isTimely(timestamp, now)) return false
  const key = Buffer.from(secret.replace(/^whsec_/, ''), 'base64')
  const wanted = createHmac('sha256', key).update(`${id}.${timestamp}.`).update(body).digest()
  let found = false
  for (const part of signature.split(' ').slice(0, MOST_SIGNATURES)) {
    // 32 bytes are 43 characters of base64 and one to fill up; what is not cannot be compared.
    const given = /^v1,([A-Za-z0-9+/]{43}=)$/.exec(part)?.[1]
    if (given && timingSafeEqual(Buffer.from(given, 'base64'), wanted)) found = true
  }
  return found
}
