import type { PrismaClient } from '../../prisma/client.js'
import { newId } from '../id.js'

/** Stores a report or feedback for the operators; the same origin again stores it once. */
export async function storeReport(
  db: PrismaClient,
  entry: {
    personId: string
    kind: 'report' | 'feedback'
    text: string
    imageId: string | null
    origin: string
    now: number
  },
): Promise<void> {
  const { now, ...data } = entry
  await db.report.upsert({
    where: { origin: entry.origin },
    create: { id: newId(), createdAt: new Date(now), ...data },
    update: {},
  })
}
