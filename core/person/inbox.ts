import { INBOX } from '../../config/limits.js'
import type { PrismaClient } from '../../prisma/client.js'
import type { Subject } from '../delivery/store.js'
import type { MessageRef, Platform } from '../platform.js'

/** Takes an event in; false when it was handled before, or somebody is handling it. A dead handler's lease runs out. */
export async function takeEvent(db: PrismaClient, platform: Platform, eventId: string): Promise<boolean> {
  const taken = await db.$executeRaw`
    INSERT INTO inbox_event (platform, event_id, lease_until)
    VALUES (${platform}, ${eventId}, now() + ${INBOX.leaseMs} * interval '1 ms')
    ON CONFLICT (platform, event_id) DO UPDATE SET lease_until = excluded.lease_until
    WHERE inbox_event.done_at IS NULL AND inbox_event.lease_until < now()`
  return taken === 1
}

/** The first message of a subject, as the platform now knows it. */
export type Answered = Subject & { ref: MessageRef }

/** Marks an event as handled for good, and remembers under which names its answers stand, so that they can be edited. */
export async function closeEvent(
  db: PrismaClient,
  platform: Platform,
  eventId: string,
  answers: Answered[],
): Promise<void> {
  await db.$executeRaw`
    WITH a AS (
      UPDATE delivery d SET sent = 0, message_ref = n.ref
      FROM jsonb_to_recordset(${JSON.stringify(answers)}::jsonb) AS n("generationId" text, "selfieId" text, ref jsonb)
      WHERE d.sent = -1 AND (d.generation_id = n."generationId" OR d.selfie_id = n."selfieId"))
    UPDATE inbox_event SET done_at = now() WHERE platform = ${platform} AND event_id = ${eventId}`
}

/** Gives an event back at once after its handling failed, so that its repeat is not dropped. */
export async function releaseEvent(db: PrismaClient, platform: Platform, eventId: string): Promise<void> {
  await db.$executeRaw`
    UPDATE inbox_event SET lease_until = now()
    WHERE platform = ${platform} AND event_id = ${eventId} AND done_at IS NULL`
}
