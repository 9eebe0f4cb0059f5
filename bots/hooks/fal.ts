/** Proof that a webhook comes from fal: Ed25519 over its names, time and the body's digest. Pure. */
import { createHash, createPublicKey, type KeyObject, verify } from 'node:crypto'
import { z } from 'zod'
import { isTimely } from './age.js'

export interface FalSigned {
  /** `X-Fal-Webhook-Request-Id`. */
  requestId: string | undefined
  /** `X-Fal-Webhook-User-Id`. */
  userId: string | undefined
  /** `X-Fal-Webhook-Timestamp`, in seconds. */
  timestamp: string | undefined
  /** `X-Fal-Webhook-Signature`: 64 bytes in hex. */
  signature: string | undefined
  body: Buffer
}

/** What is to be verified, with all that can be refused without a key already refused: null. */
export function falMessage(signed: FalSigned, now: number): { message: Buffer; signature: Buffer } | null {
  const { requestId, userId, timestamp, signature = '', body } = signed
  if (!requestId || !userId || !isTimely(timestamp, now) || !/^[0-9a-f]{128}$/i.test(signature)) return null
  const digest = createHash('sha256').update(body).digest('hex')
  return {
    message: Buffer.from([requestId, userId, timestamp, digest].join('\n')),
    signature: Buffer.from(signature, 'hex'),
  }
}

/** Whether one of fal's keys made the signature. Everything compared is public, so that time tells nothing. */
export function isSignedBy(
  keys: readonly KeyObject[],
  { message, signature }: { message: Buffer; signature: Buffer },
): boolean {
  return keys.some(key => verify(null, message, key, signature))
}

const JWKS = z.object({ keys: z.array(z.unknown()).max(100) })
const JWK = z.object({ kty: z.literal('OKP'), crv: z.literal('Ed25519'), x: z.string().max(100) })

/** The Ed25519 keys of a key set; others in it are passed over. Null when it is no key set at all. */
export function readKeySet(value: unknown): KeyObject[] | null {
  const set = JWKS.safeParse(value)
  if (!set.success) return null
  return set.data.keys.flatMap(entry => {
    const jwk = JWK.safeParse(entry)
    if (!jwk.success) return []
    try {
      return [createPublicKey({ format: 'jwk', key: jwk.data })]
    } catch {
      return []
    }
  })
}
