/**
 * Orders: requests to an engine that cost money. An order is written before anything leaves, so that whoever comes after a
 * crash knows what may have happened.
 *
 *   new ── about to leave ─▶ sent ── engine's name known ─▶ placed ─▶ done | failed | cancelled | lost
 *    └ refused: certainly nothing was started                 (sent ─▶ lost: nobody could tell, or nothing was started)
 *
 * A generation has at most one open order (an index holds that); another one is made only after the last has ended.
 */
import { findModel, type ModelId } from '../../config/models.js'
import { Prisma, type PrismaClient, sql } from '../../prisma/client.js'
import { dayOf } from '../billing/ledger.js'
import { newId } from '../id.js'
import type { JobRef } from '../jobs.js'
import type { EngineFile } from '../ports.js'

/** An order that may still be at work. Times are epoch milliseconds. */
export interface Order {
  id: string
  engine: string
  model: ModelId
  seed: number
  state: 'new' | 'sent' | 'placed'
  engineId: string | null
  files: EngineFile[]
  /** What the engine said by webhook. */
  answer: unknown
  createdAt: number
  sentAt: number | null
  deadlineAt: number
}

/** How an order can end. */
export type OrderEnd = 'done' | 'failed' | 'refused' | 'cancelled' | 'lost'

/** The most that may be spent on a day, in millionths of a US dollar. */
export interface Caps {
  all: number
  person: number
  engines: Partial<Record<string, number>>
}

/** The states in which an engine may be at work for it. */
export const OPEN = Prisma.sql`('new', 'sent', 'placed')`

/** The open order of a generation, or null. */
export async function openOrderOf(db: PrismaClient, generationId: string): Promise<Order | null> {
  const rows = await db.hot<Omit<Order, 'files'> & { files: EngineFile[] | null }>(sql`
    SELECT id, engine, model, seed, state, engine_id AS "engineId", files, answer,
      extract(epoch FROM created_at)::float8 * 1000 AS "createdAt", extract(epoch FROM sent_at)::float8 * 1000 AS "sentAt",
      extract(epoch FROM deadline_at)::float8 * 1000 AS "deadlineAt"
    FROM engine_order WHERE generation_id = ${generationId} AND state IN ${OPEN}`)
  return rows[0] ? { ...rows[0], files: rows[0].files ?? [] } : null
}

/** The models that a generation's ended orders were for, and how each ended; `begun` is work that the engine had a name for. */
export async function triedModels(
  db: PrismaClient,
  generationId: string,
): Promise<{ model: string; state: OrderEnd; begun: boolean }[]> {
  return db.hot<{ model: string; state: OrderEnd; begun: boolean }>(sql`
    SELECT model, state, engine_id IS NOT NULL AS begun FROM engine_order WHERE generation_id = ${generationId} AND state NOT IN ${OPEN}`)
}

/**
 * Writes an order, and counts its cost towards the caps of its day. Answers the order, the cap that it would have
 * exceeded (nothing is written then), or null when the task is in other hands or the generation has ended.
 */
export async function writeOrder(
  db: PrismaClient,
  want: {
    generationId: string
    personId: string
    model: ModelId
    seed: number
    count: number
    taskId: string
    owner: string
    caps: Caps
    now: number
  },
): Promise<Order | { capped: string } | null> {
  const model = findModel(want.model)
  if (!model) return null
  const { engine } = model
  const id = newId()
  const micros = model.micros * want.count
  const day = dayOf(want.now)
  const deadlineAt = want.now + model.deadlineSeconds * 1_000
  const scopes = [
    { scope: 'all', cap: want.caps.all },
    { scope: engine, cap: want.caps.engines[engine] ?? want.caps.all },
    { scope: `person:${want.personId}`, cap: want.caps.person },
  ]
  const [row] = await db.hot<{ written: boolean; held: boolean; counted: string[] }>(sql`
    WITH held AS (
      SELECT g.id FROM generation g JOIN task t ON t.generation_id = g.id
      WHERE g.id = ${want.generationId} AND g.state = 'running' AND t.id = ${want.taskId} AND t.lease_by = ${want.owner}
      FOR UPDATE OF g),
    counted AS (
      INSERT INTO engine_spend AS s (day, scope, micros, cap)
      SELECT ${day}, c.scope, ${micros}::bigint, c.cap FROM held, jsonb_to_recordset(${JSON.stringify(scopes)}::jsonb)
        AS c(scope text, cap bigint) WHERE c.cap >= ${micros}::bigint ORDER BY c.scope
      ON CONFLICT (day, scope) DO UPDATE SET micros = s.micros + excluded.micros, cap = excluded.cap
        WHERE s.micros + excluded.micros <= excluded.cap
      RETURNING scope),
    o AS (
      INSERT INTO engine_order (id, generation_id, engine, model, seed, micros, spent_on, created_at, deadline_at)
      SELECT ${id}, held.id, ${engine}, ${want.model}, ${want.seed}::int, ${micros}::int, ${want.personId},
        ${new Date(want.now)}::timestamptz, ${new Date(deadlineAt)}::timestamptz
      FROM held WHERE (SELECT count(*) FROM counted) = ${scopes.length}::int RETURNING id)
    SELECT EXISTS (SELECT 1 FROM o) AS written, EXISTS (SELECT 1 FROM held) AS held,
      coalesce((SELECT json_agg(scope) FROM counted), '[]'::json) AS counted`)
  if (!row?.held) return null
  if (!row.written) {
    // What was counted for the wider caps is taken back; a crash just here leaves the day a little poorer, never richer.
    await takeBack(db, day, row.counted, micros)
    const exceeded = scopes.find(({ scope }) => !row.counted.includes(scope))
    return { capped: exceeded?.scope ?? 'all' }
  }
  return {
    id,
    engine,
    model: want.model,
    seed: want.seed,
    state: 'new',
    engineId: null,
    files: [],
    answer: null,
    createdAt: want.now,
    sentAt: null,
    deadlineAt,
  }
}

