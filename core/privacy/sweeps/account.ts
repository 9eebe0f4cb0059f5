/**
 * The life of an account that nobody uses: its person is warned, then it is closed, and long after that it is anonymised.
 * Whoever can be reached is never closed before the warning is as old as was promised, however late the warning came.
 */
import { HOUSE, TASK } from '../../../config/limits.js'
import { INACTIVE } from '../../../config/policy.js'
import { Prisma } from '../../../prisma/client.js'
import { liveAddress } from '../../delivery/live-address.js'
import { insertDeliverTasks } from '../../delivery/store.js'
import { LIVE_STATES } from '../../generation/machine.js'
import { end } from '../../generation/store.js'
import { NEW_ID } from '../../id.js'
import type { JobRef } from '../../jobs.js'
import { notice } from '../../notice.js'
import { lapseConsents } from '../../person/consent.js'
import { erasePerson } from '../erase.js'
import {
  type Condition,
  countDue,
  type DueDeps,
  fromDue,
  type Part,
  pages,
  type Sweep,
  type SweepDeps,
} from './sweep.js'

/** Persons who a page may touch: nobody who is frozen, and nobody who is being erased. */
const OPEN = Prisma.sql`x.closed_at IS NULL AND x.frozen_at IS NULL AND x.erasing_at IS NULL`

const reachable = ({ now }: DueDeps) => Prisma.sql`EXISTS (${liveAddress(Prisma.sql`x.id`, now)})`

const TO_WARN: Condition = {
  table: 'person',
  at: Prisma.sql`x.last_seen_at`,
  also: deps => Prisma.sql`${OPEN} AND x.warned_at IS NULL AND ${reachable(deps)}`,
}

const TO_CLOSE: Condition = {
  table: 'person',
  at: Prisma.sql`x.last_seen_at`,
  also: deps => Prisma.sql`${OPEN} AND (
    x.warned_at <= ${new Date(deps.now - INACTIVE.noticeMs)} OR (x.warned_at IS NULL AND NOT ${reachable(deps)}))`,
}

const TO_ERASE: Condition = {
  table: 'person',
  at: Prisma.sql`x.closed_at`,
  also: () => Prisma.sql`x.frozen_at IS NULL`,
}

/** Like all periods: what comes of age before the next round is taken with this one. */
const silentFor = ({ now }: DueDeps, ms: number) => new Date(now - ms + HOUSE.retentionMs)

const warn: Part = {
  what: 'warned',
  count: deps => countDue(TO_WARN, deps, silentFor(deps, INACTIVE.closeMs - INACTIVE.noticeMs)),
  sweep: deps =>
    pages(async () => {
      const { warned, ...jobs } = await warnPage(deps)
      await deps.jobs?.enqueue(jobs.jobs)
      return warned
    }),
}

/** The mark, the message and its task in one statement: nobody is warned twice, and nobody is marked without being told. */
async function warnPage(deps: SweepDeps): Promise<{ warned: number; jobs: JobRef[] }> {
  const now = new Date(deps.now)
  const before = silentFor(deps, INACTIVE.closeMs - INACTIVE.noticeMs)
  const rows = await deps.db.$queryRaw<(Partial<JobRef> & { warned: number })[]>`
    WITH due AS (
      SELECT x.id ${fromDue(TO_WARN, deps, before)} LIMIT ${TASK.sweepBatch} FOR UPDATE OF x SKIP LOCKED),
    w AS (
      UPDATE person SET warned_at = ${now} FROM due WHERE person.id = due.id RETURNING person.id, last_seen_at),
    d AS (
      INSERT INTO delivery (id, person_id, account_id, platform, reply_to, rung, opened_at, says)
      SELECT ${NEW_ID}, w.id, to_there.account_id, to_there.platform, to_there.reply_to, to_there.rung, ${now},
        json_build_object('id', 'account_closing', 'context', json_build_object('closesAt',
          floor(extract(epoch FROM greatest(w.last_seen_at + ${INACTIVE.closeMs} * interval '1 ms',
            ${now}::timestamptz + ${INACTIVE.noticeMs} * interval '1 ms')) * 1000)::bigint))
      FROM w CROSS JOIN LATERAL (${liveAddress(Prisma.sql`w.id`, deps.now)}) AS to_there
      RETURNING id, person_id, platform),
    queued AS (${insertDeliverTasks()})
    SELECT (SELECT count(*)::int FROM w) AS warned, queued.* FROM (SELECT 1) AS one LEFT JOIN queued ON true`
  const jobs = rows.flatMap(({ warned: _, ...job }) => (job.id ? [job as JobRef] : []))
  return { warned: rows[0]?.warned ?? 0, jobs }
}

const close: Part = {
  what: 'closed',
  count: deps => countDue(TO_CLOSE, deps, silentFor(deps, INACTIVE.closeMs)),
  sweep: deps =>
    pages(async () => {
      const { closed, jobs } = await closePage(deps)
      await deps.jobs?.enqueue(jobs)
      return closed
    }),
}

/** What waits ends, what was agreed to counts no longer; all else goes by its own period. A visit opens the account again. */
async function closePage(deps: SweepDeps): Promise<{ closed: number; jobs: JobRef[] }> {
  const { db, now } = deps
  return db.$transaction(async tx => {
    const closed = await tx.$queryRaw<{ id: string }[]>`
      UPDATE person SET closed_at = ${new Date(now)} WHERE ctid = ANY (ARRAY(
        SELECT x.ctid ${fromDue(TO_CLOSE, deps, silentFor(deps, INACTIVE.closeMs))}
        LIMIT ${TASK.sweepBatch} FOR UPDATE OF x SKIP LOCKED))
      RETURNING id`
    const ids = closed.map(({ id }) => id)
    if (ids.length === 0) return { closed: 0, jobs: [] }
    const live = await tx.generation.findMany({
      where: { personId: { in: ids }, state: { in: [...LIVE_STATES] } },
      select: { id: true },
    })
    const generationIds = live.map(({ id }) => id)
    const told = await end(tx, { generationIds, event: 'cancelled', notice: notice('cancelled'), now })
    // A warning that has not got through by now would tell of a day that is over.
    await tx.$executeRaw`DELETE FROM delivery WHERE person_id = ANY (${ids}) AND says IS NOT NULL`
    await tx.$executeRaw`UPDATE account SET reply_to = NULL WHERE person_id = ANY (${ids})`
    await lapseConsents(tx, ids, now)
    return { closed: ids.length, jobs: told ?? [] }
  })
}

const erase: Part = {
  what: 'anonymised',
  count: (deps, before) => countDue(TO_ERASE, deps, before),
  sweep: (deps, before) =>
    pages(async () => {
      const due = await deps.db.$queryRaw<{ id: string }[]>`
        SELECT x.id ${fromDue(TO_ERASE, deps, before)} LIMIT ${TASK.sweepBatch}`
      for (const { id } of due) await erasePerson(deps, id, deps.now)
      return due.length
    }),
}

export const account: Sweep = [warn, close, erase]
