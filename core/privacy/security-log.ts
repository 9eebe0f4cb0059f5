import type { Prisma, PrismaClient } from '../../prisma/client.js'

/** What is written down: each happened to the booth, and none says to whom. */
export type SecurityKind = 'erased' | 'exported' | 'forged' | 'keys_rotated' | 'breach_told' | 'disputed'

/**
 * Writes down that something concerning safety happened. `facts` are counts and words of ours; a name or an id of somebody
 * would outlive their erasure.
 */
export async function noteSecurity(
  db: PrismaClient | Prisma.TransactionClient,
  event: { kind: SecurityKind; facts: Readonly<Record<string, string | number>>; now: number },
): Promise<void> {
  const { kind, facts, now } = event
  await db.securityEvent.create({ data: { kind, facts, at: new Date(now) } })
}

/**
 * As `noteSecurity`, for what strangers can make happen as often as they like: one row an interval for each `what`, with the
 * count of those before it that were not written down.
 */
export function createSeldomNote(db: PrismaClient, options: { kind: SecurityKind; everyMs: number }) {
  const last = new Map<string, { at: number; unwritten: number }>()
  return async (what: string, now: number): Promise<void> => {
    const before = last.get(what)
    if (before && now - before.at < options.everyMs) {
      before.unwritten++
      return
    }
    last.set(what, { at: now, unwritten: 0 })
    const facts = { what, before: before?.unwritten ?? 0 }
    await noteSecurity(db, { kind: options.kind, facts, now })
  }
}