async function takeBack(db: PrismaClient, day: string, scopes: string[], micros: number): Promise<void> {
  await db.hot<never>(sql`
    UPDATE engine_spend SET micros = greatest(0, micros - ${micros}::bigint) WHERE day = ${day} AND scope = ANY (${scopes})`)
}

/**
 * Notes that the request is about to leave: from now on nobody starts it again without asking the engine, and the time
 * that the model has begins. False when it is not ours to send.
 */
export async function noteSent(
  db: PrismaClient,
  sent: {
    orderId: string
    files: EngineFile[]
    deadlineSeconds: number
    taskId: string
    owner: string
    now: number
  },
): Promise<boolean> {
  const rows = await db.hot<{ id: string }>(sql`
    UPDATE engine_order SET state = 'sent', sent_at = ${new Date(sent.now)}, deadline_at = ${new Date(sent.now + sent.deadlineSeconds * 1_000)},
      files = ${sent.files.length > 0 ? JSON.stringify(sent.files) : null}::jsonb
    WHERE id = ${sent.orderId} AND state = 'new'
      AND EXISTS (SELECT 1 FROM task WHERE id = ${sent.taskId} AND lease_by = ${sent.owner}
        AND generation_id = engine_order.generation_id)
    RETURNING id`)
  return rows.length > 0
}

/**
 * Stores the engine's own name of the work and lets `finish` look after it, in one step. Empty when the task was
 * cancelled or taken over meanwhile; the name is stored even so, and the sweep stops what nobody waits for.
 */
export async function notePlaced(
  db: PrismaClient,
  placed: { orderId: string; engineId: string; taskId: string; owner: string; lookMs: number },
): Promise<JobRef[]> {
  return db.hot<JobRef>(sql`
    WITH o AS (
      UPDATE engine_order SET engine_id = ${placed.engineId}, state = 'placed'
      WHERE id = ${placed.orderId} AND state IN ('sent', 'placed')
      RETURNING generation_id, engine, CASE WHEN answer IS NULL THEN ${placed.lookMs}::int ELSE 0 END AS delay)
    UPDATE task t SET name = 'finish', queue = 'results-' || o.engine, attempt = attempt + 1, failures = 0,
      lease_until = NULL, lease_by = NULL, due_at = now() + o.delay * interval '1 ms'
    FROM o WHERE t.id = ${placed.taskId} AND t.lease_by = ${placed.owner} AND t.generation_id = o.generation_id
    RETURNING t.id, t.attempt, t.name, t.queue, t.priority, o.delay AS "delayMs"`)
}

/** Takes back `noteSent`, once it is certain that nothing was started: the order can be sent again. */
export async function noteUnsent(db: PrismaClient, orderId: string): Promise<void> {
  await db.hot<never>(sql`
    UPDATE engine_order SET state = 'new', sent_at = NULL WHERE id = ${orderId} AND state = 'sent'`)
}

/** The works at an engine that orders of ours are known by. */
export async function knownWorks(
  db: PrismaClient,
  engine: string,
  engineIds: string[],
): Promise<Set<string>> {
  const rows = await db.hot<{ engineId: string }>(sql`
    SELECT engine_id AS "engineId" FROM engine_order WHERE engine = ${engine} AND engine_id = ANY (${engineIds})`)
  return new Set(rows.map(row => row.engineId))
}

