import { randomBytes } from 'node:crypto'
import { Prisma } from '../prisma/client.js'

/** A new id: 16 url-safe characters, 96 random bits. Short enough for buttons of 64 bytes, safe in object keys and job ids. */
export function newId(): string {
  return randomBytes(12).toString('base64url')
}

/** A new id made by the database, 32 hexadecimal digits, for rows that a statement makes by itself. */
export const NEW_ID = Prisma.sql`replace(gen_random_uuid()::text, '-', '')`
