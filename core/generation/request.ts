import { GENERATION } from '../../config/limits.js'
import { findModel, type ModelId } from '../../config/models.js'
import type { Plan } from '../../config/plans.js'
import type { GenerationKind, Style } from '../../config/styles.js'
import { Prisma, type PrismaClient, sql } from '../../prisma/client.js'
import type { TeamName } from '../billing/facts.js'
import { holdCtes } from '../billing/hold.js'
import { joinTeam } from '../billing/team.js'
import { Fault } from '../errors.js'
import { NEW_ID, newId } from '../id.js'
import type { JobRef } from '../jobs.js'
import { type Notice, notice } from '../notice.js'
import type { ReplyTarget } from '../platform.js'

export interface GenerationWish {
  personId: string
  /** Where it was asked for, and the result goes to. */
  accountId: string
  style: Style
  /** Who serves it first. */
  model: ModelId
  /** Null for kinds that need no photo. */
  selfieId: string | null
  /** What the person wrote. */
  prompt?: string | undefined
  /** Names the event and the place in it, so that handling the event twice makes one generation. */
  origin: string
  replyTo: ReplyTarget
  seed: number
  /** Where it was asked for: the common credits of that team may pay for it. */
  team?: TeamName | null
}

/** `waits`: its photo is still being looked at. */
export type Requested =
  | { ok: true; generationId: string; waits: boolean; jobs: JobRef[] }
  | { ok: false; notice: Notice }

interface Row extends Partial<JobRef> {
  selfie: string | null
  before: string | null
  made: string | null
}

/**
 * Makes a generation, its hold, its delivery and its task; with a selfie that is still being looked at it waits for the
 * verdict. All in one statement: it is one commit, and a round trip costs as much as the work. The lock on the selfie
 * keeps the verdict from coming in between: it finds this generation, or this finds the verdict. So it is
 * with the person and an erasure, or a join with another one; persons are locked before what hangs on them.
 * Notices: `selfie_gone`, `no_credits`.
 */
export async function requestGeneration(
  db: PrismaClient,
  wish: GenerationWish,
  rules: { plan: Plan; now: number },
): Promise<Requested> {
  const { personId, style, replyTo } = wish
  const generationId = newId()
  const engine = findModel(wish.model)?.engine ?? 'local'
  const reason = reasonOf(style.kind, style.id)
  const { team = null } = wish
  if (team) await joinTeam(db, team, personId)
  const [row] = await db.hot<Row>(sql`
    WITH p AS (SELECT id FROM person WHERE id = ${personId} AND erasing_at IS NULL FOR SHARE),
    s AS (
      SELECT s.state FROM p JOIN selfie s ON s.person_id = p.id WHERE s.id = ${wish.selfieId}::text FOR SHARE OF s),
    basis AS (SELECT state FROM s UNION ALL SELECT 'accepted' FROM p WHERE ${wish.selfieId}::text IS NULL),
    wish AS (
      SELECT CASE WHEN state = 'accepted' THEN 'queued' ELSE 'waiting' END AS state FROM basis
      WHERE state IN ('fetching', 'looking', 'asking', 'accepted')
        AND NOT EXISTS (SELECT 1 FROM generation WHERE origin = ${wish.origin})),
    ${holdCtes({ personId, generationId, cost: style.cost, reason, team, now: rules.now })},
    g AS (
      INSERT INTO generation (id, person_id, selfie_id, origin, kind, style, engine, model, prompt, state, seed, cost,
        deadline_at, created_at)
      SELECT ${generationId}, ${personId}, ${wish.selfieId}::text, ${wish.origin}, ${style.kind}, ${style.id}, ${engine},
        ${wish.model}, ${wish.prompt ?? null}::text, wish.state, ${wish.seed}::int, ${style.cost}::int, ${new Date(rules.now + GENERATION.deadlineMs)}::timestamptz,
        ${new Date(rules.now)}::timestamptz
      FROM wish, account RETURNING id, person_id, engine, state, created_at),
    d AS (
      INSERT INTO delivery (id, person_id, account_id, platform, reply_to, generation_id)
      SELECT ${NEW_ID}, person_id, ${wish.accountId}, ${replyTo.platform}, ${JSON.stringify(replyTo)}::jsonb, id FROM g),
    queued AS (${queueTasks(Prisma.sql`(SELECT held + ${rules.plan.handicap}::int FROM account)`)})
    SELECT (SELECT state FROM basis) AS selfie, (SELECT id FROM g) AS made,
      (SELECT id FROM generation WHERE origin = ${wish.origin}) AS before, queued.*
    FROM (SELECT 1) AS one LEFT JOIN queued ON true`)
  if (row?.made) return { ok: true, generationId, waits: row.selfie !== 'accepted', jobs: toJobs(row) }
  if (row?.before) return { ok: true, generationId: row.before, waits: row.selfie !== 'accepted', jobs: [] }
  if (!USABLE.has(row?.selfie ?? '')) {
    // Erased, or joined with another one, since the event was taken up: it is another person's now, and comes again.
    if ((await db.person.count({ where: { id: personId } })) === 0)
      throw new Fault('busy', 'The person has become another one.')
    return { ok: false, notice: notice('selfie_gone') }
  }
  return { ok: false, notice: notice('no_credits', { cost: style.cost, perDay: rules.plan.freePerDay }) }
}

const USABLE: ReadonlySet<string> = new Set(['fetching', 'looking', 'asking', 'accepted'])

function toJobs({ id, attempt, name, queue, priority, delayMs }: Row): JobRef[] {
  return id ? [{ id, attempt, name, queue, priority, delayMs } as JobRef] : []
}

/** What the ledger calls a generation. */
export function reasonOf(kind: GenerationKind, style: string): string {
  return kind === style ? kind : `${kind}:${style}`
}

/**
 * SQL that adds the task `generate` for those generations of the CTE `g` that are queued. The priority grows with what
 * the person has under way: whoever has much waiting stands behind those who have little.
 */
export function queueTasks(priority: Prisma.Sql): Prisma.Sql {
  return Prisma.sql`
      INSERT INTO task (id, name, queue, person_id, generation_id, priority)
      SELECT ${NEW_ID}, 'generate', 'engine-' || g.engine, g.person_id, g.id, ${priority}
      FROM g WHERE g.state = 'queued'
      ON CONFLICT (generation_id) DO NOTHING
      RETURNING id, attempt, name, queue, priority, 0 AS "delayMs"`
}
