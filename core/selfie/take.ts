import { type PrismaClient, sql } from '../../prisma/client.js'
import { openDelivery } from '../delivery/store.js'
import { newId } from '../id.js'
import type { JobRef } from '../jobs.js'
import type { PhotoSource, ReplyTarget } from '../platform.js'

/**
 * Notes a photo that somebody sent and queues its fetching. `ownMessage`: its verdict gets a message of its own
 * (otherwise the generation that it was sent for tells it). The same origin twice is the same selfie.
 */
export async function takePhoto(
  db: PrismaClient,
  photo: {
    personId: string
    accountId: string
    source: PhotoSource
    origin: string
    replyTo: ReplyTarget
    ownMessage: boolean
    now: number
  },
): Promise<{ selfieId: string; jobs: JobRef[] }> {
  return db.$transaction(async tx => {
    const selfieId = newId()
    const made = await tx.$executeRaw`
      INSERT INTO selfie (id, person_id, origin, source, created_at)
      VALUES (${selfieId}, ${photo.personId}, ${photo.origin}, ${JSON.stringify(photo.source)}::jsonb, ${new Date(photo.now)})
      ON CONFLICT (origin) DO NOTHING`
    if (made === 0) {
      const before = await tx.selfie.findUniqueOrThrow({ where: { origin: photo.origin } })
      return { selfieId: before.id, jobs: [] }
    }
    if (photo.ownMessage) await openDelivery(tx, { ...photo, subject: { selfieId } })
    const queue = `platform-${photo.source.platform}`
    const jobs = await tx.$queryRaw<JobRef[]>`
      INSERT INTO task (id, name, queue, person_id, selfie_id, priority)
      SELECT ${newId()}, 'fetch', ${queue}, ${photo.personId}, ${selfieId},
        1 + (SELECT count(*) FROM task WHERE person_id = ${photo.personId} AND queue = ${queue})
      RETURNING id, attempt, name, queue, priority, 0 AS "delayMs"`
    return { selfieId, jobs }
  })
}

/** The newest selfie of a person that can be used or is about to be, or null. */
export async function latestSelfie(
  db: PrismaClient,
  personId: string,
): Promise<{ id: string; state: string } | null> {
  const [selfie] = await db.hot<{ id: string; state: string }>(sql`
    SELECT id, state FROM selfie
    WHERE person_id = ${personId} AND state IN ('fetching', 'looking', 'asking', 'accepted')
    ORDER BY created_at DESC LIMIT 1`)
  return selfie ?? null
}
