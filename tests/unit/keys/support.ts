/** Persons with a picture each, workspaces with a token, and the doors to them under the keys of a data folder. */
import { randomBytes } from 'node:crypto'
import { join } from 'node:path'
import { newId } from '../../../core/id.js'
import { createInstallations } from '../../../core/installation/store.js'
import { createDataKeys } from '../../../core/person/data-keys.js'
import { openDiskStore } from '../../../core/vault/disk.js'
import { createKeyring } from '../../../core/vault/keyring.js'
import { objectKey } from '../../../core/vault/keys.js'
import { createVault } from '../../../core/vault/vault.js'
import type { MasterKeys } from '../../../core/vault/wrapping.js'
import type { PrismaClient } from '../../../prisma/client.js'

export const quiet = { info() {}, warn() {}, error() {} }

/** A process of a booth, as far as it seals and opens. */
export async function openDoors(db: PrismaClient, masterKeys: MasterKeys, dataDir: string) {
  const clock = { now: Date.now }
  const store = await openDiskStore({ root: join(dataDir, 'vault'), clock })
  const keyring = createKeyring({ dataKeys: createDataKeys(db), masterKeys, clock })
  return { vault: createVault({ store, keyring }), installations: createInstallations({ db, masterKeys }) }
}

export type Doors = Awaited<ReturnType<typeof openDoors>>

/** Somebody new with a picture; answers its name. */
export async function addPerson(db: PrismaClient, { vault }: Doors): Promise<string> {
  const id = newId()
  await db.person.create({ data: { id } })
  const key = objectKey(id, 'image', newId())
  await vault.put(id, key, Buffer.from(`picture of ${id}`))
  return key
}

/** Many persons who have a data key and no picture yet. */
export async function addKeys(
  db: PrismaClient,
  wrapFor: (owner: string) => Uint8Array,
  count: number,
): Promise<void> {
  const ids = Array.from({ length: count }, () => randomBytes(12).toString('base64url'))
  await db.person.createMany({ data: ids.map(id => ({ id })) })
  await db.vaultOwner.createMany({
    data: ids.map(id => ({ id, personId: id, dataKey: Uint8Array.from(wrapFor(id)) })),
  })
}
