import type { PrismaClient } from '../../prisma/client.js'
import { bump } from '../delivery/store.js'
import { cancel, live } from '../generation/store.js'
import type { JobRef } from '../jobs.js'
import type { Admitted } from '../person/admit.js'
import type { Vault } from '../ports.js'
import { objectsOf, type SelfiePlaces } from '../selfie/objects.js'

interface Tools {
  db: PrismaClient
  vault: Vault
  visitor: Pick<Admitted, 'personId'>
  now: number
}

/**
 * Forgets all selfies of a person: their pictures go from the vault, what waits for them is cancelled.
 * The rows go first, so that nothing new can start from a picture that is about to vanish.
 */
export async function forgetSelfies(tools: Tools): Promise<{ count: number; jobs: JobRef[] }> {
  const { db, vault, visitor, now } = tools
  const { personId } = visitor
  const jobs: JobRef[] = []
  for (const { id } of await live(db, personId))
    jobs.push(...((await cancel(db, { personId, generationId: id, now })) ?? []))
  const rows = await db.$queryRaw<(SelfiePlaces & { id: string; kept: boolean })[]>`
    UPDATE selfie s SET state = 'forgotten', source = NULL, original_key = NULL, reference_key = NULL, whole_key = NULL,
      verdict = NULL
    FROM selfie old WHERE s.id = old.id AND s.person_id = ${personId} AND s.state <> 'forgotten'
    RETURNING s.id, old.source, old.original_key AS "originalKey",
      old.reference_key AS "referenceKey", old.whole_key AS "wholeKey",
      old.state IN ('fetching', 'looking', 'asking', 'accepted') AS kept`
  await db.task.deleteMany({ where: { personId, selfieId: { not: null } } })
  for (const row of rows) {
    for (const key of objectsOf(row)) await vault.remove(key)
    jobs.push(...(await bump(db, { selfieId: row.id })))
  }
  return { count: rows.filter(row => row.kept).length, jobs }
}

/** Images taken in one go. */
const PAGE = 500

/** Deletes all images of a person for good; their messages lose them, too. */
export async function forgetImages(tools: Omit<Tools, 'now'>): Promise<{ count: number; jobs: JobRef[] }> {
  const { db, vault, visitor } = tools
  const jobs: JobRef[] = []
  for (let count = 0; ; ) {
    const page = await db.image.findMany({ where: { personId: visitor.personId }, take: PAGE })
    if (page.length === 0) return { count, jobs }
    await vault.removeAll(page.map(({ objectKey }) => objectKey))
    await db.image.deleteMany({ where: { id: { in: page.map(({ id }) => id) } } })
    count += page.length
    for (const generationId of new Set(page.map(image => image.generationId)))
      jobs.push(...(await bump(db, { generationId })))
  }
}

/** Deletes one image of a person for good; null when it is not theirs or gone. */
export async function forgetImage(tools: Omit<Tools, 'now'>, imageId: string): Promise<JobRef[] | null> {
  const { db, vault, visitor } = tools
  const image = await db.image.findFirst({ where: { id: imageId, personId: visitor.personId } })
  if (!image) return null
  // The object first: a crash in between leaves a row that can be deleted again, never a picture without an owner.
  await vault.remove(image.objectKey)
  await db.image.deleteMany({ where: { id: image.id } })
  return bump(db, { generationId: image.generationId })
}
