import { Prisma, type PrismaClient, sql } from '../../prisma/client.js'
import { NEW_ID, newId } from '../id.js'
import type { JobRef } from '../jobs.js'
import type { MessageRef, ReplyTarget } from '../platform.js'

type Db = PrismaClient | Prisma.TransactionClient

/** Who is asked: the account that shows a code, or the one that it was typed at. */
export type Side = 'host' | 'guest'

/** What a delivery shows. */
export type Subject =
  | { generationId: string }
  | { selfieId: string }
  | { exportId: string }
  | { linkId: string; side: Side }

/** The slot of a subject's message: whatever changes about it edits this one message. */
export function slotOf(subject: Subject): string {
  if ('linkId' in subject) return `link:${subject.linkId}:${subject.side}`
  if ('exportId' in subject) return `export:${subject.exportId}`
  return 'generationId' in subject ? `generation:${subject.generationId}` : `selfie:${subject.selfieId}`
}

/** The subject whose message stands in a slot, or null when it shows something else. */
export function subjectOf(slot: string | undefined): Subject | null {
  const [kind, id, side] = slot?.split(':') ?? []
  if (kind === 'generation' && id) return { generationId: id }
  if (kind === 'selfie' && id) return { selfieId: id }
  if (kind === 'export' && id) return { exportId: id }
  if (kind === 'link' && id && (side === 'host' || side === 'guest')) return { linkId: id, side }
  return null
}

/** Notes where a subject's message goes. The first message is sent as the answer to the command; see `closeEvent`. */
export async function openDelivery(
  tx: Db,
  want: { personId: string; accountId: string; subject: Subject; replyTo: ReplyTarget },
): Promise<void> {
  const { personId, accountId, subject, replyTo } = want
  await tx.delivery.create({
    data: { id: newId(), personId, accountId, ...subject, platform: replyTo.platform, replyTo },
  })
}

/**
 * SQL that says that messages are out of date, as CTEs over the CTE `g` (id) of generations; `bumped` has the jobs.
 * A delivery has one task at most, so many changes become one sending; `finishSending` sees what came in meanwhile.
 */
export const BUMP_CTES = Prisma.sql`
    d AS (
      UPDATE delivery SET wanted = wanted + 1 FROM g WHERE delivery.generation_id = g.id AND delivery.state = 'open'
      RETURNING delivery.id, delivery.person_id, delivery.platform),
    bumped AS (${insertDeliverTasks()})`

/** As BUMP_CTES, for one subject on its own. */
export async function bump(tx: Db, subject: Subject): Promise<JobRef[]> {
  if ('linkId' in subject)
    return bumpWhere(tx, Prisma.sql`link_id = ${subject.linkId} AND side = ${subject.side}`)
  if ('exportId' in subject) return bumpWhere(tx, Prisma.sql`export_id = ${subject.exportId}`)
  return bumpWhere(
    tx,
    'generationId' in subject
      ? Prisma.sql`generation_id = ${subject.generationId}`
      : Prisma.sql`selfie_id = ${subject.selfieId}`,
  )
}

/** As `bump`, for all deliveries that a condition picks. */
export async function bumpWhere(tx: Db, where: Prisma.Sql): Promise<JobRef[]> {
  return tx.$queryRaw<JobRef[]>`
    WITH d AS (
      UPDATE delivery SET wanted = wanted + 1 WHERE ${where} AND state = 'open' RETURNING id, person_id, platform)
    ${insertDeliverTasks()}`
}

/** SQL that queues the sending of the deliveries in the CTE `d` (id, person_id, platform), those that `where` picks. */
export function insertDeliverTasks(where = Prisma.empty): Prisma.Sql {
  return Prisma.sql`
      INSERT INTO task (id, name, queue, person_id, delivery_id)
      SELECT ${NEW_ID}, 'deliver', 'platform-' || platform, person_id, id FROM d ${where}
      ON CONFLICT (delivery_id) DO NOTHING
      RETURNING id, attempt, name, queue, priority, 0 AS "delayMs"`
}

/** Whether a subject's message has been sent already, so that it is only edited from now on. */
export async function isTold(db: PrismaClient, subject: Subject): Promise<boolean> {
  return (await db.delivery.count({ where: { ...subject, sent: { gte: 0 } } })) > 0
}

/**
 * Notes that the message has been sent as it stood at `wanted`, and on which rung; true when it has changed since, and must
 * be sent again. Null when it is gone: its person was erased while it was sent.
 */
export async function finishSending(
  db: PrismaClient,
  sent: { deliveryId: string; wanted: number; ref: MessageRef; rung: number; taskId: string; owner: string },
): Promise<boolean | null> {
  const rows = await db.hot<{ more: boolean | null }>(sql`
    WITH d AS (
      UPDATE delivery SET sent = greatest(sent, ${sent.wanted}), message_ref = ${sent.ref}::jsonb, rung = ${sent.rung}
      WHERE id = ${sent.deliveryId} RETURNING wanted > ${sent.wanted} AS more),
    gone AS (
      DELETE FROM task WHERE id = ${sent.taskId} AND lease_by = ${sent.owner} AND NOT (SELECT more FROM d))
    SELECT more FROM d`)
  return rows[0]?.more ?? null
}

/** No address works: the result waits in /history. */
export async function giveUpSending(db: PrismaClient, deliveryId: string): Promise<void> {
  await db.delivery.updateMany({ where: { id: deliveryId }, data: { state: 'undeliverable' } })
}
