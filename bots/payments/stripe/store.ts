/** Announcements on their way: kept once, held by one process at a time, done or given up. */

import { STRIPE } from '../../../config/limits.js'
import type { PrismaClient } from '../../../prisma/client.js'
import { sql } from '../../../prisma/client.js'
import type { News } from './news.js'

export interface Held {
  id: string
  type: string
  objectId: string
  /** How often it was taken, this time included; whoever took it since has a higher number. */
  attempts: number
  receivedAt: Date
}

/** Keeps an announcement; false when it is known already. */
export async function keepNews(db: PrismaClient, news: News, now: number): Promise<boolean> {
  const at = new Date(now)
  const rows = await db.hot<{ id: string }>(sql`
    INSERT INTO payment_event (rail, event_id, type, object_id, received_at, due_at)
    VALUES ('stripe', ${news.id}, ${news.type}, ${news.objectId}, ${at}, ${at})
    ON CONFLICT (rail, event_id) DO NOTHING RETURNING event_id AS id`)
  return rows.length > 0
}

/** Takes the one that has been due for longest. Whoever dies with it loses it after a while. */
export async function takeNews(db: PrismaClient, now: number): Promise<Held | undefined> {
  const [taken] = await db.hot<Held>(sql`
    UPDATE payment_event SET due_at = ${new Date(now + STRIPE.leaseMs)}, attempts = attempts + 1
    WHERE rail = 'stripe' AND event_id = (
      SELECT event_id FROM payment_event
      WHERE rail = 'stripe' AND done_at IS NULL AND due_at <= ${new Date(now)}
      ORDER BY due_at LIMIT 1 FOR UPDATE SKIP LOCKED)
    RETURNING event_id AS id, type, object_id AS "objectId", attempts::int, received_at AS "receivedAt"`)
  return taken
}

/** It is done with, unless somebody else has taken it since. */
export async function closeNews(
  db: PrismaClient,
  held: Held,
  outcome: 'taken' | 'ignored' | 'given_up',
  now: number,
): Promise<void> {
  await db.hot(sql`
    UPDATE payment_event SET done_at = ${new Date(now)}, outcome = ${outcome}
    WHERE rail = 'stripe' AND event_id = ${held.id} AND attempts = ${held.attempts} AND done_at IS NULL`)
}

/** It is looked at again later, unless somebody else has taken it since. */
export async function postponeNews(db: PrismaClient, held: Held, dueAt: number): Promise<void> {
  await db.hot(sql`
    UPDATE payment_event SET due_at = ${new Date(dueAt)}
    WHERE rail = 'stripe' AND event_id = ${held.id} AND attempts = ${held.attempts} AND done_at IS NULL`)
}
