/**
 * Every process of a booth says in the name of its database connections which master keys it knows, so that a rotation
 * does not take away a key that somebody needs, or use one that somebody does not know. Ids give nothing away.
 */

import type { LoadedMasterKeys } from '../../core/vault/master-keys.js'
import { knownIds } from '../../core/vault/wrapping.js'
import { type PrismaClient, sql } from '../../prisma/client.js'

/** Postgres keeps 63 bytes of a name: the current key and two former ones. */
const ID_CHARS = 12
const IDS = 3

/** A process of the booth as its connections tell. */
export interface Knower {
  /** It reads new key files by itself. */
  files: boolean
  /** The beginnings of the ids, the key that it signs with first. */
  ids: string[]
}

/** The name of this process' connections. */
export function nameConnections(keys: LoadedMasterKeys): string {
  const ids = knownIds(keys).slice(0, IDS)
  return `pixbooth ${keys.from === 'files' ? 'f' : 'c'} ${ids.map(id => id.slice(0, ID_CHARS)).join(' ')}`
}

/** Every process of a booth that has a connection to the database now. */
export async function findKnowers(db: PrismaClient): Promise<Knower[]> {
  const rows = await db.hot<{ name: string }>(sql`
    SELECT DISTINCT application_name AS name FROM pg_stat_activity
    WHERE datname = current_database() AND application_name LIKE 'pixbooth %'`)
  return rows.map(({ name }) => {
    const [, from, ...ids] = name.split(' ')
    return { files: from === 'f', ids }
  })
}

/** Whether that process can open what the key with that id wraps. Pure. */
export function canOpen({ files, ids }: Knower, id: string): boolean {
  return files || ids.includes(id.slice(0, ID_CHARS))
}

/** Whether that process signs with the key with that id. Pure. */
export function signsWith({ ids }: Knower, id: string): boolean {
  return ids[0] === id.slice(0, ID_CHARS)
}
