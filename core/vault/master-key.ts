/** The master key: from the configuration, or from a file of the data folder that is made at the first start. */
import { randomBytes } from 'node:crypto'
import { link, mkdir } from 'node:fs/promises'
import { Fault } from '../errors.js'
import type { Log } from '../ports.js'
import { hasCode, syncFolder } from './files.js'
import { currentFile, FILE, readKeyFile, withDraft } from './key-files.js'
import { KEY_BYTES, type MasterKey, masterKey } from './wrapping.js'

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
  const path = currentFile(options.dataDir)
  try {
    return (await readKeyFile(path, options.log)) ?? (await make(options.dataDir, path, options.log))
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

/** Written beside and then linked: the name appears with the whole key behind it, and only if it was free. */
async function make(dataDir: string, path: string, log: Log): Promise<MasterKey> {
  await mkdir(dataDir, { recursive: true, mode: 0o700 })
  try {
    await withDraft(dataDir, randomBytes(KEY_BYTES), draft => link(draft, path))
    log.warn(
      `A new master key was made: ${FILE} in the data folder. Whoever loses it loses all pictures; in production set MASTER_KEY and keep it apart from the data.`,
    )
  } catch (error) {
    // Another process was first: its key counts.
    if (!hasCode(error, 'EEXIST')) throw error
  }
  await syncFolder(dataDir)
  const made = await readKeyFile(path, log)
  if (!made) throw new Fault('config', `${path} vanished right after it was made.`)
  return made
}
