import { GENERATION } from '../../config/limits.js'
import type { PrismaClient } from '../../prisma/client.js'
import { bump } from '../delivery/store.js'
import type { JobRef } from '../jobs.js'

/** Notes how far a running generation is, between 0 and 1. */
export async function noteProgress(db: PrismaClient, generationId: string, done: number): Promise<JobRef[]> {
  const changed = await db.generation.updateMany({
    where: { id: generationId, state: 'running' },
    data: { progress: done },
  })
  return changed.count === 0 ? [] : bump(db, { generationId })
}

/** Numbers the waiting generations of every engine and bumps the messages of those whose place has changed. */
export async function notePositions(db: PrismaClient): Promise<JobRef[]> {
  const moved = await db.$queryRaw<{ id: string }[]>`
    WITH place AS (
      SELECT generation_id, row_number() OVER (PARTITION BY queue ORDER BY priority, created_at)::int AS position
      FROM task WHERE name = 'generate' AND lease_until IS NULL)
    UPDATE generation g SET position = place.position FROM place
    WHERE g.id = place.generation_id AND g.state = 'queued' AND g.position IS DISTINCT FROM place.position
      AND place.position <= ${GENERATION.positionsShown}
    RETURNING g.id`
  const jobs: JobRef[] = []
  for (const { id } of moved) jobs.push(...(await bump(db, { generationId: id })))
  return jobs
}
