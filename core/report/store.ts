import type { Prisma, PrismaClient } from '../../prisma/client.js'
import { newId } from '../id.js'

/** Stores what a person tells the operators, and answers its id; the same origin again stores it once. */
export async function storeReport(
  db: PrismaClient,
  entry: {
    personId: string
    kind: 'report' | 'feedback' | 'request'
    text: string
    imageId: string | null
    origin: string
    /** Until when it has to be answered. */
    dueAt?: Date
    /** How their last picture was made, of who agreed that it is kept with their words. */
    about?: Prisma.InputJsonValue
    now: number
  },
): Promise<string> {
  const { now, ...data } = entry
  const { id } = await db.report.upsert({
    where: { origin: entry.origin },
    create: { id: newId(), createdAt: new Date(now), ...data },
    update: {},
  })
  return id
}

/** What a person and the operators call a request: short enough to be typed. */
export function requestNumber(id: string): string {
  return id.slice(0, 8)
}
