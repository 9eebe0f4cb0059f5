/** The master key: from the configuration, or from a file of the data folder that is made at the first start. */
import { randomBytes } from 'node:crypto'
import { link, mkdir, open, readFile, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { Fault } from '../errors.js'
import type { Log } from '../ports.js'
import { hasCode, syncFolder } from './files.js'
import { KEY_BYTES, type MasterKey, masterKey } from './wrapping.js'

const FILE = 'master.key'

/**
 * The configured key, else the one in `<dataDir>/master.key`, else a new one that is written there (base64, a line).
 * The file is never overwritten; of several processes that start at once, all get the same key. Fault: `config`.
 */
export async function loadMasterKey(options: {
  configured?: Uint8Array | undefined
  dataDir: string
  log: Log
}): Promise<MasterKey> {
  if (options.configured) return masterKey(options.configured)
  const path = join(options.dataDir, FILE)
  try {
    return (await read(path, options.log)) ?? (await make(options.dataDir, path, options.log))
  } catch (cause) {
    if (cause instanceof Fault) throw cause
    const reason = cause instanceof Error ? cause.message : String(cause)
    throw new Fault(
      'config',
      `${FILE} cannot be read or made (${reason}): mend the data folder or set MASTER_KEY.`,
      {
        cause,
      },
    )
  }
}

async function read(path: string, log: Log): Promise<MasterKey | null> {
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
  if (((await stat(path)).mode & 0o077) !== 0)
    log.warn(`${FILE} can be read by others on this machine: chmod 600 it.`)
  return masterKey(bytes)
}

/** Written beside and then linked: the name appears with the whole key behind it, and only if it was free. */
async function make(dataDir: string, path: string, log: Log): Promise<MasterKey> {
  await mkdir(dataDir, { recursive: true, mode: 0o700 })
  const draft = `${path}.${randomBytes(8).toString('hex')}`
  try {
    const file = await open(draft, 'wx', 0o600)
    try {
      await file.writeFile(`${randomBytes(KEY_BYTES).toString('base64')}\n`)
      await file.sync()
    } finally {
      await file.close()
    }
    await link(draft, path)
    log.warn(
      `A new master key was made: ${FILE} in the data folder. Whoever loses it loses all pictures; in production set MASTER_KEY and keep it apart from the data.`,
    )
  } catch (error) {
    // Another process was first: its key counts.
    if (!hasCode(error, 'EEXIST')) throw error
  } finally {
    await rm(draft, { force: true })
  }
  await syncFolder(dataDir)
  const made = await read(path, log)
  if (!made) throw new Fault('config', `${path} vanished right after it was made.`)
  return made
}
