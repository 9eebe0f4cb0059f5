/** All master keys that a process knows, and how it learns of new ones. */
import { Fault } from '../errors.js'
import type { Log } from '../ports.js'
import { currentFile, FILE, readKeyFile, readNamedKeys } from './key-files.js'
import { loadMasterKey } from './master-key.js'
import { knownIds, type MasterKey, type MasterKeys, masterKey } from './wrapping.js'

/** Master keys with where they come from: those of the configuration stay as they are, those of files may change. */
export interface LoadedMasterKeys extends MasterKeys {
  readonly from: 'configuration' | 'files'
}

/**
 * The configured key, else that of the data folder, made there if need be. `former` are keys of the configuration that
 * still open what they once wrapped; files of former keys count only where the current one is a file too. Fault: `config`.
 */
export async function loadMasterKeys(options: {
  configured?: Uint8Array | undefined
  former?: readonly Uint8Array[] | undefined
  dataDir: string
  log: Log
}): Promise<LoadedMasterKeys> {
  const { configured, dataDir } = options
  const named = (options.former ?? []).map(masterKey)
  let current = await loadMasterKey(options)
  if (configured) return { from: 'configuration', current, former: named }
  let files = await readNamedKeys(dataDir)
  return {
    from: 'files',
    get current() {
      return current
    },
    get former() {
      return others([...named, ...files], current)
    },
    async refresh() {
      try {
        // The former ones last: a key gets its own name before another one takes its place.
        const now = await readKeyFile(currentFile(dataDir))
        if (!now) throw new Fault('unavailable', `${FILE} is not in the data folder any more.`)
        files = await readNamedKeys(dataDir)
        current = now
      } catch (cause) {
        throw new Fault('unavailable', 'The master keys cannot be read from the data folder.', { cause })
      }
    },
  }
}

function others(keys: readonly MasterKey[], current: MasterKey): MasterKey[] {
  return keys.filter(({ id }) => !id.equals(current.id))
}

/** Data keys by the id of the master key that wraps them, in hex. */
export type Wrappers = ReadonlyMap<string, number>

/**
 * Stands at start: do the master keys fit what is stored? Wrong keys are a fault `config`, before they make anybody's
 * pictures unreadable. Answers how many data keys nothing opens: a single one beside others is taken for damaged.
 */
export function checkMasterKeys(keys: MasterKeys, wrappers: Wrappers): number {
  const known = knownIds(keys)
  const unknown = [...wrappers].filter(([id]) => !known.includes(id))
  const fits = unknown.length < wrappers.size
  if (unknown.some(([, count]) => count > 1 || !fits))
    throw new Fault(
      'config',
      'The master key does not fit the stored pictures: set MASTER_KEY to the key they were stored with, or put the old master.key back into the data folder. After a rotation that is not finished, name the old key in MASTER_KEY_FORMER.',
    )
  return unknown.length
}
