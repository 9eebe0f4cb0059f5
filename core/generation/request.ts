import { GENERATION } from '../../config/limits.js'
import type { Plan } from '../../config/plans.js'
import type { GenerationKind, Style } from '../../config/styles.js'
import type { PrismaClient } from '../../prisma/client.js'
import { grantFree, hold } from '../billing/ledger.js'
import { openDelivery } from '../delivery/store.js'
import { newId } from '../id.js'
import type { JobRef } from '../jobs.js'
import { type Notice, notice } from '../notice.js'
import type { ReplyTarget } from '../platform.js'

export interface GenerationWish {
  personId: string
  style: Style
  selfieId: string
  /** Names the event and the place in it, so that handling the event twice makes one generation. */
  origin: string
  replyTo: ReplyTarget
  seed: number
}

export type Requested = { ok: true; generationId: string; jobs: JobRef[] } | { ok: false; notice: Notice }

class Refused extends Error {
  readonly notice: Notice
  constructor(value: Notice) {
    super(value.id)
    this.notice = value
  }
}

/**
 * Makes a generation, its hold, its delivery and its task in one transaction; with a selfie that is still being looked
 * at it waits for the verdict. Notices: `selfie_gone`, `no_credits`.
 */
export async function requestGeneration(
  db: PrismaClient,
  wish: GenerationWish,
  rules: { plan: Plan; now: number },
): Promise<Requested> {
  await grantFree(db, wish.personId, rules.plan, rules.now)
  try {
    return await db.$transaction(async tx => {
      // The shared lock keeps the verdict from coming in between: it finds this generation, or this finds the verdict.
      const [selfie] = await tx.$queryRaw<{ state: string }[]>`
        SELECT state FROM selfie WHERE id = ${wish.selfieId} AND person_id = ${wish.personId} FOR SHARE`
      const ready = selfie?.state === 'accepted'
      if (!ready && !['fetching', 'looking', 'asking'].includes(selfie?.state ?? ''))
        throw new Refused(notice('selfie_gone'))

      const generationId = newId()
      const deadline = new Date(rules.now + GENERATION.deadlineMs)
      const made = await tx.$executeRaw`
        INSERT INTO generation (id, person_id, selfie_id, origin, kind, style, engine, state, seed, cost, deadline_at, created_at)
        VALUES (${generationId}, ${wish.personId}, ${wish.selfieId}, ${wish.origin}, ${wish.style.kind}, ${wish.style.id},
          ${wish.style.engine}, ${ready ? 'queued' : 'waiting'}, ${wish.seed}, ${wish.style.cost}, ${deadline},
          ${new Date(rules.now)})
        ON CONFLICT (origin) DO NOTHING`
      if (made === 0) {
        const before = await tx.generation.findUniqueOrThrow({ where: { origin: wish.origin } })
        return { ok: true as const, generationId: before.id, jobs: [] }
      }

      const reason = reasonOf(wish.style.kind, wish.style.id)
      if (!(await hold(tx, { personId: wish.personId, generationId, cost: wish.style.cost, reason })))
        throw new Refused(notice('no_credits', { cost: wish.style.cost, perDay: rules.plan.freePerDay }))

      await openDelivery(tx, { personId: wish.personId, subject: { generationId }, replyTo: wish.replyTo })
      const jobs = ready ? await queueGenerations(tx, { generationId }) : []
      return { ok: true as const, generationId, jobs }
    })
  } catch (error) {
    if (error instanceof Refused) return { ok: false, notice: error.notice }
    throw error
  }
}

/** What the ledger calls a generation. */
export function reasonOf(kind: GenerationKind, style: string): string {
  return kind === style ? kind : `${kind}:${style}`
}

type Tx = Parameters<Parameters<PrismaClient['$transaction']>[0]>[0]

/**
 * Adds the task `generate` for a generation, or for all that have waited for a selfie. The priority is the number of
 * the person's tasks in that engine's queue: whoever has many waiting stands behind those who have few.
 */
export async function queueGenerations(
  tx: Tx,
  which: { generationId: string } | { selfieId: string },
): Promise<JobRef[]> {
  const [generationId, selfieId] =
    'generationId' in which ? [which.generationId, null] : [null, which.selfieId]
  const rows = await tx.$queryRaw<{ id: string; personId: string; engine: string }[]>`
    SELECT id, person_id AS "personId", engine FROM generation
    WHERE (id = ${generationId} OR selfie_id = ${selfieId}) AND state = 'queued' ORDER BY created_at, id`
  const jobs: JobRef[] = []
  for (const row of rows)
    jobs.push(
      ...(await tx.$queryRaw<JobRef[]>`
        INSERT INTO task (id, name, queue, person_id, generation_id, priority)
        SELECT ${newId()}, 'generate', ${`engine-${row.engine}`}, ${row.personId}, ${row.id},
          1 + (SELECT count(*) FROM task WHERE person_id = ${row.personId} AND queue = ${`engine-${row.engine}`})
        ON CONFLICT (generation_id) DO NOTHING
        RETURNING id, attempt, name, queue, priority, 0 AS "delayMs"`),
    )
  return jobs
}
