import { type Prisma, type PrismaClient, sql } from '../../prisma/client.js'
import { settleCtes } from '../billing/hold.js'
import { BUMP_CTES } from '../delivery/store.js'
import type { JobRef } from '../jobs.js'
import type { Notice } from '../notice.js'
import { type Event, LIVE_STATES, sources, target } from './machine.js'
import { OPEN } from './orders.js'

type Db = PrismaClient | Prisma.TransactionClient

/** What a worker needs to know to run a generation. */
export interface Work {
  id: string
  personId: string
  kind: string
  style: string
  engine: string
  model: string
  seed: number
  /** What the person wrote. */
  prompt: string | null
  /** Free tries for the sake of likeness that were made. */
  redone: number
  state: string
  deadlineAt: Date
  referenceKey: string | null
  wholeKey: string | null
}

/** Notes that a worker is about to hand a generation to its engine; null when there is nothing to do any more. */
export async function start(db: PrismaClient, generationId: string, now: number): Promise<Work | null> {
  const rows = await db.hot<Work>(sql`
    UPDATE generation g SET state = ${target('started')}, started_at = coalesce(g.started_at, ${new Date(now)})
    FROM (SELECT g2.id, s.reference_key, s.whole_key FROM generation g2 LEFT JOIN selfie s ON s.id = g2.selfie_id
          WHERE g2.id = ${generationId}) AS s
    WHERE g.id = s.id AND g.state = ANY (${sources('started')})
    RETURNING g.id, g.person_id AS "personId", g.kind, g.style, g.engine, g.model, g.seed, g.prompt, g.redone, g.state,
      g.deadline_at AS "deadlineAt", s.reference_key AS "referenceKey", s.whole_key AS "wholeKey"`)
  return rows[0] ?? null
}

/** An image that lies in the vault and is about to belong to a generation. */
export interface NewImage {
  id: string
  objectKey: string
  width: number
  height: number
  mime: string
  bytes: number
}

/**
 * Ends a generation well, all in one commit: images, capture (or release, where it costs nothing), its order, the message's turn, the end of the task. Null when
 * it was cancelled or finished by somebody else meanwhile: then the images that were stored belong to nobody.
 */
export async function finish(
  db: PrismaClient,
  done: {
    generationId: string
    images: NewImage[]
    taskId: string
    owner: string
    now: number
    /** It does not look like the person: it is delivered with that word, and costs nothing. */
    unlike?: boolean
  },
): Promise<JobRef[] | null> {
  return ended(
    await db.hot<EndRow>(sql`
      WITH g AS (
        UPDATE generation SET state = ${target('finished')}, progress = 1, ended_at = ${new Date(done.now)},
          unlike = ${done.unlike ?? false}
        WHERE id = ${done.generationId} AND state = ANY (${sources('finished')})
          AND EXISTS (SELECT 1 FROM task WHERE id = ${done.taskId} AND lease_by = ${done.owner})
        RETURNING id, person_id),
      t AS (DELETE FROM task USING g WHERE task.generation_id = g.id),
      o AS (
        UPDATE engine_order SET state = 'done', ended_at = ${new Date(done.now)}, answer = NULL
        FROM g WHERE engine_order.generation_id = g.id AND engine_order.state IN ${OPEN}),
      i AS (
        INSERT INTO image (id, generation_id, person_id, object_key, width, height, mime, bytes, created_at)
        SELECT n.id, g.id, g.person_id, n."objectKey", n.width, n.height, n.mime, n.bytes, ${new Date(done.now)}::timestamptz
        FROM g, jsonb_to_recordset(${JSON.stringify(done.images)}::jsonb)
          AS n(id text, "objectKey" text, width int, height int, mime text, bytes int)),
      ${settleCtes(done.unlike ? 'release' : 'capture')},
      ${BUMP_CTES}
      SELECT (SELECT count(*)::int FROM g) AS ended, bumped.* FROM (SELECT 1) AS one LEFT JOIN bumped ON true`),
  )
}

/**
 * Ends generations otherwise: the hold is released, the message changes, the task goes; an engine that is at work is told
 * by the rounds (workers/closing.ts). Null when the event means nothing to any of them any more, so that only one ending counts.
 */
export async function end(
  db: Db,
  ending: {
    generationIds: readonly string[]
    event: Extract<Event, 'photo_refused' | 'gave_up' | 'cancelled'>
    notice: Notice
    now: number
  },
): Promise<JobRef[] | null> {
  return ended(
    await db.$queryRaw<EndRow[]>`
      WITH g AS (
        UPDATE generation SET state = ${target(ending.event)}, ended_at = ${new Date(ending.now)},
          notice = ${JSON.stringify(ending.notice)}::jsonb
        WHERE id = ANY (${[...ending.generationIds]}) AND state = ANY (${sources(ending.event)})
        RETURNING id, person_id),
      t AS (DELETE FROM task USING g WHERE task.generation_id = g.id),
      ${settleCtes('release')},
      ${BUMP_CTES}
      SELECT (SELECT count(*)::int FROM g) AS ended, bumped.* FROM (SELECT 1) AS one LEFT JOIN bumped ON true`,
  )
}

interface EndRow extends Partial<JobRef> {
  ended: number
}

function ended(rows: EndRow[]): JobRef[] | null {
  if (rows[0]?.ended === 0) return null
  return rows.flatMap(({ ended: _, ...job }) => (job.id ? [job as JobRef] : []))
}

/** Cancels one of the person's own generations; null when it is not theirs or has ended already. */
export async function cancel(
  db: PrismaClient,
  want: { personId: string; generationId: string; now: number },
): Promise<JobRef[] | null> {
  const own = await db.generation.count({ where: { id: want.generationId, personId: want.personId } })
  if (own === 0) return null
  return end(db, {
    generationIds: [want.generationId],
    event: 'cancelled',
    notice: { id: 'cancelled', context: {} },
    now: want.now,
  })
}

/** A person's generations that can still change, oldest first. */
export function live(db: PrismaClient, personId: string) {
  return db.generation.findMany({
    where: { personId, state: { in: [...LIVE_STATES] } },
    orderBy: [{ createdAt: 'asc' }, { id: 'asc' }],
  })
}

/** Ids of generations whose time is over. */
export async function overdue(db: PrismaClient, now: number, limit: number): Promise<string[]> {
  const rows = await db.generation.findMany({
    where: { state: { in: [...LIVE_STATES] }, deadlineAt: { lt: new Date(now) } },
    select: { id: true },
    take: limit,
  })
  return rows.map(row => row.id)
}
