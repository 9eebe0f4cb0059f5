/** What became of a notification: counts, and who could not be reached, by pseudonymous ids. */
import { NOTIFICATION } from '../../config/limits.js'
import type { PrismaClient } from '../../prisma/client.js'

export interface NotificationReport {
  id: string
  createdAt: Date
  /** All that were ever addressed. */
  addressed: number
  /** By the platform where they were told. */
  told: Record<string, number>
  /** By the platform whose bot has the message, or `nowhere yet`. */
  waiting: Record<string, number>
  unreachable: number
  /** Erased since, or their period is over. */
  gone: number
}

/** Null when there is no such notification. */
export async function readReport(db: PrismaClient, id: string): Promise<NotificationReport | null> {
  const notification = await db.notification.findUnique({ where: { id } })
  if (!notification) return null
  const rows = await db.$queryRaw<{ state: string; platform: string | null; count: bigint }[]>`
    SELECT r.state, coalesce(r.platform, d.platform) AS platform, count(*) AS count
    FROM notification_recipient r
    LEFT JOIN LATERAL (
      SELECT d.platform FROM delivery d JOIN account a ON a.id = d.account_id AND a.person_id = r.person_id
      WHERE r.state = 'waiting' AND d.notification_id = r.notification_id AND d.state = 'open' LIMIT 1) d ON true
    WHERE r.notification_id = ${id} GROUP BY 1, 2 ORDER BY 1, 2`
  const of = (state: string) =>
    Object.fromEntries(
      rows
        .filter(row => row.state === state)
        .map(({ platform, count }) => [platform ?? 'nowhere yet', Number(count)]),
    )
  const here = rows.reduce((sum, { count }) => sum + Number(count), 0)
  return {
    id,
    createdAt: notification.createdAt,
    addressed: notification.addressed,
    told: of('told'),
    waiting: of('waiting'),
    unreachable: Object.values(of('unreachable')).reduce((sum, count) => sum + count, 0),
    gone: notification.addressed - here,
  }
}

/** A person who could not be reached, and the platforms of their accounts. */
export interface Unreached {
  personId: string
  platforms: string[]
}

/** Those who could not be reached, page by page. */
export async function* unreached(db: PrismaClient, id: string): AsyncGenerator<Unreached> {
  for (let after = ''; ; ) {
    const page: Unreached[] = await db.$queryRaw<Unreached[]>`
      SELECT r.person_id AS "personId", ARRAY(
        SELECT DISTINCT a.platform FROM account a WHERE a.person_id = r.person_id ORDER BY 1) AS platforms
      FROM notification_recipient r
      WHERE r.notification_id = ${id} AND r.state = 'unreachable' AND r.person_id > ${after}
      ORDER BY r.person_id LIMIT ${NOTIFICATION.page}`
    yield* page
    const last = page.at(-1)
    if (!last || page.length < NOTIFICATION.page) return
    after = last.personId
  }
}
