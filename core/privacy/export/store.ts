/** Exports as rows: asked for, put together, handed out, gone. Each step is one conditional statement or transaction. */
import { createHash, randomBytes } from 'node:crypto'
import { EXPORT } from '../../../config/limits.js'
import { Prisma, type PrismaClient, sql } from '../../../prisma/client.js'
import { bump, openDelivery } from '../../delivery/store.js'
import { NEW_ID, newId } from '../../id.js'
import type { JobRef } from '../../jobs.js'
import { type Notice, notice } from '../../notice.js'
import type { ReplyTarget } from '../../platform.js'
import type { Vault } from '../../ports.js'
import { type Pieces, removePieces } from './pieces.js'

const DAY = 86_400_000

export type ExportState = 'waiting' | 'ready' | 'failed' | 'expired'

export interface ExportWish {
  personId: string
  accountId: string
  /** Names the event, so that handling it twice asks for one. */
  origin: string
  replyTo: ReplyTarget
  now: number
}

/**
 * Asks for an export, with its message and its task, in one commit. The lock on the person keeps two at once apart, and
 * an erasure out. Notices: `export_running`, `export_too_many`, `erasing`.
 */
export async function requestExport(
  db: PrismaClient,
  wish: ExportWish,
): Promise<{ ok: true; exportId: string; jobs: JobRef[] } | { ok: false; notice: Notice }> {
  const { personId, accountId, origin, replyTo, now } = wish
  return db.$transaction(async tx => {
    const [person] = await tx.$queryRaw<{ erasing: boolean }[]>`
      SELECT erasing_at IS NOT NULL AS erasing FROM person WHERE id = ${personId} FOR NO KEY UPDATE`
    const before = await tx.export.findUnique({ where: { origin } })
    if (before) return { ok: true, exportId: before.id, jobs: [] }
    const refuse = (told: Notice) => ({ ok: false as const, notice: told })
    if (!person || person.erasing) return refuse(notice('erasing'))
    if ((await tx.export.count({ where: { personId, state: 'waiting' } })) > 0)
      return refuse(notice('export_running'))
    const lately = await tx.export.count({
      where: { personId, state: { not: 'failed' }, createdAt: { gt: new Date(now - DAY) } },
    })
    if (lately >= EXPORT.perDay) return refuse(notice('export_too_many', { count: EXPORT.perDay }))
    const exportId = newId()
    await tx.export.create({ data: { id: exportId, personId, origin, createdAt: new Date(now) } })
    await openDelivery(tx, { personId, accountId, subject: { exportId }, replyTo })
    const jobs = await tx.$queryRaw<JobRef[]>`
      INSERT INTO task (id, name, queue, person_id, export_id)
      VALUES (${NEW_ID}, 'export', 'exports', ${personId}, ${exportId})
      RETURNING id, attempt, name, queue, priority, 0 AS "delayMs"`
    return { ok: true, exportId, jobs }
  })
}

/** Ends the work on an export: its message changes, the task goes. Null when somebody else has, or nobody waits any more. */
export async function endExport(
  db: PrismaClient,
  done: {
    exportId: string
    task: { id: string; owner: string }
    now: number
    /** Where it lies, and for how long; without it, it has failed. */
    made?: Pieces & { keepMs: number }
  },
): Promise<JobRef[] | null> {
  const { exportId, task, made, now } = done
  return db.$transaction(async tx => {
    const ended = await tx.$executeRaw`
      UPDATE export SET state = ${made ? 'ready' : 'failed'}, ready_at = ${new Date(now)},
        object_key = ${made?.objectKey ?? null}, pieces = ${made?.pieces ?? 0}, bytes = ${made?.bytes ?? 0},
        expires_at = ${made ? new Date(now + made.keepMs) : null}::timestamptz
      WHERE id = ${exportId} AND state = 'waiting'
        AND EXISTS (SELECT 1 FROM task WHERE id = ${task.id} AND lease_by = ${task.owner})`
    if (ended === 0) return null
    await tx.$executeRaw`DELETE FROM task WHERE export_id = ${exportId}`
    return bump(tx, { exportId })
  })
}

/** Makes an address for it, as `/export/<token>`; of the random token only the hash is kept. */
export async function linkTo(
  db: PrismaClient,
  exportId: string,
  { guarded }: { guarded: boolean },
): Promise<string> {
  const token = randomBytes(32).toString('base64url')
  await db.exportLink.create({ data: { hash: hashOf(token), exportId, guarded } })
  return `/export/${token}`
}

/** What an address stands for: nothing that this visitor may know of, one whose time is over, or where it lies. */
export type Linked = { is: 'unknown' } | { is: 'over' } | ({ is: 'there'; exportId: string } & Pieces)

/** Finds it by a token; `personId` is whose session it comes with, where there is one. */
export async function followLink(
  db: PrismaClient,
  token: string,
  personId: string | null,
  now: number,
): Promise<Linked> {
  const link = await db.exportLink.findUnique({
    where: { hash: hashOf(token) },
    include: { export: { include: { person: true } } },
  })
  if (!link || link.export.person.erasingAt) return { is: 'unknown' }
  const { id, objectKey, pieces, bytes, expiresAt } = link.export
  if (link.guarded && link.export.personId !== personId) return { is: 'unknown' }
  if (objectKey === null || (expiresAt?.getTime() ?? 0) <= now) return { is: 'over' }
  return { is: 'there', exportId: id, objectKey, pieces, bytes: Number(bytes) }
}

function hashOf(token: string): string {
  return createHash('sha256').update(token).digest('base64url')
}

/** Where an export of that person lies, or null when it is not theirs, or its time is over. */
export async function findExport(
  db: PrismaClient,
  personId: string,
  exportId: string,
  now: number,
): Promise<Pieces | null> {
  const [row] = await db.hot<Pieces>(sql`
    SELECT object_key AS "objectKey", pieces, bytes::float8 AS bytes FROM export
    WHERE id = ${exportId} AND state = 'ready' AND expires_at > ${new Date(now)}
      AND person_id IN (${personId}, (SELECT person_id FROM vault_owner WHERE id = ${personId}))`)
  return row ?? null
}

/** Removes the archives whose time is over, `take` at a time, and answers how many; long after that it is forgotten that there were any. */
export async function expireExports(
  { db, vault, now }: { db: PrismaClient; vault: Vault; now: number },
  take: number,
): Promise<number> {
  let count = 0
  for (;;) {
    const rows = await db.export.findMany({
      where: { state: 'ready', expiresAt: { lte: new Date(now) } },
      take,
    })
    for (const { id, objectKey, pieces } of rows) {
      if (objectKey) await removePieces(vault, { objectKey, pieces })
      await db.export.updateMany({
        where: { id, state: 'ready' },
        data: { state: 'expired', objectKey: null, pieces: 0 },
      })
    }
    count += rows.length
    if (rows.length < take) break
  }
  await db.export.deleteMany({
    where: { state: { in: ['failed', 'expired'] }, createdAt: { lt: new Date(now - EXPORT.rememberMs) } },
  })
  return count
}

/** SQL of the names of all pieces that rows of persons know; see core/privacy/orphans.ts. */
export function namedPieces(persons: Prisma.Sql): Prisma.Sql {
  return Prisma.sql`
    SELECT CASE n WHEN 0 THEN object_key ELSE object_key || '-' || n END FROM export, generate_series(0, pieces - 1) AS n
    WHERE object_key IS NOT NULL AND person_id IN (${persons})`
}
