/** What samples cost is counted with everything else that engines cost on a day, and stops at the same caps. */
import { findModel, type ModelId } from '../../config/models.js'
import { type PrismaClient, sql } from '../../prisma/client.js'
import { dayOf } from '../billing/ledger.js'
import type { Caps } from '../generation/orders.js'

/** Counts the most that a model's picture costs, in all caps or in none; answers the cap that stands in the way, or null. */
export async function countSample(
  db: PrismaClient,
  { model, caps, now }: { model: ModelId; caps: Caps; now: number },
): Promise<string | null> {
  const { engine, micros } = findModel(model) ?? { engine: 'all', micros: 0 }
  const scopes = [
    { scope: 'all', cap: caps.all },
    { scope: engine, cap: caps.engines[engine] ?? caps.all },
  ]
  for (const [index, { scope, cap }] of scopes.entries()) {
    const counted = await db.hot<{ scope: string }>(sql`
      INSERT INTO engine_spend AS s (day, scope, micros, cap)
      SELECT ${dayOf(now)}, ${scope}, ${micros}::bigint, ${cap}::bigint WHERE ${cap}::bigint >= ${micros}::bigint
      ON CONFLICT (day, scope) DO UPDATE SET micros = s.micros + excluded.micros, cap = excluded.cap
        WHERE s.micros + excluded.micros <= excluded.cap
      RETURNING scope`)
    if (counted.length > 0) continue
    await uncount(db, scopes.slice(0, index), micros, now)
    return scope
  }
  return null
}

/** Takes it back, once it is certain that nothing was started. */
export async function uncountSample(db: PrismaClient, model: ModelId, now: number): Promise<void> {
  const { engine, micros } = findModel(model) ?? { engine: 'all', micros: 0 }
  await uncount(db, [{ scope: 'all' }, { scope: engine }], micros, now)
}

async function uncount(
  db: PrismaClient,
  scopes: { scope: string }[],
  micros: number,
  now: number,
): Promise<void> {
  await db.hot<never>(sql`
    UPDATE engine_spend SET micros = greatest(0, micros - ${micros}::bigint)
    WHERE day = ${dayOf(now)} AND scope = ANY (${scopes.map(({ scope }) => scope)})`)
}
