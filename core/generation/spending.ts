import type { PrismaClient } from '../../prisma/client.js'
import { dayOf } from '../billing/ledger.js'

/** What was spent on the day of `now`, by scope, without the persons. */
export async function spentToday(
  db: PrismaClient,
  now: number,
): Promise<{ scope: string; micros: number }[]> {
  const rows = await db.engineSpend.findMany({
    where: { day: dayOf(now), NOT: { scope: { startsWith: 'person:' } } },
  })
  return rows.map(({ scope, micros }) => ({ scope, micros: Number(micros) }))
}
