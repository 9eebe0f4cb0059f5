import { INBOX } from '../../config/limits.js'
import type { PrismaClient } from '../../prisma/client.js'
import type { Platform } from '../platform.js'

/** Takes an event in; false when it was handled before, or somebody is handling it. A dead handler's lease runs out. */
export async function takeEvent(db: PrismaClient, platform: Platform, eventId: string): Promise<boolean> {
  const taken = await db.$executeRaw`
    INSERT INTO inbox_event (platform, event_id, lease_until)
    VALUES (${platform}, ${eventId}, now() + ${INBOX.leaseMs} * interval '1 ms')
    ON CONFLICT (platform, event_id) DO UPDATE SET lease_until = excluded.lease_until
    WHERE inbox_event.done_at IS NULL AND inbox_event.lease_until < now()`
  return taken === 1
}

/** Marks an event as handled for good. */
export async function closeEvent(db: PrismaClient, platform: Platform, eventId: string): Promise<void> {
  await db.$executeRaw`
    UPDATE inbox_event SET done_at = now() WHERE platform = ${platform} AND event_id = ${eventId}`
}

/** Gives an event back at once after its handling failed, so that its repeat is not dropped. */
export async function releaseEvent(db: PrismaClient, platform: Platform, eventId: string): Promise<void> {
  await db.$executeRaw`
    UPDATE inbox_event SET lease_until = now()
    WHERE platform = ${platform} AND event_id = ${eventId} AND done_at IS NULL`
}
