/** The name under which a proof outlives its person: whoever knows the account and the secret can make it again, nobody else. */
import { createHmac } from 'node:crypto'

/** A keyed fingerprint of a text, base64url. */
export type Pseudonym = (text: string) => string

/** Fingerprints with a secret of this booth. */
export function createPseudonym(secret: string | Uint8Array): Pseudonym {
  return text => createHmac('sha256', secret).update(text).digest('base64url')
}

/** What is fingerprinted of an account. */
export function accountText(account: { platform: string; tenant: string; userId: string }): string {
  return `${account.platform}:${account.tenant}:${account.userId}`
}
