/** The vault: seals with the owner's key, and leaves the bytes to a store. */
import type { KeyObject } from 'node:crypto'
import { VAULT } from '../../config/limits.js'
import { Fault } from '../errors.js'
import type { Vault } from '../ports.js'
import { open, seal, sealStream } from './envelope.js'
import type { Keyring } from './keyring.js'
import { readObjectKey } from './keys.js'
import type { ObjectStore } from './store.js'

/** The vault over a store and a keyring; see `Vault` for the contract. */
export function createVault(deps: { store: ObjectStore; keyring: Keyring }): Vault {
  const { store, keyring } = deps

  /** The plaintext, or null when this data key does not open it. */
  async function tryOpen(dataKey: KeyObject | null, key: string, sealed: Buffer): Promise<Buffer | null> {
    return dataKey && (await open(dataKey, key, sealed).catch(nullIfCorrupted))
  }

  return {
    async put(owner, key, bytes) {
      requireOwn(owner, key)
      if (bytes.length > VAULT.maxObjectBytes)
        throw new Fault('bug', 'A picture is larger than the vault takes.')
      const dataKey = await keyring.obtain(owner)
      const whole = bytes.length <= VAULT.wholeBytes
      await store.put(key, whole ? seal(dataKey, key, bytes) : sealStream(dataKey, key, one(bytes)))
    },

    async putStream(owner, key, stream, limit) {
      requireOwn(owner, key)
      const dataKey = await keyring.obtain(owner)
      const counted = { bytes: 0 }
      const most = Math.min(limit, VAULT.maxObjectBytes)
      await store.put(key, sealStream(dataKey, key, bounded(stream, most, counted)))
      return counted.bytes
    },

    async get(key) {
      const owner = ownerOf(key)
      const [sealed, dataKey] = await Promise.all([store.get(key), keyring.find(owner)])
      const plain = await tryOpen(dataKey, key, sealed)
      if (plain) return plain
      // The key in memory may be one that another process has destroyed and replaced since.
      keyring.drop(owner)
      const fresh = await keyring.find(owner)
      if (!fresh) throw new Fault('vault_corrupted', 'The data key of this object was destroyed.')
      return open(fresh, key, sealed)
    },

    remove(key) {
      return store.remove([key])
    },

    removeAll: keys => store.remove(keys),

    async forgetOwner(owner) {
      // The key first: should the rest fail, nothing is readable any more, here and in every backup.
      await keyring.destroy(owner)
      let count = 0
      let batch: string[] = []
      const flush = async () => {
        await store.remove(batch)
        count += batch.length
        batch = []
      }
      for await (const { key } of store.list(owner)) {
        batch.push(key)
        if (batch.length === VAULT.s3Batch) await flush()
      }
      await flush()
      return count
    },

    sweep: () => store.sweep(),

    list(owner) {
      return store.list(owner)
    },
  }
}

function requireOwn(owner: string, key: string): void {
  if (!key.startsWith(`${owner}/`)) throw new Fault('bug', 'An object was asked for under another owner.')
}

function ownerOf(key: string): string {
  const name = readObjectKey(key)
  if (!name) throw new Fault('bug', 'An object was asked for by a name that is none.')
  return name.owner
}

function nullIfCorrupted(error: unknown): null {
  if (error instanceof Fault && error.code === 'vault_corrupted') return null
  throw error
}

async function* one(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes
}

async function* bounded(
  stream: AsyncIterable<Uint8Array>,
  limit: number,
  counted: { bytes: number },
): AsyncGenerator<Uint8Array> {
  for await (const piece of stream) {
    counted.bytes += piece.length
    if (counted.bytes > limit)
      throw new Fault('unfetchable', 'The photo is larger than its limit.', { facts: { limit } })
    yield piece
  }
}
