/**
 * Master keys as files of the data folder, base64, a line each. `master.key` is the current one; `master-<id>.key` are
 * all that a rotation has ever made or replaced, until they are pruned. A key has its own name before it becomes the
 * current one and after it was, so that whatever dies in between, and whoever rotates at the same time, loses none.
 */
import { randomBytes } from 'node:crypto'
import { link, open, readdir, readFile, rename, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { Fault } from '../errors.js'
import type { Log } from '../ports.js'
import { hasCode, syncFolder } from './files.js'
import { KEY_BYTES, type MasterKey, masterKey } from './wrapping.js'

export const FILE = 'master.key'
const NAMED = /^master-[0-9a-f]{16}\.key$/
const DRAFT = /^master\.key\.[0-9a-f]{16}$/

export const currentFile = (dataDir: string) => join(dataDir, FILE)
const namedFile = (dataDir: string, { id }: MasterKey) => join(dataDir, `master-${id.toString('hex')}.key`)

/** The key in a file, or null when there is no such file. Fault `config` when it holds no key. */
export async function readKeyFile(path: string, log?: Log): Promise<MasterKey | null> {
  const text = await readFile(path, 'utf8').catch(error => {
    if (hasCode(error, 'ENOENT')) return null
    throw error
  })
  if (text === null) return null
  const bytes = Buffer.from(text.trim(), 'base64')
  if (bytes.length !== KEY_BYTES || bytes.toString('base64') !== text.trim())
    throw new Fault(
      'config',
      `${path} does not hold a key of ${KEY_BYTES} bytes in base64: put the old file back from a backup, or remove it if there are no pictures yet.`,
    )
  if (log && ((await stat(path)).mode & 0o077) !== 0)
    log.warn(`${FILE} can be read by others on this machine: chmod 600 it.`)
  return masterKey(bytes)
}

/** The keys that have a name of their own; the current one may be among them. */
export async function readNamedKeys(dataDir: string): Promise<MasterKey[]> {
  const names = (await readdir(dataDir)).filter(name => NAMED.test(name)).sort()
  const keys = await Promise.all(names.map(name => readKeyFile(join(dataDir, name))))
  // One may have been pruned since the folder was read.
  return keys.filter(key => key !== null)
}

/** Puts a new key in the place of the current one, which keeps its own name. Each step is on disk before the next. */
export async function replaceCurrent(dataDir: string): Promise<MasterKey> {
  const old = await readKeyFile(currentFile(dataDir))
  if (!old) throw new Fault('config', `There is no ${FILE} in the data folder yet: start the booth once.`)
  await clearDrafts(dataDir)
  await linkOnce(currentFile(dataDir), namedFile(dataDir, old))
  await syncFolder(dataDir)
  const bytes = randomBytes(KEY_BYTES)
  const fresh = masterKey(bytes)
  await withDraft(dataDir, bytes, async draft => {
    await linkOnce(draft, namedFile(dataDir, fresh))
    await syncFolder(dataDir)
    await rename(draft, currentFile(dataDir))
  })
  await syncFolder(dataDir)
  return fresh
}

/** How long ago the current key was made, in milliseconds. */
export async function ageOfCurrent(dataDir: string, now: number): Promise<number> {
  return now - (await stat(currentFile(dataDir))).mtimeMs
}

/** Removes the files of former keys, those whose ids are given in hex. Never the current one. */
export async function removeKeyFiles(dataDir: string, ids: readonly string[]): Promise<void> {
  const current = await readKeyFile(currentFile(dataDir))
  for (const id of ids)
    if (id !== current?.id.toString('hex')) await rm(join(dataDir, `master-${id}.key`), { force: true })
  await syncFolder(dataDir)
}

/** Writes a key to a file with a name of its own, hands that over, and takes it away if it is still there. */
export async function withDraft(
  dataDir: string,
  bytes: Buffer,
  use: (draft: string) => Promise<void>,
): Promise<void> {
  const draft = `${currentFile(dataDir)}.${randomBytes(8).toString('hex')}`
  try {
    const file = await open(draft, 'wx', 0o600)
    try {
      await file.writeFile(`${bytes.toString('base64')}\n`)
      await file.sync()
    } finally {
      await file.close()
    }
    await use(draft)
  } finally {
    await rm(draft, { force: true })
  }
}

/** What a rotation left that was killed. */
async function clearDrafts(dataDir: string): Promise<void> {
  for (const name of await readdir(dataDir))
    if (DRAFT.test(name)) await rm(join(dataDir, name), { force: true })
}

async function linkOnce(from: string, to: string): Promise<void> {
  await link(from, to).catch(error => {
    if (!hasCode(error, 'EEXIST')) throw error
  })
}
