import type { Prisma, PrismaClient } from '../../prisma/client.js'
import { newId } from '../id.js'

/** `payment`: a question about money; `dispute`: a bank asks for some back. */
export type ReportKind = 'report' | 'feedback' | 'request' | 'payment' | 'dispute'

/** Those that a human answers. */
export const TICKETS = ['request', 'payment', 'dispute'] as const satisfies readonly ReportKind[]
export type TicketKind = (typeof TICKETS)[number]

/** Stores what a person tells the operators, and answers its id; the same origin again stores it once. */
export async function storeReport(
  db: PrismaClient,
  entry: {
    personId: string
    kind: ReportKind
    text: string
    imageId: string | null
    origin: string
    /** Until when it has to be answered. */
    dueAt?: Date
    /** How their last picture was made, of who agreed that it is kept with their words; their last payments. */
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

/** A dispute is called after its payment. */
const DISPUTE = /^dispute-/

/** What a person and the operators call a request: short enough to be typed. */
export function requestNumber(id: string): string {
  const named = DISPUTE.exec(id)?.[0].length ?? 0
  return id.slice(0, named + 8)
}
