/**
 * Objects as files: `objects/<2 hex of the owner's hash>/<owner>/<kind>.<id>`, 0600 in folders of 0700. Shards keep
 * folders small with many people; one folder a person makes forgetting a person cheap.
 */
import { createHash, randomBytes } from 'node:crypto'
import {
  chmod,
  type FileHandle,
  mkdir,
  open,
  opendir,
  rename,
  rm,
  rmdir,
  stat,
  unlink,
} from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { VAULT } from '../../config/limits.js'
import type { Clock } from '../ports.js'
import { sealedBytes } from './envelope.js'
import { diskFault, hasCode, syncFolder } from './files.js'
import { readObjectKey } from './keys.js'
import { missing, type ObjectStore, oversized, requireKey, requireOwner, type StoredObject } from './store.js'

/** Makes the folders where they are missing and sweeps. A folder that cannot be written is a fault `config`. */
export async function openDiskStore(deps: { root: string; clock: Clock }): Promise<ObjectStore> {
  const objects = join(deps.root, 'objects')
  const drafts = join(deps.root, 'drafts')
  const store = diskStore(objects, drafts, deps.clock)
  try {
    for (const folder of [objects, drafts]) {
      await mkdir(folder, { recursive: true, mode: 0o700 })
      await chmod(folder, 0o700)
    }
    // Rights alone do not tell: a read-only mount lets one know only when one writes.
    const probe = draftPath(drafts)
    await (await open(probe, 'wx', 0o600)).close()
    await rm(probe)
    await syncFolder(deps.root)
    await store.sweep()
  } catch (error) {
    throw diskFault(error, 'config')
  }
  return store
}

function diskStore(objects: string, drafts: string, clock: Clock): ObjectStore {
  const shardOf = (owner: string) =>
    join(objects, createHash('sha256').update(owner).digest('hex').slice(0, 2))
  const folderOf = (owner: string) => join(shardOf(owner), owner)
  const pathOf = (key: string) => {
    const { owner, kind, id } = requireKey(key)
    return join(folderOf(owner), `${kind}.${id}`)
  }

  /** Moves a draft to its name. The folder may be missing, or vanish when the person is forgotten meanwhile. */
  async function settle(draft: string, path: string, tries = 3): Promise<void> {
    try {
      await rename(draft, path)
    } catch (error) {
      if (!hasCode(error, 'ENOENT') || tries === 0) throw error
      const folder = dirname(path)
      await mkdir(folder, { recursive: true, mode: 0o700 })
      await syncFolder(dirname(folder))
      await syncFolder(objects)
      await settle(draft, path, tries - 1)
    }
  }

  async function removeFile(path: string): Promise<void> {
    await unlink(path).catch(error => {
      if (!hasCode(error, 'ENOENT', 'ENOTDIR')) throw error
    })
  }

  /** An empty folder still names a person. */
  async function removeEmpty(folder: string): Promise<void> {
    await rmdir(folder).catch(error => {
      if (!hasCode(error, 'ENOENT', 'ENOTEMPTY', 'EEXIST')) throw error
    })
  }

  async function* listFolder(folder: string, owner: string): AsyncGenerator<StoredObject> {
    for await (const name of names(folder)) {
      const key = `${owner}/${name.replace('.', '/')}`
      const writtenAt = readObjectKey(key) && (await timeOf(join(folder, name)))
      if (writtenAt) yield { key, writtenAt }
    }
  }

  return {
    async put(key, body) {
      const path = pathOf(key)
      const draft = draftPath(drafts)
      try {
        await writeDraft(draft, body)
        // Both syncs are needed: the file's for its bytes, the folder's for its name. The database will say at once
        // that the object is there, and its word outlives a power cut. Measured on ext4, 200 KB, one writer: 3,500/s
        // without, 1,550/s with the first, 1,300/s with both.
        await disk(settle(draft, path))
        await disk(syncFolder(dirname(path)))
      } catch (error) {
        await rm(draft, { force: true }).catch(() => {}) // The first error says more; sweep() comes by.
        throw error
      }
    },

    async get(key) {
      const path = pathOf(key)
      try {
        const file = await open(path, 'r')
        try {
          return await readWhole(file)
        } finally {
          await file.close()
        }
      } catch (error) {
        throw hasCode(error, 'ENOENT') ? missing() : diskFault(error)
      }
    },

    async remove(keys) {
      const paths = keys.map(pathOf)
      await each(paths, removeFile)
      await each([...new Set(paths.map(path => dirname(path)))], removeEmpty)
    },

    async *list(owner) {
      try {
        if (owner !== undefined) return yield* listFolder(folderOf(requireOwner(owner)), owner)
        for await (const shard of names(objects))
          for await (const each of names(join(objects, shard)))
            yield* listFolder(join(objects, shard, each), each)
      } catch (error) {
        throw diskFault(error)
      }
    },

    async sweep() {
      let swept = 0
      for await (const name of names(drafts)) {
        const path = join(drafts, name)
        const writtenAt = await timeOf(path)
        if (writtenAt === null || clock.now() - writtenAt < VAULT.leftoverMs) continue
        await disk(rm(path, { force: true }))
        swept++
      }
      return swept
    },
  }
}

/** A few at a time, so that reading and writing go on meanwhile. */
async function each(paths: readonly string[], remove: (path: string) => Promise<void>): Promise<void> {
  const left = paths.values()
  const work = async () => {
    for (const path of left) await disk(remove(path))
  }
  await Promise.all(Array.from({ length: VAULT.diskRemovals }, work))
}

function draftPath(drafts: string): string {
  return join(drafts, randomBytes(16).toString('hex'))
}

/** Errors of the stream are thrown as they are, those of the disk as faults. */
async function writeDraft(draft: string, body: Uint8Array | AsyncIterable<Uint8Array>): Promise<void> {
  const file = await disk(open(draft, 'wx', 0o600))
  try {
    if (body instanceof Uint8Array) await disk(file.writeFile(body))
    else for await (const piece of body) await disk(file.writeFile(piece))
    await disk(file.datasync())
  } finally {
    await disk(file.close())
  }
}

async function readWhole(file: FileHandle): Promise<Buffer> {
  const { size } = await file.stat()
  if (size > sealedBytes(VAULT.maxObjectBytes)) throw oversized()
  const bytes = Buffer.allocUnsafeSlow(size)
  for (let at = 0; at < size; ) {
    const { bytesRead } = await file.read(bytes, at, size - at, at)
    if (bytesRead === 0) return bytes.subarray(0, at)
    at += bytesRead
  }
  return bytes
}

/** The names in a folder; none when it is not there. */
async function* names(folder: string): AsyncGenerator<string> {
  const entries = await opendir(folder, { bufferSize: 256 }).catch(error => {
    if (hasCode(error, 'ENOENT', 'ENOTDIR')) return null
    throw error
  })
  if (entries) for await (const entry of entries) yield entry.name
}

/** When a file was written; null when it is gone. */
async function timeOf(path: string): Promise<number | null> {
  const facts = await stat(path).catch(error => {
    if (hasCode(error, 'ENOENT')) return null
    throw error
  })
  return facts && Math.round(facts.mtimeMs)
}

function disk<T>(work: Promise<T>): Promise<T> {
  return work.catch(error => {
    throw diskFault(error)
  })
}
