/** Wraps all data keys anew with the current master key. What they open, pictures and tokens, is not touched. */
import { KEYS } from '../../config/limits.js'
import { Prisma, type PrismaClient } from '../../prisma/client.js'
import { ownerOf } from '../installation/store.js'
import { knownIds, type MasterKeys, unwrap, wrap } from '../vault/wrapping.js'

export interface Rewrapped {
  /** Wrapped anew by this run. */
  done: number
  /** Nothing that is known opens them. */
  unreadable: number
  /** In other hands all the time; another run finds them. */
  left: number
}

/** A table with a wrapped key in each row: what names a row, and what its key is bound to. */
interface Table {
  name: Prisma.Sql
  /** Unique and in an order. */
  id: Prisma.Sql
  bound(id: string): string
}

/** Between the two halves of an id: no platform has that sign in its names. */
const PAIR = '\u0001'

const TABLES: readonly Table[] = [
  { name: Prisma.sql`vault_owner`, id: Prisma.sql`id`, bound: id => id },
  {
    name: Prisma.sql`installation`,
    id: Prisma.sql`(platform || chr(1) || tenant)`,
    bound: id => ownerOf(...(id.split(PAIR) as [string, string])),
  },
]

/** The id of the master key in a wrapped key, see core/vault/wrapping.ts. */
const WRAPPER = Prisma.sql`encode(substring(data_key from 6 for 8), 'hex')`

/** How many data keys each master key wraps. */
export async function countWrappers(db: PrismaClient): Promise<Map<string, number>> {
  const counts = new Map<string, number>()
  for (const { name } of TABLES) {
    const rows = await db.$queryRaw<{ wrapper: string; count: bigint }[]>`
      SELECT ${WRAPPER} AS wrapper, count(*) AS count FROM ${name} WHERE data_key IS NOT NULL GROUP BY 1`
    for (const { wrapper, count } of rows) counts.set(wrapper, (counts.get(wrapper) ?? 0) + Number(count))
  }
  return counts
}

/**
 * Goes through all data keys a page at a time. Each page is committed on its own, so that a run that dies is gone on with
 * by the next one; rounds are made until none is found, since a booth may write meanwhile. `said` is told of each page.
 */
export async function rewrapAll(
  db: PrismaClient,
  keys: MasterKeys,
  said: (done: number) => void = () => {},
): Promise<Rewrapped> {
  let done = 0
  for (let round = 1; ; round++) {
    const before = done
    let unreadable = 0
    for (const table of TABLES)
      for (let after: string | null = ''; after !== null; ) {
        const page: Page = await rewrapPage(db, table, keys, after)
        done += page.done
        unreadable += page.unreadable
        after = page.last
        if (page.done > 0) said(done)
      }
    const counts = await countWrappers(db)
    const current = knownIds(keys)[0]
    const others = [...counts].reduce((sum, [id, count]) => sum + (id === current ? 0 : count), 0)
    const left = others - unreadable
    if (left <= 0 || (done === before && round >= KEYS.rounds))
      return { done, unreadable, left: Math.max(0, left) }
    // Somebody holds them at this moment.
    if (done === before) await new Promise(resolve => setTimeout(resolve, KEYS.roundMs))
  }
}

interface Page {
  done: number
  unreadable: number
  /** Where the next page begins; null at the end. */
  last: string | null
}

/** Rows that somebody holds are left for the next round, so that this waits for nobody and nobody for long. */
function rewrapPage(db: PrismaClient, table: Table, keys: MasterKeys, after: string): Promise<Page> {
  const { name, id: column, bound } = table
  const current = keys.current.id.toString('hex')
  return db.$transaction(async tx => {
    const rows = await tx.$queryRaw<{ id: string; dataKey: Uint8Array }[]>`
      SELECT ${column} AS id, data_key AS "dataKey" FROM ${name}
      WHERE ${column} > ${after} AND data_key IS NOT NULL AND ${WRAPPER} <> ${current}
      ORDER BY 1 LIMIT ${KEYS.page} FOR NO KEY UPDATE SKIP LOCKED`
    const fresh = rows.flatMap(({ id, dataKey }) => {
      const wrapped = tryRewrap(keys, bound(id), dataKey)
      return wrapped ? [{ row: id, key: wrapped.toString('hex') }] : []
    })
    if (fresh.length > 0)
      await tx.$executeRaw`
        UPDATE ${name} SET data_key = decode(fresh.key, 'hex')
        FROM jsonb_to_recordset(${JSON.stringify(fresh)}::jsonb) AS fresh(row text, key text) WHERE ${column} = fresh.row`
    return {
      done: fresh.length,
      unreadable: rows.length - fresh.length,
      last: rows.length < KEYS.page ? null : (rows.at(-1)?.id ?? null),
    }
  })
}

/** Null for one that was damaged, or whose master key is gone: it must not keep the others from being wrapped. */
function tryRewrap(keys: MasterKeys, owner: string, wrapped: Uint8Array): Buffer | null {
  try {
    return wrap(keys, owner, unwrap(keys, owner, wrapped))
  } catch {
    return null
  }
}

/** Whether a former key is still needed: a rotation was begun and is not at its end. Pure. */
export function isUnfinished(keys: MasterKeys, wrappers: ReadonlyMap<string, number>): boolean {
  const [, ...former] = knownIds(keys)
  return former.some(id => wrappers.has(id))
}
