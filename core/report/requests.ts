/** Requests, questions about payments and disputes, which a human answers: which are open, and how one is answered, once. */
import { FALLBACK_LANGUAGE } from '../../config/locales/languages.js'
import { Prisma, type PrismaClient } from '../../prisma/client.js'
import { liveAddress } from '../delivery/live-address.js'
import { insertDeliverTasks } from '../delivery/store.js'
import { NEW_ID } from '../id.js'
import { notice } from '../notice.js'
import { requestNumber, TICKETS, type TicketKind } from './store.js'

/** A request, or a ticket about money, as the operators see it: what is asked, in which language, and until when it has to be answered. */
export interface OpenRequest {
  id: string
  number: string
  kind: TicketKind
  text: string
  language: string
  createdAt: Date
  dueAt: Date
}

/** The open ones, those that are due first come first. */
export async function openRequests(db: PrismaClient): Promise<OpenRequest[]> {
  const rows = await db.report.findMany({
    where: {
      kind: { in: [...TICKETS] },
      closedAt: null,
      // A bank waits for an answer even when whoever paid is gone.
      OR: [{ person: { erasingAt: null } }, { kind: 'dispute', personId: null }],
    },
    include: { person: { select: { language: true } } },
    orderBy: [{ dueAt: 'asc' }, { id: 'asc' }],
  })
  return rows.map(({ id, kind, text, createdAt, dueAt, person }) => ({
    id,
    kind: kind as TicketKind,
    number: requestNumber(id),
    text,
    createdAt,
    dueAt: dueAt ?? createdAt,
    language: person?.language ?? FALLBACK_LANGUAGE,
  }))
}

/** How an answer went: on its way, waiting to be read with /request, or why nothing was done. */
export type Answered = 'sent' | 'waiting' | 'unknown' | 'closed' | 'gone'

/**
 * Answers a request by its number, once: the words are kept with it, it is closed, and they go to whoever asked, all in one
 * commit. Where no address of theirs is alive, /request shows them the answer when they come back.
 */
export async function answerRequest(
  db: PrismaClient,
  answer: { number: string; text: string; now: number },
): Promise<Answered> {
  const { number, text, now } = answer
  const found = await db.report.findMany({
    where: { kind: { in: [...TICKETS] }, id: { startsWith: number } },
    take: 2,
  })
  const [request] = found
  if (!request || found.length > 1 || number.length < requestNumber(request.id).length) return 'unknown'
  if (request.closedAt) return 'closed'
  if (!request.personId) {
    // Nobody is left to be told; what was done about the bank's question is kept.
    if (request.kind === 'dispute')
      await db.report.updateMany({
        where: { id: request.id, closedAt: null },
        data: { answer: text, closedAt: new Date(now) },
      })
    return 'gone'
  }
  const told = { number: requestNumber(request.id), answer: text }
  const says = JSON.stringify(
    request.kind === 'request' ? notice('request_answer', told) : notice('payment_answer', told),
  )
  const [row] = await db.$queryRaw<{ closed: boolean; reached: boolean }[]>`
    WITH r AS (
      UPDATE report SET answer = ${text}, closed_at = ${new Date(now)}
      WHERE id = ${request.id} AND closed_at IS NULL AND person_id IS NOT NULL RETURNING person_id),
    d AS (
      INSERT INTO delivery (id, person_id, account_id, platform, reply_to, rung, opened_at, says)
      SELECT ${NEW_ID}, r.person_id, there.account_id, there.platform, there.reply_to, there.rung, ${new Date(now)},
        ${says}::jsonb
      FROM r CROSS JOIN LATERAL (${liveAddress(Prisma.sql`r.person_id`, now)}) AS there
      RETURNING id, person_id, platform),
    queued AS (${insertDeliverTasks()})
    SELECT EXISTS (SELECT 1 FROM r) AS closed, EXISTS (SELECT 1 FROM queued) AS reached`
  if (!row?.closed) return 'closed'
  return row.reached ? 'sent' : 'waiting'
}

/** A person's own tickets of those kinds, newest first, with their answers. */
export async function requestsOf(
  db: PrismaClient,
  personId: string,
  take: number,
  kinds: readonly TicketKind[],
): Promise<{ number: string; text: string; answer: string | null; dueAt: Date; closed: boolean }[]> {
  const rows = await db.report.findMany({
    where: { personId, kind: { in: [...kinds] } },
    orderBy: [{ createdAt: 'desc' }, { id: 'desc' }],
    take,
  })
  return rows.map(({ id, text, answer, dueAt, createdAt, closedAt }) => ({
    number: requestNumber(id),
    text,
    answer,
    closed: closedAt !== null,
    dueAt: dueAt ?? createdAt,
  }))
}
