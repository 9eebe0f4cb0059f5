import { INBOX } from '../../config/limits.js'
import { type PrismaClient, sql } from '../../prisma/client.js'
import { insertDeliverTasks, type Subject } from '../delivery/store.js'
import type { JobRef } from '../jobs.js'
import type { MessageRef, Platform } from '../platform.js'

/**
 * Takes an event in, for the first time or again after its handling died; null when it was handled before, or somebody
 * is handling it. A dead handler's lease runs out.
 */
export async function takeEvent(
  db: PrismaClient,
  platform: Platform,
  eventId: string,
): Promise<'first' | 'again' | null> {
  // A row that was inserted and not updated has no xmax.
  const [taken] = await db.hot<{ first: boolean }>(sql`
    INSERT INTO inbox_event (platform, event_id, lease_until)
    VALUES (${platform}, ${eventId}, now() + ${INBOX.leaseMs} * interval '1 ms')
    ON CONFLICT (platform, event_id) DO UPDATE SET lease_until = excluded.lease_until
    WHERE inbox_event.done_at IS NULL AND inbox_event.lease_until < now()
    RETURNING xmax = 0 AS first`)
  return taken ? (taken.first ? 'first' : 'again') : null
}

/** The first message of a subject, as the platform now knows it. */
export type Answered = Subject & { ref: MessageRef }

/**
 * Marks an event as handled for good, and remembers under which names its answers stand, so that they can be edited.
 * An answer that was overtaken by a delivery may have written over what that said: its message is brought up to date.
 */
export async function closeEvent(
  db: PrismaClient,
  platform: Platform,
  eventId: string,
  answers: Answered[],
): Promise<JobRef[]> {
  return db.hot<JobRef>(sql`
    WITH d AS (
      UPDATE delivery d SET sent = greatest(d.sent, 0), message_ref = n.ref, rung = 0,
        wanted = CASE WHEN d.sent = -1 THEN d.wanted ELSE d.wanted + 1 END
      FROM jsonb_to_recordset(${JSON.stringify(answers)}::jsonb) AS n("generationId" text, "selfieId" text, ref jsonb)
      WHERE d.state = 'open' AND (d.generation_id = n."generationId" OR d.selfie_id = n."selfieId")
      RETURNING d.id, d.person_id, d.platform, d.wanted > d.sent AS stale),
    e AS (UPDATE inbox_event SET done_at = now() WHERE platform = ${platform} AND event_id = ${eventId})
    ${insertDeliverTasks(sql`WHERE stale`)}`)
}

/** Gives an event back at once after its handling failed, so that its repeat is not dropped. */
export async function releaseEvent(db: PrismaClient, platform: Platform, eventId: string): Promise<void> {
  await db.hot<never>(sql`
    UPDATE inbox_event SET lease_until = now()
    WHERE platform = ${platform} AND event_id = ${eventId} AND done_at IS NULL`)
}
