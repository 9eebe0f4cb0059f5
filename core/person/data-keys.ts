import type { PrismaClient } from '../../prisma/client.js'
import { Fault } from '../errors.js'
import type { DataKeys } from '../vault/keyring.js'

/** The wrapped data keys, in the person's own row. A person who is being erased gets no new key. */
export function createDataKeys(db: PrismaClient): DataKeys {
  async function load(owner: string): Promise<Uint8Array | null> {
    const person = await db.person.findUnique({ where: { id: owner }, select: { dataKey: true } })
    return person?.dataKey ?? null
  }
  return {
    load,
    async create(owner, wrapped) {
      await db.person.updateMany({
        where: { id: owner, dataKey: null, erasingAt: null },
        data: { dataKey: Uint8Array.from(wrapped) },
      })
      const stored = await load(owner)
      if (!stored) throw new Fault('vault_missing', 'The owner of the picture is gone.')
      return stored
    },
    async destroy(owner) {
      await db.person.updateMany({ where: { id: owner }, data: { dataKey: null } })
    },
  }
}
