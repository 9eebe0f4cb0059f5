/** The style that a person came for by a link: the next photo is made into it. */
import { POLICY } from '../../config/policy.js'
import { findStyle, type Style, type StyleId } from '../../config/styles.js'
import type { PrismaClient } from '../../prisma/client.js'

/** A wish as `admit` reads it. */
export interface Wish {
  style: string
  at: Date
  /** The event that used it up; null while it is open. */
  event: string | null
}

/** The style that is wished for at that moment, or null: none, used up by another event, too old, no longer there. Pure. */
export function wishedStyle(
  wish: Wish | null,
  now: number,
  event?: string,
): (Style & { id: StyleId }) | null {
  if (!wish || now - wish.at.getTime() > POLICY.wishes.keepMs) return null
  if (wish.event !== null && wish.event !== event) return null
  return findStyle(wish.style) ?? null
}

/** Notes a wish in the place of any earlier one. */
export async function noteWish(
  db: PrismaClient,
  personId: string,
  style: StyleId,
  now: number,
): Promise<Wish> {
  const at = new Date(now)
  await db.person.updateMany({
    where: { id: personId },
    data: { wish: style, wishedAt: at, wishEvent: null },
  })
  return { style, at, event: null }
}

/**
 * Uses the wish up for an event; false when another one was faster. The same event again gets it again, and what is used
 * is forgotten with the next sweep.
 */
export async function useWish(db: PrismaClient, personId: string, event: string): Promise<boolean> {
  const { count } = await db.person.updateMany({
    where: { id: personId, wish: { not: null }, OR: [{ wishEvent: null }, { wishEvent: event }] },
    data: { wishEvent: event },
  })
  return count > 0
}

/** Forgets the wish: the person has picked by themselves. */
export async function dropWish(db: PrismaClient, personId: string): Promise<void> {
  await db.person.updateMany({
    where: { id: personId },
    data: { wish: null, wishedAt: null, wishEvent: null },
  })
}
