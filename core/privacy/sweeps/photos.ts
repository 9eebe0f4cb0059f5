/** Photos, and what was made of them. */
import { TASK } from '../../../config/limits.js'
import { Prisma } from '../../../prisma/client.js'
import { LIVE_STATES } from '../../generation/machine.js'
import { notice } from '../../notice.js'
import { objectsOf } from '../../selfie/objects.js'
import { judged } from '../../selfie/store.js'
import { objects } from './objects.js'
import { type Condition, countDue, FROZEN, fromDue, type Part, pages, rows, type Sweep } from './sweep.js'

const FORGOTTEN = Prisma.sql`state = 'forgotten', reference_key = NULL`

/** A photo that nobody has come to look at by now is given up. It goes for whoever is frozen, too: nobody ever wanted it kept. */
const UNSEEN: Condition = {
  table: 'selfie',
  at: Prisma.sql`x.created_at`,
  also: () => Prisma.sql`x.state IN ('fetching', 'looking')`,
}

const unseen: Part = {
  what: 'photos that nobody looked at',
  count: (deps, before) => countDue(UNSEEN, deps, before),
  sweep: (deps, before) =>
    pages(async () => {
      const { db, vault, jobs } = deps
      const ids = await db.$queryRaw<{ id: string }[]>`
        SELECT x.id ${fromDue(UNSEEN, deps, before)} LIMIT ${TASK.sweepBatch}`
      for (const selfie of await db.selfie.findMany({ where: { id: { in: ids.map(({ id }) => id) } } })) {
        const told = await judged(
          db,
          selfie.id,
          { state: 'failed', notices: [notice('photo_failed')] },
          deps.now,
        )
        await vault.removeAll(objectsOf(selfie))
        await jobs?.enqueue(told ?? [])
      }
      return ids.length
    }),
}

export const selfieOriginal: Sweep = [
  unseen,
  // What waits for a whole picture by now waits no longer.
  objects({
    what: 'whole pictures',
    table: 'selfie',
    at: Prisma.sql`x.created_at`,
    key: 'whole_key',
    set: Prisma.sql`whole_key = NULL`,
  }),
]

/** Whoever has not agreed that it is kept for later: gone with the hour, unless something is being made of it. */
export const selfieSession: Sweep = [
  objects({
    table: 'selfie',
    at: Prisma.sql`x.created_at`,
    also: () => Prisma.sql`
      coalesce((SELECT c.granted FROM consent c WHERE c.person_id = x.person_id AND c.purpose = 'keep'
        ORDER BY c.at DESC, c.id DESC LIMIT 1), false) = false
      AND NOT EXISTS (SELECT 1 FROM generation g WHERE g.selfie_id = x.id AND g.state = ANY (${[...LIVE_STATES]}))`,
    frozen: FROZEN,
    key: 'reference_key',
    set: FORGOTTEN,
  }),
]

export const selfieReference: Sweep = [
  objects({
    table: 'selfie',
    at: Prisma.sql`x.created_at`,
    frozen: FROZEN,
    key: 'reference_key',
    set: FORGOTTEN,
  }),
]

export const selfieVerdict: Sweep = [
  rows({
    table: 'selfie',
    at: Prisma.sql`x.created_at`,
    also: () => Prisma.sql`x.state IN ('refused', 'failed', 'forgotten')`,
    frozen: FROZEN,
  }),
]

export const images: Sweep = [
  objects({ table: 'image', at: Prisma.sql`x.created_at`, frozen: FROZEN, key: 'object_key' }),
]

export const prompts: Sweep = [
  rows({
    table: 'generation',
    at: Prisma.sql`x.ended_at`,
    also: () => Prisma.sql`x.prompt IS NOT NULL`,
    frozen: FROZEN,
    set: () => Prisma.sql`prompt = NULL`,
  }),
]

export const generations: Sweep = [
  rows({
    table: 'generation',
    at: Prisma.sql`x.ended_at`,
    also: () => Prisma.sql`NOT EXISTS (SELECT 1 FROM image i WHERE i.generation_id = x.id)`,
    frozen: FROZEN,
  }),
]

export const likeness: Sweep = [
  rows({
    table: 'generation',
    at: Prisma.sql`x.ended_at`,
    also: () => Prisma.sql`x.unlike`,
    frozen: FROZEN,
    set: () => Prisma.sql`unlike = false`,
  }),
]
