/** Who is to be told: persons become recipients, each once for a notification, whatever is repeated or cut short. */
import { createHash } from 'node:crypto'
import { NOTIFICATION } from '../../config/limits.js'
import { Prisma, type PrismaClient } from '../../prisma/client.js'
import type { NotificationTexts } from '../delivery/notification-view.js'

/** The persons concerned; in a span those of whom anything dates from then, or who were there. */
export type Affected =
  | { kind: 'all' }
  | { kind: 'span'; since: Date; until: Date }
  | { kind: 'persons'; ids: readonly string[] }

/** The same words are the same notification. */
export function notificationId(texts: NotificationTexts): string {
  const words = Object.entries(texts).sort(([one], [other]) => (one < other ? -1 : 1))
  return createHash('sha256').update(JSON.stringify(words)).digest('base64url').slice(0, 16)
}

/** How many persons it concerns, and how many of them are addressed already. */
export async function countAffected(
  db: PrismaClient,
  id: string,
  affected: Affected,
): Promise<{ persons: number; known: number }> {
  const sum = { persons: 0, known: 0 }
  for (const where of conditions(affected)) {
    const [row] = await db.$queryRaw<{ persons: bigint; known: bigint }[]>`
      SELECT count(*) AS persons, count(r.person_id) AS known FROM person p
      LEFT JOIN notification_recipient r ON r.notification_id = ${id} AND r.person_id = p.id
      WHERE p.erasing_at IS NULL AND ${where}`
    sum.persons += Number(row?.persons ?? 0)
    sum.known += Number(row?.known ?? 0)
  }
  return sum
}

/**
 * Makes them recipients, a page at a time, and gives those who could not be reached before another try. The rounds of the
 * workers do the rest (advance.ts). Answers the id.
 */
export async function addressAll(
  db: PrismaClient,
  texts: NotificationTexts,
  affected: Affected,
): Promise<string> {
  const id = notificationId(texts)
  await db.$executeRaw`
    INSERT INTO notification (id, texts) VALUES (${id}, ${JSON.stringify(texts)}::jsonb) ON CONFLICT DO NOTHING`
  for (const where of conditions(affected))
    for (let after: string | null = ''; after !== null; ) after = await addressPage(db, id, where, after)
  await db.$transaction([
    db.$executeRaw`
      DELETE FROM delivery d USING notification_recipient r
      WHERE r.notification_id = ${id} AND r.state = 'unreachable'
        AND d.notification_id = r.notification_id AND d.person_id = r.person_id`,
    db.notificationRecipient.updateMany({
      where: { notificationId: id, state: 'unreachable' },
      data: { state: 'waiting' },
    }),
  ])
  return id
}

/** Answers where the next page begins; null at the end. Whoever is being erased at this moment is waited for, and left out. */
async function addressPage(
  db: PrismaClient,
  id: string,
  where: Prisma.Sql,
  after: string,
): Promise<string | null> {
  const [page] = await db.$queryRaw<{ last: string | null }[]>`
    WITH page AS (
      SELECT p.id FROM person p WHERE p.id > ${after} AND p.erasing_at IS NULL AND ${where}
      ORDER BY p.id LIMIT ${NOTIFICATION.page} FOR KEY SHARE),
    added AS (
      INSERT INTO notification_recipient (notification_id, person_id) SELECT ${id}, id FROM page
      ON CONFLICT DO NOTHING RETURNING 1),
    counted AS (
      UPDATE notification SET addressed = addressed + (SELECT count(*) FROM added) WHERE id = ${id})
    SELECT max(id) AS last FROM page`
  return page?.last ?? null
}

/** One condition on `person p`, or several where a list is too long for one statement. */
function conditions(affected: Affected): Prisma.Sql[] {
  if (affected.kind === 'all') return [Prisma.sql`true`]
  if (affected.kind === 'span') return [within(affected.since, affected.until)]
  const ids = [...new Set(affected.ids)]
  return Array.from({ length: Math.ceil(ids.length / NOTIFICATION.page) }, (_, part) =>
    named(ids.slice(part * NOTIFICATION.page, (part + 1) * NOTIFICATION.page)),
  )
}

/** Persons by their ids, and by those of persons who have become a part of them. */
function named(ids: readonly string[]): Prisma.Sql {
  return Prisma.sql`p.id IN (
    SELECT unnest(${ids}::text[]) UNION SELECT person_id FROM vault_owner WHERE id = ANY (${ids}))`
}

function within(since: Date, until: Date): Prisma.Sql {
  const then = (column: string) => Prisma.sql`${Prisma.raw(column)} BETWEEN ${since} AND ${until}`
  return Prisma.sql`(${then('p.created_at')} OR ${then('p.last_seen_at')}
    OR EXISTS (SELECT 1 FROM consent c WHERE c.person_id = p.id AND ${then('c.at')})
    OR EXISTS (SELECT 1 FROM selfie s WHERE s.person_id = p.id AND ${then('s.created_at')})
    OR EXISTS (SELECT 1 FROM generation g WHERE g.person_id = p.id AND ${then('g.created_at')})
    OR EXISTS (SELECT 1 FROM delivery d WHERE d.person_id = p.id AND ${then('d.opened_at')})
    OR EXISTS (SELECT 1 FROM report r WHERE r.person_id = p.id AND ${then('r.created_at')})
    OR EXISTS (SELECT 1 FROM account a JOIN web_message m ON m.account_id = a.id
      WHERE a.person_id = p.id AND ${then('m.at')}))`
}
