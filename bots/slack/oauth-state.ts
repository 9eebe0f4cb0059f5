/** The state of an installation on its way through Slack: signed, short-lived, bound to one browser. Pure. */
import { createHmac, timingSafeEqual } from 'node:crypto'

/** `<nonce>.<expiry>.<signature>`; the nonce lies in the browser's cookie as well. */
export function signState(nonce: string, expiresAt: number, secret: string): string {
  const body = `${nonce}.${expiresAt}`
  return `${body}.${sign(body, secret)}`
}

/** Whether we signed that state, for this browser, and not too long ago. */
export function isState(state: string, cookie: string | undefined, secret: string, now: number): boolean {
  const [nonce = '', expiry = '', signature = '', ...rest] = state.split('.')
  if (rest.length > 0 || nonce === '' || !/^\d{1,16}$/.test(expiry)) return false
  return (
    same(signature, sign(`${nonce}.${expiry}`, secret)) &&
    cookie !== undefined &&
    same(cookie, nonce) &&
    Number(expiry) > now
  )
}

function sign(body: string, secret: string): string {
  return createHmac('sha256', secret).update(body).digest('base64url')
}

function same(one: string, other: string): boolean {
  const [a, b] = [Buffer.from(one), Buffer.from(other)]
  return a.length === b.length && timingSafeEqual(a, b)
}
