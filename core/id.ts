import { randomBytes } from 'node:crypto'

/** A new id: 16 url-safe characters, 96 random bits. Short enough for buttons of 64 bytes, safe in object keys and job ids. */
export function newId(): string {
  return randomBytes(12).toString('base64url')
}
