import { GENERATION } from '../../config/limits.js'
import { type PrismaClient, sql } from '../../prisma/client.js'
import { BUMP_CTES, bump } from '../delivery/store.js'
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
  return db.hot<JobRef>(sql`
    WITH place AS (
      SELECT generation_id, row_number() OVER (PARTITION BY queue ORDER BY priority, created_at)::int AS position
      FROM task WHERE name = 'generate' AND lease_until IS NULL),
    g AS (
      UPDATE generation SET position = place.position FROM place
      WHERE generation.id = place.generation_id AND generation.state = 'queued'
        AND generation.position IS DISTINCT FROM place.position AND place.position <= ${GENERATION.positionsShown}
      RETURNING generation.id),
    ${BUMP_CTES}
    SELECT * FROM bumped`)
}
