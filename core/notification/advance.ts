/** Brings notifications on their way: whom to tell next, where, and who has been told. */
import { NOTIFICATION } from '../../config/limits.js'
import { type PrismaClient, sql } from '../../prisma/client.js'
import { NEW_ID } from '../id.js'
import type { JobRef } from '../jobs.js'
import { HOME_RUNG } from '../platform.js'

/**
 * One step, which may be repeated and made by several at once: what was sent is noted; who waits gets a delivery to the
 * account that the person used last, then to the next one when nothing arrives there; who has no account left that was
 * not tried cannot be reached. The address is where the account is alone with the booth; behind it the rungs of the last
 * message there that do not expire. Answers what is to be queued.
 */
export async function advanceNotifications(db: PrismaClient): Promise<JobRef[]> {
  await noteTold(db)
  return db.hot<JobRef>(sql`
    WITH due AS (
      SELECT r.notification_id, r.person_id FROM notification_recipient r JOIN person p ON p.id = r.person_id
      WHERE r.state = 'waiting' AND p.erasing_at IS NULL AND NOT EXISTS (
        SELECT 1 FROM delivery d JOIN account a ON a.id = d.account_id
        WHERE d.notification_id = r.notification_id AND a.person_id = r.person_id AND d.state = 'open')
      LIMIT (
        SELECT greatest(0, ${NOTIFICATION.atOnce} - count(*)) FROM delivery
        WHERE notification_id IS NOT NULL AND state = 'open' AND sent < 0)
      FOR UPDATE OF r SKIP LOCKED),
    best AS (
      SELECT DISTINCT ON (due.notification_id, due.person_id) due.*, a.id AS account_id, a.platform, last.rungs
      FROM due JOIN account a ON a.person_id = due.person_id AND a.unreachable_at IS NULL
        LEFT JOIN LATERAL (
          SELECT reply_to->'rungs' AS rungs, opened_at FROM delivery d
          WHERE d.account_id = a.id AND d.notification_id IS NULL ORDER BY opened_at DESC LIMIT 1) last ON true
      WHERE NOT EXISTS (
        SELECT 1 FROM delivery tried WHERE tried.notification_id = due.notification_id AND tried.account_id = a.id)
      ORDER BY due.notification_id, due.person_id, last.opened_at DESC NULLS LAST, a.created_at DESC),
    opened AS (
      INSERT INTO delivery (id, person_id, account_id, platform, notification_id, reply_to)
      SELECT ${NEW_ID}, person_id, account_id, platform, notification_id, jsonb_build_object('platform', platform,
        'rungs', jsonb_build_array(${JSON.stringify(HOME_RUNG)}::jsonb) || coalesce((
          SELECT jsonb_agg(rung) FROM (
            SELECT rung FROM jsonb_array_elements(rungs) rung WHERE NOT jsonb_exists(rung, 'expiresAt') LIMIT 3) lasting),
          '[]'))
      FROM best
      ON CONFLICT (notification_id, account_id) DO NOTHING
      RETURNING id, person_id, platform),
    lost AS (
      UPDATE notification_recipient r SET state = 'unreachable' FROM due
      WHERE r.notification_id = due.notification_id AND r.person_id = due.person_id AND NOT EXISTS (
        SELECT 1 FROM best WHERE best.notification_id = due.notification_id AND best.person_id = due.person_id))
    INSERT INTO task (id, name, queue, person_id, delivery_id, priority)
    SELECT ${NEW_ID}, 'deliver', 'platform-' || platform, person_id, id, ${NOTIFICATION.priority} FROM opened
    RETURNING id, attempt, name, queue, priority, 0 AS "delayMs"`)
}

/** A delivery that went out is a person who was told. */
async function noteTold(db: PrismaClient): Promise<void> {
  await db.hot<never>(sql`
    UPDATE notification_recipient r SET state = 'told', platform = d.platform, told_at = now()
    FROM delivery d
    WHERE r.state = 'waiting' AND d.notification_id = r.notification_id AND d.person_id = r.person_id AND d.sent >= 0`)
}
