import { INBOX } from '../../config/limits.js'
import { type PrismaClient, sql } from '../../prisma/client.js'
import { insertDeliverTasks, type Subject } from '../delivery/store.js'
import type { Fault } from '../errors.js'
import type { JobRef } from '../jobs.js'
import { type Incoming, incoming, type MessageRef, type Platform } from '../platform.js'

/** An event that is ours to handle, and for the how-manieth time. */
export interface Taken {
  attempt: number
}

/**
 * Takes an event in, for the first time or again after its handling died; null when it was handled before, or somebody
 * is handling it. A dead handler's lease runs out.
 */
export async function takeEvent(db: PrismaClient, event: Incoming): Promise<Taken | null> {
  const [taken] = await db.hot<Taken>(sql`
    INSERT INTO inbox_event (platform, event_id, lease_until, payload)
    VALUES (${event.platform}, ${event.eventId}, now() + ${INBOX.leaseMs} * interval '1 ms', ${JSON.stringify(event)}::jsonb)
    ON CONFLICT (platform, event_id) DO UPDATE SET lease_until = excluded.lease_until, attempts = inbox_event.attempts + 1
    WHERE inbox_event.done_at IS NULL AND inbox_event.lease_until < now()
    RETURNING attempts AS attempt`)
  return taken ?? null
}

/** Holds an event for longer, while it is being handled. */
export async function keepEvent(db: PrismaClient, { platform, eventId }: Incoming): Promise<void> {
  await db.hot<never>(sql`
    UPDATE inbox_event SET lease_until = now() + ${INBOX.leaseMs} * interval '1 ms'
    WHERE platform = ${platform} AND event_id = ${eventId} AND done_at IS NULL`)
}

/** Events whose handling died or failed and is due again, oldest first. What cannot be read any more is left to the sweep. */
export async function unansweredEvents(db: PrismaClient, platform: Platform): Promise<Incoming[]> {
  const rows = await db.hot<{ payload: unknown }>(sql`
    SELECT payload FROM inbox_event
    WHERE platform = ${platform} AND done_at IS NULL AND payload IS NOT NULL AND lease_until < now()
    ORDER BY received_at LIMIT ${INBOX.resumeBatch}`)
  return rows.map(row => incoming.safeParse(row.payload)).flatMap(read => (read.success ? [read.data] : []))
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
      FROM jsonb_to_recordset(${JSON.stringify(answers)}::jsonb) AS n("generationId" text, "selfieId" text, "exportId" text, "linkId" text, side text, ref jsonb)
      WHERE d.state = 'open' AND (d.generation_id = n."generationId" OR d.selfie_id = n."selfieId"
        OR d.export_id = n."exportId"
        OR (d.link_id = n."linkId" AND d.side = n.side))
      RETURNING d.id, d.person_id, d.platform, d.wanted > d.sent AS stale),
    e AS (UPDATE inbox_event SET done_at = now(), payload = NULL WHERE platform = ${platform} AND event_id = ${eventId})
    ${insertDeliverTasks(sql`WHERE stale`)}`)
}

/**
 * Gives an event back after its handling failed, so that it is handled again: soon, then less and less soon. When the
 * platform asked for patience it is no failure, and the platform says when.
 */
export async function releaseEvent(
  db: PrismaClient,
  platform: Platform,
  eventId: string,
  attempt: number,
  { retry }: Pick<Fault, 'retry'>,
): Promise<void> {
  const patience = typeof retry === 'object' ? retry.afterMs : null
  // At once for whoever brings it again by himself.
  const pauseMs = patience ?? (attempt === 1 ? 0 : INBOX.retryMs * 2 ** (attempt - 2))
  // The next try stays a second one: what the first has said is not said again.
  const attempts = patience === null ? attempt : Math.max(attempt - 1, 1)
  await db.hot<never>(sql`
    UPDATE inbox_event SET lease_until = now() + ${pauseMs} * interval '1 ms', attempts = ${attempts}
    WHERE platform = ${platform} AND event_id = ${eventId} AND done_at IS NULL`)
}
