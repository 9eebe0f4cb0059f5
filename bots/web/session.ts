/** Who a browser is: a random name in a signed cookie. Pure but for the random name. */
import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto'

export const COOKIE = 'pixbooth'

export interface Sessions {
  /** The user id in a cookie that we signed, or null. `old` says that an earlier secret signed it. */
  read(cookie: string | undefined): { userId: string; old: boolean } | null
  /** The cookie's value for a user id. */
  seal(userId: string): string
}

const SHAPE = /^1\.([A-Za-z0-9_-]{24})\.([A-Za-z0-9_-]{43})$/

/** A new user id: 144 random bits. */
export function newUserId(): string {
  return randomBytes(18).toString('base64url')
}

/** The first secret signs; the others are earlier ones that are still believed. */
export function createSessions(
  secrets: readonly [string | Uint8Array, ...(string | Uint8Array)[]],
): Sessions {
  const sign = (secret: string | Uint8Array, userId: string) =>
    createHmac('sha256', secret).update(`pixbooth web session 1 ${userId}`).digest()

  return {
    read(cookie) {
      const [, userId, signature] = SHAPE.exec(cookie ?? '') ?? []
      if (!userId || !signature) return null
      const given = Buffer.from(signature, 'base64url')
      const index = secrets.findIndex(secret => timingSafeEqual(sign(secret, userId), given))
      return index < 0 ? null : { userId, old: index > 0 }
    },
    seal: userId => `1.${userId}.${sign(secrets[0], userId).toString('base64url')}`,
  }
}
