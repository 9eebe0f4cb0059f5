import { WHOLE_KINDS } from '../../config/styles.js'
import { Prisma, type PrismaClient, sql } from '../../prisma/client.js'
import { BUMP_CTES, bump } from '../delivery/store.js'
import { sources, target } from '../generation/machine.js'
import { queueTasks } from '../generation/request.js'
import { end } from '../generation/store.js'
import type { JobRef } from '../jobs.js'
import { type Notice, notice } from '../notice.js'
import type { ClaimedTask } from '../tasks/store.js'

type Tx = Prisma.TransactionClient

/** The photo lies in the vault: its task turns into `prepare`. Empty when it was deleted or taken over meanwhile. */
export async function fetched(
  db: PrismaClient,
  task: ClaimedTask,
  originalKey: string,
  owner: string,
): Promise<JobRef[]> {
  return db.hot<JobRef>(sql`
    WITH s AS (
      UPDATE selfie SET state = 'looking', original_key = ${originalKey}, source = NULL
      WHERE id = ${task.subjectId} AND state = 'fetching'
        AND EXISTS (SELECT 1 FROM task WHERE id = ${task.id} AND lease_by = ${owner})
      RETURNING id)
    UPDATE task t SET name = 'prepare', queue = 'looks', attempt = attempt + 1, failures = 0,
      lease_until = NULL, lease_by = NULL, due_at = now(),
      priority = 1 + (SELECT count(*) FROM task o WHERE o.person_id = ${task.personId} AND o.queue = 'looks')
    FROM s WHERE t.selfie_id = s.id AND t.lease_by = ${owner}
    RETURNING t.id, t.attempt, t.name, t.queue, t.priority, 0 AS "delayMs"`)
}

/** How a selfie was judged. */
export type Judgement =
  | { state: 'accepted'; referenceKey: string; wholeKey: string | null }
  | { state: 'asking'; referenceKey: string; wholeKey: string | null; notices: Notice[] }
  | { state: 'refused'; notices: Notice[] }
  | { state: 'failed'; notices: Notice[] }

/**
 * Commits a verdict: the selfie, the generations that have waited for it, all messages, the end of the task.
 * Null when the selfie has been deleted or judged meanwhile: what was stored for it belongs to nobody.
 */
export async function judged(
  db: PrismaClient,
  selfieId: string,
  judgement: Judgement,
  now: number,
): Promise<JobRef[] | null> {
  const keys =
    'referenceKey' in judgement
      ? { referenceKey: judgement.referenceKey, wholeKey: judgement.wholeKey }
      : { referenceKey: null, wholeKey: null }
  const notices = 'notices' in judgement ? judgement.notices : []
  return db.$transaction(async tx => {
    const moved = await tx.selfie.updateMany({
      where: { id: selfieId, state: { in: ['fetching', 'looking'] } },
      data: {
        state: judgement.state,
        ...keys,
        source: Prisma.DbNull,
        originalKey: null,
        verdict: notices as unknown as Prisma.InputJsonValue,
        judgedAt: new Date(now),
      },
    })
    if (moved.count === 0) return null
    await tx.task.deleteMany({ where: { selfieId } })
    return [
      ...(await bump(tx, { selfieId })),
      ...(await tellWaiting(tx, selfieId, judgement.state, notices, now)),
    ]
  })
}

/** The person has answered the question about their age; null when there was none to answer. */
export async function answerQuestion(
  db: PrismaClient,
  answer: { personId: string; selfieId: string; adult: boolean; now: number },
): Promise<{ jobs: JobRef[]; objects: string[] } | null> {
  return db.$transaction(async tx => {
    const selfie = await tx.selfie.findFirst({
      where: { id: answer.selfieId, personId: answer.personId, state: 'asking' },
    })
    if (!selfie) return null
    const state = answer.adult ? 'accepted' : 'refused'
    const notices = answer.adult ? [] : [notice('looks_underage')]
    await tx.selfie.update({
      where: { id: selfie.id },
      data: {
        state,
        verdict: notices as unknown as Prisma.InputJsonValue,
        ...(answer.adult ? {} : { referenceKey: null, wholeKey: null }),
      },
    })
    const jobs = await bump(tx, { selfieId: selfie.id })
    jobs.push(...(await tellWaiting(tx, selfie.id, state, notices, answer.now)))
    const objects = answer.adult ? [] : [selfie.referenceKey, selfie.wholeKey].filter(key => key !== null)
    return { jobs, objects }
  })
}

/** A person's generations that wait for one photo, behind what the person has in the engine's queue already. */
const AFTER_OTHERS = Prisma.sql`
        row_number() OVER (PARTITION BY g.person_id, g.engine ORDER BY g.created_at, g.id)
          + (SELECT count(*) FROM task o WHERE o.person_id = g.person_id AND o.queue = 'engine-' || g.engine)`

async function tellWaiting(
  tx: Tx,
  selfieId: string,
  state: Judgement['state'],
  notices: Notice[],
  now: number,
): Promise<JobRef[]> {
  if (state === 'accepted')
    return tx.$queryRaw<JobRef[]>`
      WITH g AS (
        UPDATE generation SET state = ${target('photo_accepted')}
        WHERE selfie_id = ${selfieId} AND state = ANY (${sources('photo_accepted')})
        RETURNING id, person_id, engine, state, created_at),
      queued AS (${queueTasks(AFTER_OTHERS)}),
      ${BUMP_CTES}
      SELECT * FROM queued UNION ALL SELECT * FROM bumped`
  const waiting = await tx.generation.findMany({
    where: { selfieId, state: 'waiting' },
    select: { id: true },
  })
  const generationIds = waiting.map(({ id }) => id)
  if (state === 'asking') {
    const jobs: JobRef[] = []
    for (const generationId of generationIds) jobs.push(...(await bump(tx, { generationId })))
    return jobs
  }
  const event = state === 'refused' ? 'photo_refused' : 'gave_up'
  const why = state === 'refused' ? notice('photo_refused') : (notices[0] ?? notice('failed'))
  return (await end(tx, { generationIds, event, notice: why, now })) ?? []
}

/** The keys of whole pictures that no live generation needs any more; they are forgotten on the rows at once. */
export async function dropWholes(db: PrismaClient, selfieId?: string): Promise<string[]> {
  const rows = await db.hot<{ key: string }>(sql`
    UPDATE selfie s SET whole_key = NULL FROM selfie old
    WHERE s.id = old.id AND old.whole_key IS NOT NULL AND s.state <> 'asking'
      AND (${selfieId ?? null}::text IS NULL OR s.id = ${selfieId ?? null})
      AND NOT EXISTS (SELECT 1 FROM generation g WHERE g.selfie_id = s.id AND g.kind = ANY (${[...WHOLE_KINDS]})
        AND g.state IN ('waiting', 'queued', 'running'))
    RETURNING old.whole_key AS key`)
  return rows.map(row => row.key)
}
