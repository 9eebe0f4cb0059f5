import { TASK } from '../../config/limits.js'
import { type PrismaClient, sql } from '../../prisma/client.js'
import type { JobName, JobRef, QueueName } from '../jobs.js'

/** A task that this process holds; `subjectId` is the selfie, generation, delivery or export that it is about. */
export interface ClaimedTask {
  id: string
  name: JobName
  queue: QueueName
  attempt: number
  /** How often it ended in a fault so far. */
  failures: number
  /** How often its holder died or went silent. */
  losses: number
  personId: string
  subjectId: string
}

interface RefRow {
  id: string
  attempt: number
  name: JobName
  queue: QueueName
  priority: number
  delayMs: number
}

/**
 * The outbox. A row is there from before its job is queued until its step is committed, so the queue may lose anything.
 * Leases run on the database's clock, which all processes share.
 */
export function createTaskStore(db: PrismaClient, owner: string) {
  return {
    /** Names this process on the leases it holds. */
    owner,

    /** Takes a task for this process; null when it is done, was queued anew, or somebody else holds it. */
    async claim(ref: { id: string; attempt: number }): Promise<ClaimedTask | null> {
      const rows = await db.hot<ClaimedTask>(sql`
        UPDATE task SET lease_until = now() + ${TASK.leaseMs} * interval '1 ms', lease_by = ${owner}
        WHERE id = ${ref.id} AND attempt = ${ref.attempt} AND (lease_until IS NULL OR lease_until < now())
        RETURNING id, name, queue, attempt, failures, losses, person_id AS "personId",
          coalesce(selfie_id, generation_id, delivery_id, export_id) AS "subjectId"`)
      return rows[0] ?? null
    },

    /** Prolongs the leases and answers the ids that are still ours; the others were cancelled or taken over. */
    async renew(held: readonly { id: string; attempt: number }[]): Promise<Set<string>> {
      const rows = await db.hot<{ id: string }>(sql`
        UPDATE task SET lease_until = now() + ${TASK.leaseMs} * interval '1 ms'
        FROM jsonb_to_recordset(${JSON.stringify(held.map(({ id, attempt }) => ({ id, attempt })))}::jsonb)
          AS h(id text, attempt int)
        WHERE task.id = h.id AND task.attempt = h.attempt AND lease_by = ${owner} RETURNING task.id`)
      return new Set(rows.map(row => row.id))
    },

    /** Takes a finished task away. */
    async done(task: ClaimedTask): Promise<void> {
      await db.hot<never>(sql`DELETE FROM task WHERE id = ${task.id} AND lease_by = ${owner}`)
    },

    /** Gives a task back to be tried again after `delayMs`; empty when it is no longer ours. */
    async retry(task: ClaimedTask, delayMs: number, failed: boolean): Promise<JobRef[]> {
      return db.hot<RefRow>(sql`
        UPDATE task SET attempt = attempt + 1, failures = failures + ${failed ? 1 : 0}, lease_until = NULL, lease_by = NULL,
          due_at = now() + ${delayMs} * interval '1 ms'
        WHERE id = ${task.id} AND attempt = ${task.attempt} AND lease_by = ${owner}
        RETURNING id, attempt, name, queue, priority, ${delayMs}::int AS "delayMs"`)
    },

    /** Tasks whose holder died, freed to be queued as a new attempt. */
    async freeExpired(limit: number): Promise<JobRef[]> {
      return db.hot<RefRow>(sql`
        UPDATE task SET attempt = attempt + 1, losses = losses + 1, lease_until = NULL, lease_by = NULL, due_at = now()
        WHERE id IN (SELECT id FROM task WHERE lease_until < now() ORDER BY lease_until LIMIT ${limit} FOR UPDATE SKIP LOCKED)
        RETURNING id, attempt, name, queue, priority, 0 AS "delayMs"`)
    },

    /** Frees every lease at once; only for a booth that knows that it is the only one on its database. */
    async freeAll(): Promise<JobRef[]> {
      return db.hot<RefRow>(sql`
        UPDATE task SET attempt = attempt + 1, losses = losses + 1, lease_until = NULL, lease_by = NULL, due_at = now()
        WHERE lease_by IS NOT NULL
        RETURNING id, attempt, name, queue, priority, 0 AS "delayMs"`)
    },

    /** How many tasks a queue ought to know: due for longer than the grace, and in nobody's hands. */
    async overdue(): Promise<{ queue: QueueName; count: number }[]> {
      return db.hot<{ queue: QueueName; count: number }>(sql`
        SELECT queue, count(*)::int AS count FROM task
        WHERE lease_until IS NULL AND due_at < now() - ${TASK.sweepGraceMs} * interval '1 ms' GROUP BY queue`)
    },

    /** Overdue tasks of a queue in the order in which they ought to run, a page at a time. */
    async overdueRefs(queue: QueueName, limit: number, offset: number): Promise<JobRef[]> {
      return db.hot<RefRow>(sql`
        SELECT id, attempt, name, queue, priority, 0 AS "delayMs" FROM task
        WHERE queue = ${queue} AND lease_until IS NULL
          AND due_at < now() - ${TASK.sweepGraceMs} * interval '1 ms'
        ORDER BY priority, created_at LIMIT ${limit} OFFSET ${offset}`)
    },
  }
}

export type TaskStore = ReturnType<typeof createTaskStore>
