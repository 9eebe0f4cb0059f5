/** What stands in the conversation. Only reads, and the row that a conversation begins with. */
import { type PrismaClient, sql } from '../../prisma/client.js'
import type { StoredMessage } from './render.js'

export interface History {
  /** Makes the conversation of an account that has none yet. */
  open(accountId: string): Promise<void>
  /** Messages above `before` (or the newest), oldest first, with the number of the newest change at that moment. */
  page(accountId: string, before: number | undefined, size: number): Promise<HistoryPage>
  /** Changes after `after` in order, at most `size`; null when the conversation was erased. */
  changes(accountId: string, after: number, size: number): Promise<Changes | null>
  /** The newest change of each conversation; erased ones are missing. */
  newest(accountIds: readonly string[]): Promise<Map<string, number>>
  /** Whether core has handled this event to its end, and whether the conversation is still there. */
  outcome(accountId: string, eventName: string): Promise<{ done: boolean; exists: boolean }>
}

export interface HistoryPage {
  newest: number
  rows: StoredMessage[]
  more: boolean
}

export interface Changes {
  /** The number of the newest change, whether or not its row is among these. */
  newest: number
  rows: StoredMessage[]
}

type Joined = { newest: number } & (StoredMessage | { slot: null })

/** The reads over Prisma. Each is one statement, so that number and rows are of one moment. */
export function createHistory(prisma: PrismaClient): History {
  return {
    async open(accountId) {
      await prisma.$executeRaw`
        INSERT INTO web_chat (account_id) SELECT id FROM account WHERE id = ${accountId} ON CONFLICT DO NOTHING`
    },

    async page(accountId, before, size) {
      const found = await prisma.hot<Joined>(sql`
        SELECT c.seq AS newest, m.* FROM web_chat c LEFT JOIN LATERAL (
          SELECT slot, seq, created_seq AS "createdSeq", author, body, at FROM web_message
          WHERE account_id = c.account_id AND body IS NOT NULL
            AND (${before ?? null}::int IS NULL OR created_seq < ${before ?? null}::int)
          ORDER BY created_seq DESC LIMIT ${size + 1}) m ON true
        WHERE c.account_id = ${accountId} ORDER BY m."createdSeq" DESC`)
      const rows = found.filter(isMessage)
      return { newest: found[0]?.newest ?? 0, rows: rows.slice(0, size).reverse(), more: rows.length > size }
    },

    async changes(accountId, after, size) {
      const found = await prisma.hot<Joined>(sql`
        SELECT c.seq AS newest, m.* FROM web_chat c LEFT JOIN LATERAL (
          SELECT slot, seq, created_seq AS "createdSeq", author, body, at FROM web_message
          WHERE account_id = c.account_id AND seq > ${after} ORDER BY seq LIMIT ${size}) m ON true
        WHERE c.account_id = ${accountId} ORDER BY m.seq`)
      return found[0] ? { newest: found[0].newest, rows: found.filter(isMessage) } : null
    },

    async newest(accountIds) {
      const rows = await prisma.webChat.findMany({ where: { accountId: { in: [...accountIds] } } })
      return new Map(rows.map(row => [row.accountId, row.seq]))
    },

    async outcome(accountId, eventName) {
      const [row] = await prisma.hot<{ done: boolean; exists: boolean }>(sql`
        SELECT
          EXISTS (SELECT FROM inbox_event WHERE platform = 'web' AND event_id = ${eventName} AND done_at IS NOT NULL) AS done,
          EXISTS (SELECT FROM account WHERE id = ${accountId}) AS exists`)
      return row ?? { done: false, exists: false }
    },
  }
}

function isMessage(row: Joined): row is { newest: number } & StoredMessage {
  return row.slot !== null
}
