import { HOUSE } from '../../config/limits.js'
import type { PrismaClient } from '../../prisma/client.js'
import type { Vault } from '../ports.js'

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
    for (const key of page)
      if (!known.has(key)) {
        await vault.remove(key)
        removed++
      }
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

async function namedKeys(db: PrismaClient, keys: string[]): Promise<Set<string>> {
  const rows = await db.$queryRaw<{ key: string }[]>`
    SELECT object_key AS key FROM image WHERE object_key = ANY (${keys})
    UNION SELECT original_key FROM selfie WHERE original_key = ANY (${keys})
    UNION SELECT reference_key FROM selfie WHERE reference_key = ANY (${keys})
    UNION SELECT whole_key FROM selfie WHERE whole_key = ANY (${keys})
    UNION SELECT source->'address'->>'key' FROM selfie WHERE source->'address'->>'key' = ANY (${keys})`
  return new Set(rows.map(row => row.key))
}
