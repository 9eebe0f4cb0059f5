/** Ledgers of persons who are gone, once their newest entry has come of age. */
import { TASK } from '../../../config/limits.js'
import { Prisma } from '../../../prisma/client.js'
import { type Condition, countDue, fromDue, type Part, pages, type Sweep } from './sweep.js'

const NAMELESS: Condition = {
  table: 'ledger_account',
  // One without entries has nothing to be kept for.
  at: Prisma.sql`coalesce((SELECT max(e.at) FROM ledger_entry e WHERE e.account_id = x.id), to_timestamp(0))`,
  also: () => Prisma.sql`x.person_id IS NULL`,
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
        await tx.$executeRaw`DELETE FROM ledger_entry WHERE account_id = ANY (${ids})`
        await tx.$executeRaw`DELETE FROM ledger_account WHERE id = ANY (${ids})`
        return ids.length
      }),
    ),
}

export const ledger: Sweep = [nameless]
