/**
 * How an entry of the policy is carried out: each part of it is one condition, which the count and the deed share. A deed
 * takes a page at a time, so that it needs the same memory for ten rows and for a million.
 */
import { TASK } from '../../../config/limits.js'
import type { Policy } from '../../../config/policy.js'
import { Prisma, type PrismaClient } from '../../../prisma/client.js'
import type { Jobs, Log } from '../../ports.js'
import type { ErasureTools } from '../erase.js'

/** What counting takes. */
export interface DueDeps {
  db: PrismaClient
  policy: Policy
  now: number
}

export interface SweepDeps extends DueDeps, ErasureTools {
  /** Without a queue, what is to be sent is found by the sweeper of tasks, seconds later. */
  jobs?: Pick<Jobs, 'enqueue'>
  log?: Log
}

/** What has come of age. */
export interface Due {
  count: number
  /** Since when the oldest of it is kept. */
  oldest: Date | null
}

/** Of an entry: what is due is counted, or taken away; the deed answers how much it was. */
export interface Part {
  /** What it is about, where the entry has several. */
  what?: string
  count(deps: DueDeps, before: Date): Promise<Due>
  sweep(deps: SweepDeps, before: Date): Promise<number>
}

/** All parts of an entry, in the order in which they are done. `before`: what counts from an earlier time is due. */
export type Sweep = readonly Part[]

/** What of a table is due. `x` is the row in all of its SQL. */
export interface Condition {
  table: string
  /** The time that the period counts from. */
  at: Prisma.Sql
  /** What else must be so. */
  also?: (deps: DueDeps) => Prisma.Sql
  /** Finds the frozen person whose row it is; undefined for what is no person's, or goes even so. */
  frozen?: Prisma.Sql
}

/** The person who a row names is frozen. */
export const FROZEN = Prisma.sql`SELECT 1 FROM person f WHERE f.id = x.person_id AND f.frozen_at IS NOT NULL`

/** The person of an account that a row names is frozen. */
export function frozenAccount(accounts: Prisma.Sql): Prisma.Sql {
  return Prisma.sql`
    SELECT 1 FROM account a JOIN person f ON f.id = a.person_id WHERE a.id IN (${accounts}) AND f.frozen_at IS NOT NULL`
}

/** `FROM … WHERE …` of what is due: the one place where that is decided. */
export function fromDue(due: Condition, deps: DueDeps, before: Date): Prisma.Sql {
  const also = due.also ? Prisma.sql`AND ${due.also(deps)}` : Prisma.empty
  const spared = due.frozen ? Prisma.sql`AND NOT EXISTS (${due.frozen})` : Prisma.empty
  return Prisma.sql`FROM ${Prisma.raw(`"${due.table}"`)} x WHERE ${due.at} < ${before} ${also} ${spared}`
}

/** Counts what is due. */
export async function countDue(due: Condition, deps: DueDeps, before: Date): Promise<Due> {
  const [row] = await deps.db.$queryRaw<Due[]>`
    SELECT count(*)::int AS count, min(${due.at}) AS oldest ${fromDue(due, deps, before)}`
  return row ?? { count: 0, oldest: null }
}

/** Does page after page until one is not full; answers how much that was. */
export async function pages(page: () => Promise<number>): Promise<number> {
  for (let sum = 0; ; ) {
    const count = await page()
    sum += count
    if (count < TASK.sweepBatch) return sum
  }
}

/**
 * Rows that are deleted, or changed where `set` says how. Rows that somebody else has in hand are left to the next round,
 * so that two sweepers neither wait for each other nor block a person.
 */
export function rows(due: Condition & { what?: string; set?: (deps: DueDeps) => Prisma.Sql }): Part {
  const table = Prisma.raw(`"${due.table}"`)
  return {
    ...(due.what && { what: due.what }),
    count: (deps, before) => countDue(due, deps, before),
    sweep: (deps, before) =>
      pages(() => {
        const page = Prisma.sql`ctid = ANY (ARRAY(
          SELECT x.ctid ${fromDue(due, deps, before)} LIMIT ${TASK.sweepBatch} FOR UPDATE OF x SKIP LOCKED))`
        return due.set
          ? deps.db.$executeRaw`UPDATE ${table} SET ${due.set(deps)} WHERE ${page}`
          : deps.db.$executeRaw`DELETE FROM ${table} WHERE ${page}`
      }),
  }
}
