/** A vault for tests: real stores, a clock that stands still, data keys in memory as the database would keep them. */
import { randomBytes } from 'node:crypto'
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { S3Client } from '@aws-sdk/client-s3'
import { openDiskStore } from '../../../core/vault/disk.js'
import { createKeyring, type DataKeys } from '../../../core/vault/keyring.js'
import { openS3Store } from '../../../core/vault/s3.js'
import { s3ClientConfig } from '../../../core/vault/s3-client.js'
import type { ObjectStore } from '../../../core/vault/store.js'
import { createVault } from '../../../core/vault/vault.js'
import { masterKey } from '../../../core/vault/wrapping.js'
import { startFakeS3 } from '../../fakes/s3.js'

export const NOW = Date.UTC(2026, 10, 23, 12)

/** A clock that moves only when told. */
export function createClock(start = NOW) {
  let now = start
  return {
    now: () => now,
    advance(ms: number) {
      now += ms
    },
  }
}

/** The port over the database, in memory: the first `create` wins. Counts look-ups. */
export function memoryDataKeys() {
  const rows = new Map<string, Uint8Array>()
  const count = { loads: 0 }
  const dataKeys: DataKeys = {
    async load(owner) {
      count.loads++
      return rows.get(owner) ?? null
    },
    async create(owner, wrapped) {
      const kept = rows.get(owner) ?? wrapped
      rows.set(owner, kept)
      return kept
    },
    async destroy(owner) {
      rows.delete(owner)
    },
  }
  return { dataKeys, rows, count }
}

/** A vault over a store, with a master key of its own. */
export function vaultOver(store: ObjectStore, keys = memoryDataKeys(), master = randomBytes(32)) {
  const clock = createClock()
  const keyring = createKeyring({
    dataKeys: keys.dataKeys,
    masterKeys: { current: masterKey(master), former: [] },
    clock,
  })
  return { vault: createVault({ store, keyring }), keyring, clock, master, ...keys }
}

export async function temporaryFolder(): Promise<{ path: string; remove(): Promise<void> }> {
  const path = await mkdtemp(join(tmpdir(), 'pixbooth-vault-'))
  return { path, remove: () => rm(path, { recursive: true, force: true }) }
}

/** A store under the contract, and the raw bytes behind it. */
export interface Bench {
  store: ObjectStore
  /** Everything that lies in the store now, half-written things included. */
  raw(): Promise<Buffer[]>
  close(): Promise<void>
}

export const STORES: { name: string; open(): Promise<Bench> }[] = [
  {
    name: 'disk',
    async open() {
      const folder = await temporaryFolder()
      const store = await openDiskStore({ root: folder.path, clock: createClock(Date.now()) })
      return { store, raw: () => filesIn(folder.path), close: folder.remove }
    },
  },
  {
    name: 's3',
    async open() {
      const fake = await startFakeS3({ pageSize: 3 })
      const client = new S3Client(s3ClientConfig(fake.settings))
      const store = await openS3Store({ client, bucket: fake.bucket, clock: createClock(Date.now()) })
      return {
        store,
        async raw() {
          const parts = [...fake.uploads.values()].flatMap(upload => upload.parts)
          return [...fake.objects.values(), ...parts].map(({ bytes }) => bytes)
        },
        async close() {
          client.destroy()
          await fake.close()
          if (fake.unknown.length > 0) throw new Error(`The fake knows no ${fake.unknown.join(', ')}`)
        },
      }
    },
  },
]

async function filesIn(root: string): Promise<Buffer[]> {
  const entries = await readdir(root, { recursive: true, withFileTypes: true })
  const files = entries.filter(entry => entry.isFile())
  return Promise.all(files.map(entry => readFile(join(entry.parentPath, entry.name))))
}

/** All of an async iterable. */
export async function all<T>(items: AsyncIterable<T>): Promise<T[]> {
  const found: T[] = []
  for await (const item of items) found.push(item)
  return found
}

/** Bytes as a stream of pieces of that size. */
export async function* pieces(bytes: Uint8Array, size: number): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size)
}
