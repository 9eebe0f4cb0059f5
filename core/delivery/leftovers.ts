/**
 * Messages of an erased person that their platforms still have. What is left of them here is the platform's own name of the
 * message, and nobody's: until the bot has taken it away, and for `LEFTOVERS.keepMs` at most.
 */
import { LEFTOVERS } from '../../config/limits.js'
import { type Prisma, type PrismaClient, sql } from '../../prisma/client.js'
import { NEW_ID } from '../id.js'
import type { MessageRef, Platform } from '../platform.js'

/** A message to be taken away, in the hands of this process for a while. */
export interface Leftover {
  id: string
  messageRef: MessageRef
  tries: number
}

/**
 * Notes the messages of a person, and those that stand at their accounts, before their rows go. Those of the web chat are
 * rows of ours that go along. Answers how many there are.
 */
export async function keepLeftovers(
  tx: Prisma.TransactionClient,
  { personId, accountIds, now }: { personId: string; accountIds: string[]; now: number },
): Promise<number> {
  return tx.$executeRaw`
    INSERT INTO leftover_message (id, platform, message_ref, created_at, due_at)
    SELECT ${NEW_ID}, platform, message_ref, ${new Date(now)}, now() FROM delivery d
    WHERE (person_id = ${personId} OR account_id = ANY (${accountIds})) AND message_ref IS NOT NULL
      AND NOT EXISTS (SELECT 1 FROM web_chat c WHERE c.account_id = d.account_id)`
}

/** Notes one more, that was sent in the very moment in which its person was erased. */
export async function keepLeftover(db: PrismaClient, platform: Platform, ref: MessageRef): Promise<void> {
  await db.hot<never>(sql`
    INSERT INTO leftover_message (id, platform, message_ref) VALUES (${NEW_ID}, ${platform}, ${JSON.stringify(ref)}::jsonb)`)
}

/** Takes some that are due for this process. */
export async function takeLeftovers(
  db: PrismaClient,
  platform: Platform,
  limit: number,
): Promise<Leftover[]> {
  return db.hot<Leftover>(sql`
    UPDATE leftover_message SET due_at = now() + ${LEFTOVERS.leaseMs} * interval '1 ms', tries = tries + 1
    WHERE id IN (
      SELECT id FROM leftover_message WHERE platform = ${platform} AND due_at <= now()
      ORDER BY due_at LIMIT ${limit} FOR UPDATE SKIP LOCKED)
    RETURNING id, message_ref AS "messageRef", tries`)
}

/** It is gone, or can never be taken away. */
export async function dropLeftover(db: PrismaClient, id: string): Promise<void> {
  await db.hot<never>(sql`DELETE FROM leftover_message WHERE id = ${id}`)
}

/** Gives some back, to be tried again after a while. */
export async function postponeLeftovers(db: PrismaClient, ids: string[], ms: number): Promise<void> {
  await db.hot<never>(sql`
    UPDATE leftover_message SET due_at = now() + ${ms} * interval '1 ms' WHERE id = ANY (${ids})`)
}

/** Forgets those that could not be taken away in time; answers how many. */
export async function giveUpLeftovers(db: PrismaClient, now: number): Promise<number> {
  const { count } = await db.leftoverMessage.deleteMany({
    where: { createdAt: { lt: new Date(now - LEFTOVERS.keepMs) } },
  })
  return count
}
