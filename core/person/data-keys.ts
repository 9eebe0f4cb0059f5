import { type PrismaClient, sql } from '../../prisma/client.js'
import { Fault } from '../errors.js'
import type { DataKeys } from '../vault/keyring.js'

/** The wrapped data keys, by owner. An owner whose person is being erased gets no new key. */
export function createDataKeys(db: PrismaClient): DataKeys {
  async function load(owner: string): Promise<Uint8Array | null> {
    const row = await db.vaultOwner.findUnique({ where: { id: owner }, select: { dataKey: true } })
    return row?.dataKey ?? null
  }
  return {
    load,
    async create(owner, wrapped) {
      // The owner is a person, or was one: then its row says who has what it writes.
      await db.hot<never>(sql`
        INSERT INTO vault_owner (id, person_id, data_key)
        SELECT ${owner}, p.id, ${Buffer.from(wrapped)}::bytea FROM person p
        WHERE p.id = coalesce((SELECT person_id FROM vault_owner WHERE id = ${owner}), ${owner}) AND p.erasing_at IS NULL
        ON CONFLICT (id) DO UPDATE SET data_key = excluded.data_key WHERE vault_owner.data_key IS NULL`)
      const stored = await load(owner)
      if (!stored) throw new Fault('vault_missing', 'The owner of the picture is gone.')
      return stored
    },
    async destroy(owner) {
      // The row stays as long as the person, and with it the knowledge that there is something to remove.
      await db.vaultOwner.updateMany({ where: { id: owner }, data: { dataKey: null } })
    },
  }
}

/** All owners of a person's objects: the person, and those who have become a part of it. */
export async function ownersOf(db: PrismaClient, personId: string): Promise<string[]> {
  const rows = await db.vaultOwner.findMany({ where: { personId }, select: { id: true } })
  return [...new Set([personId, ...rows.map(({ id }) => id)])]
}