/** Ends an open order; what was certainly not started is not counted towards the caps. A repeat changes nothing. */
export async function endOrder(
  db: PrismaClient,
  orderId: string,
  how: OrderEnd,
  options: { now: number; unpaid?: boolean },
): Promise<void> {
  const rows = await db.hot<{ engine: string; spentOn: string | null; micros: number; createdAt: Date }>(sql`
    UPDATE engine_order SET state = ${how}, ended_at = ${new Date(options.now)}, answer = NULL
    WHERE id = ${orderId} AND state IN ${OPEN}
    RETURNING engine, spent_on AS "spentOn", micros, created_at AS "createdAt"`)
  const [ended] = rows
  if (ended && options.unpaid)
    await takeBack(
      db,
      dayOf(ended.createdAt.getTime()),
      ['all', ended.engine, `person:${ended.spentOn}`],
      ended.micros,
    )
}

/** Gives a task to another engine, or to the same one anew; empty when it is no longer ours. */
export async function reroute(
  db: PrismaClient,
  to: { generationId: string; model: ModelId; taskId: string; owner: string },
): Promise<JobRef[]> {
  const engine = findModel(to.model)?.engine ?? 'local'
  return db.hot<JobRef>(sql`
    WITH t AS (
      UPDATE task SET name = 'generate', queue = ${`engine-${engine}`}, attempt = attempt + 1, failures = 0,
        lease_until = NULL, lease_by = NULL, due_at = now()
      WHERE id = ${to.taskId} AND lease_by = ${to.owner}
      RETURNING id, attempt, name, queue, priority),
    g AS (
      UPDATE generation SET engine = ${engine}, model = ${to.model}
      FROM t WHERE generation.id = ${to.generationId})
    SELECT *, 0 AS "delayMs" FROM t`)
}

/**
 * Ends an order that is paid and done, and lets another one take its place at our expense, all in one step: a crash between
 * the two would leave a re-run that nobody has counted, and with it one start more. Empty when the task is no longer ours.
 */
export async function redo(
  db: PrismaClient,
  again: { orderId: string; generationId: string; taskId: string; owner: string; now: number },
): Promise<JobRef[]> {
  return db.hot<JobRef>(sql`
    WITH t AS (
      UPDATE task SET name = 'generate', queue = 'engine-' || g.engine, attempt = attempt + 1, failures = 0,
        lease_until = NULL, lease_by = NULL, due_at = now()
      FROM generation g
      WHERE task.id = ${again.taskId} AND task.lease_by = ${again.owner} AND g.id = ${again.generationId}
      RETURNING task.id, task.attempt, task.name, task.queue, task.priority),
    g AS (
      UPDATE generation SET redone = redone + 1 FROM t WHERE generation.id = ${again.generationId}),
    o AS (
      UPDATE engine_order SET state = 'done', ended_at = ${new Date(again.now)}, answer = NULL
      FROM t WHERE engine_order.id = ${again.orderId} AND engine_order.state IN ${OPEN})
    SELECT *, 0 AS "delayMs" FROM t`)
}

/**
 * Takes in what an engine says by webhook about an order: stored with it, and whoever looks after it does so at once. A
 * start whose answer was lost is known by its name from now on. A repeat, news about what has ended and news that belongs
 * to another order change nothing.
 */
export async function noteAnswer(
  db: PrismaClient,
  news: { engine: string; orderId: string; engineId: string; answer: unknown },
): Promise<JobRef[]> {
  const kept = await db.hot<{ id: string }>(sql`
    UPDATE engine_order SET answer = ${JSON.stringify(news.answer)}::jsonb, state = 'placed', engine_id = ${news.engineId}
    WHERE id = ${news.orderId} AND engine = ${news.engine} AND answer IS NULL AND state IN ('sent', 'placed')
      AND (engine_id IS NULL OR engine_id = ${news.engineId})
      AND NOT EXISTS (SELECT 1 FROM engine_order other
        WHERE other.engine = ${news.engine} AND other.engine_id = ${news.engineId} AND other.id <> ${news.orderId})
    RETURNING id`)
  return kept.length > 0 ? wakeAnswered(db, news.orderId) : []
}

/**
 * Has an order that the engine has said something about looked after at once, unless somebody is at it. A statement of its
 * own: one that waited for the order's row would still see the task as it was held before, and leave it asleep.
 */
export async function wakeAnswered(db: PrismaClient, orderId: string): Promise<JobRef[]> {
  return db.hot<JobRef>(sql`
    UPDATE task t SET attempt = attempt + 1, due_at = now() FROM engine_order o
    WHERE o.id = ${orderId} AND o.answer IS NOT NULL AND t.generation_id = o.generation_id AND t.lease_until IS NULL
    RETURNING t.id, t.attempt, t.name, t.queue, t.priority, 0 AS "delayMs"`)
}
