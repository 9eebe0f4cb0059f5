import { HOUSE } from '../../config/limits.js'
import { type PrismaClient, sql } from '../../prisma/client.js'
import type { Vault } from '../ports.js'
import { readObjectKey } from '../vault/keys.js'
import { namedPieces } from './export/store.js'

/** Names looked up in one query. */
const PAGE = 500

/**
 * Removes objects that no row names: what a crash left between a row and its object, and uploads that nobody sent off.
 * Young ones are spared, since their row may be about to be written. Answers the count.
 */
export async function removeOrphans(deps: { db: PrismaClient; vault: Vault; now: number }): Promise<number> {
  const { db, vault, now } = deps
  let removed = 0
  let page: string[] = []
  const flush = async () => {
    const known = await namedKeys(db, page)
    const nobodys = page.filter(key => !known.has(key))
    await vault.removeAll(nobodys)
    removed += nobodys.length
    page = []
  }
  for await (const { key, writtenAt } of vault.list()) {
    if (writtenAt > now - HOUSE.orphanAgeMs) continue
    page.push(key)
    if (page.length >= PAGE) await flush()
  }
  await flush()
  return removed
}

/** By whose their owners are now, since persons are what the rows are indexed by. */
async function namedKeys(db: PrismaClient, keys: string[]): Promise<Set<string>> {
  const owners = [...new Set(keys.flatMap(key => readObjectKey(key)?.owner ?? []))]
  const persons = sql`SELECT id FROM whose`
  const rows = await db.$queryRaw<{ key: string }[]>`
    WITH whose AS (
      SELECT unnest(${owners}::text[]) AS id UNION SELECT person_id FROM vault_owner WHERE id = ANY (${owners}))
    SELECT object_key AS key FROM image WHERE person_id IN (${persons})
    UNION ${namedPieces(persons)}
    UNION SELECT unnest(ARRAY[original_key, reference_key, whole_key, source->'address'->>'key'])
      FROM selfie WHERE person_id IN (${persons})`
  return new Set(rows.map(row => row.key))
}
