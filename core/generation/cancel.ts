import type { PrismaClient } from '../../prisma/client.js'
import type { JobRef } from '../jobs.js'
import { cancel, live } from './store.js'

/** Cancels all that a person has waiting or running; answers how many that were. */
export async function cancelAll(
  db: PrismaClient,
  personId: string,
  now: number,
): Promise<{ count: number; jobs: JobRef[] }> {
  let count = 0
  const jobs: JobRef[] = []
  for (const { id } of await live(db, personId)) {
    const queued = await cancel(db, { personId, generationId: id, now })
    if (queued) count++
    jobs.push(...(queued ?? []))
  }
  return { count, jobs }
}
