/** Promotion codes as the operators make them, look at them and end them. */
import type { PrismaClient } from '../../prisma/client.js'
import { newCreditCode } from './code.js'

export interface PromoFacts {
  code: string
  credits: number
  most: number | null
  used: number
  createdAt: Date
  expiresAt: Date | null
}

/** Makes a code; null when there is one of that name. */
export async function makePromo(
  db: PrismaClient,
  wish: { code?: string | undefined; credits: number; most: number; until: number | null; now: number },
): Promise<PromoFacts | null> {
  const { code = newCreditCode(), credits, most, until, now } = wish
  const { count } = await db.creditCode.createMany({
    data: {
      ...{ code, kind: 'promo', credits, most, createdAt: new Date(now) },
      expiresAt: until === null ? null : new Date(until),
    },
    skipDuplicates: true,
  })
  return count === 0 ? null : db.creditCode.findUnique({ where: { code } })
}

/** All of them, the newest first. */
export async function promos(db: PrismaClient): Promise<PromoFacts[]> {
  return db.creditCode.findMany({
    where: { kind: 'promo' },
    orderBy: [{ createdAt: 'desc' }, { code: 'asc' }],
  })
}

/** Ends a code: what it has brought stays. False when there is none, or it has ended. */
export async function endPromo(db: PrismaClient, code: string, now: number): Promise<boolean> {
  const at = new Date(now)
  const { count } = await db.creditCode.updateMany({
    where: { code, kind: 'promo', OR: [{ expiresAt: null }, { expiresAt: { gt: at } }] },
    data: { expiresAt: at },
  })
  return count > 0
}
