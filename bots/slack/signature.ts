/** Proof that a request comes from Slack: `v0` HMAC-SHA256 over time and raw body. Pure. */
import { createHmac, timingSafeEqual } from 'node:crypto'
import { SLACK } from '../../config/limits.js'

export interface Signed {
  /** `X-Slack-Request-Timestamp`, in seconds. */
  timestamp: string | undefined
  /** `X-Slack-Signature`. */
  signature: string | undefined
  body: Buffer
}

/** Whether the secret signed it within five minutes of `now`, to either side. Compares in constant time. */
export function isSigned(
  { timestamp = '', signature = '', body }: Signed,
  secret: string,
  now: number,
): boolean {
  if (!/^\d{1,12}$/.test(timestamp)) return false
  if (Math.abs(now - Number(timestamp) * 1_000) > SLACK.signatureMs) return false
  const digest = createHmac('sha256', secret).update(`v0:${timestamp}:`).update(body).digest('hex')
  const wanted = Buffer.from(`v0=${digest}`)
  const given = Buffer.from(signature)
  return given.length === wanted.length && timingSafeEqual(given, wanted)
}
