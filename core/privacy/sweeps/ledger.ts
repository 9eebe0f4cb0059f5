/** Ledgers of persons who are gone, once their newest entry has come of age. */
import { TASK } from '../../../config/limits.js'
import { Prisma } from '../../../prisma/client.js'
import { type Condition, countDue, fromDue, type Part, pages, type Sweep } from './sweep.js'

const NAMELESS: Condition = {
  table: 'ledger_account',
  // One without entries has nothing to be kept for.
  at: Prisma.sql`coalesce((SELECT max(e.at) FROM ledger_entry e WHERE x.id IN (e.source_id, e.target_id)), to_timestamp(0))`,
  also: () => Prisma.sql`x.person_id IS NULL AND x.team_id IS NULL AND x.id <> 'house'
    AND NOT EXISTS (SELECT 1 FROM payment p WHERE p.ledger_id = x.id)
    AND NOT EXISTS (SELECT 1 FROM subscription s WHERE s.ledger_id = x.id)`,
}

const nameless: Part = {
  async count(deps, before) {
    const { count, oldest } = await countDue(NAMELESS, deps, before)
    return { count, oldest: oldest?.getTime() ? oldest : null }
  },
  sweep: (deps, before) =>
    pages(() =>
      deps.db.$transaction(async tx => {
        // What the append-only trigger asks for.
        await tx.$executeRaw`SELECT set_config('pixbooth.retention', 'on', true)`
        const accounts = await tx.$queryRaw<{ id: string }[]>`
          SELECT x.id ${fromDue(NAMELESS, deps, before)} LIMIT ${TASK.sweepBatch} FOR UPDATE OF x SKIP LOCKED`
        const ids = accounts.map(({ id }) => id)
        if (ids.length === 0) return 0
        // What went from one account to another stays true of the one that is left.
        await tx.$executeRaw`
          DELETE FROM ledger_entry WHERE (source_id = ANY (${ids}) OR source_id = 'house')
            AND (target_id = ANY (${ids}) OR target_id = 'house') AND (source_id = ANY (${ids}) OR target_id = ANY (${ids}))`
        await tx.$executeRaw`
          UPDATE ledger_entry SET source_id = 'house', source = 'gone', spender_id = NULL WHERE source_id = ANY (${ids})`
        await tx.$executeRaw`
          UPDATE ledger_entry SET target_id = 'house', target = 'gone', spender_id = NULL WHERE target_id = ANY (${ids})`
        await tx.$executeRaw`DELETE FROM ledger_account WHERE id = ANY (${ids})`
        return ids.length
      }),
    ),
}

export const ledger: Sweep = [nameless]
