/** Makes the cluster, the folder in which Postgres keeps everything, once. */
import { randomBytes } from 'node:crypto'
import {
  chownSync,
  existsSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { Fault } from '../../core/errors.js'
import { type Binaries, POSTGRES_MAJOR } from './binaries.js'
import { type Identity, run } from './identity.js'

/** The only user of the private server. */
export const USER = 'pixbooth'

/** initdb takes half a second; a slow disk may need a while for its syncs. */
const INITDB_MS = 120_000

export interface Cluster {
  folder: string
  password: string
}

/**
 * Opens the cluster in `home`, and makes it first where there is none. It is made under another name and renamed, so
 * that an interrupted attempt leaves nothing that looks finished. Faults: `config`.
 */
export function openCluster(home: string, binaries: Binaries, identity: Identity): Cluster {
  const folder = join(home, 'cluster')
  if (!existsSync(folder)) makeCluster(home, folder, binaries, identity)
  const version = readText(join(folder, 'PG_VERSION'))
  if (version !== POSTGRES_MAJOR)
    throw new Fault(
      'config',
      version === undefined
        ? `The database in ${folder} is damaged (its PG_VERSION is missing): restore the data folder from a backup, or move ${folder} away to begin anew.`
        : `The database in ${folder} was made by Postgres ${version} and this Pixbooth brings ${POSTGRES_MAJOR}: start the Pixbooth that made it, or move the data over with pg_dump and pg_restore.`,
    )
  const password = readText(join(home, 'password'))
  if (!password)
    throw new Fault(
      'config',
      `The password of the database is missing (${join(home, 'password')}): restore the data folder from a backup.`,
    )
  return { folder, password }
}

function makeCluster(home: string, folder: string, binaries: Binaries, identity: Identity): void {
  const draft = join(home, 'cluster.new')
  const passwordFile = join(home, 'password')
  rmSync(draft, { recursive: true, force: true })
  mkdirSync(draft, { mode: 0o700 })
  writeFileSync(passwordFile, randomBytes(24).toString('base64url'), { mode: 0o600 })
  const { uid, gid } = statSync(home)
  if (process.getuid?.() === 0) for (const path of [draft, passwordFile]) chownSync(path, uid, gid)
  const args = ['-D', draft, '-U', USER, `--pwfile=${passwordFile}`, '--auth=scram-sha-256']
  // The builtin locale is the same on every system, so that a data folder can move between machines.
  args.push('--encoding=UTF8', '--locale=C', '--locale-provider=builtin', '--builtin-locale=C.UTF-8')
  args.push('--set=scram_iterations=1', '--no-instructions')
  const made = run(identity, binaries.initdb, args, home, INITDB_MS)
  if (made.status !== 0) {
    rmSync(draft, { recursive: true, force: true })
    throw new Fault('config', explainInitdb(`${made.stderr ?? ''}${made.error?.message ?? ''}`, home))
  }
  renameSync(draft, folder)
}

/** A new database takes 60 MB, its log of changes up to 256 MB more. */
export const diskFull = (path: string) =>
  `The disk is full, so the database in ${path} cannot be used: free some space (a database needs about 300 MB), or set DATA_DIR to another disk.`

/** Pure: one sentence from what initdb wrote. */
export function explainInitdb(output: string, home: string): string {
  if (/No space left on device|disk full/i.test(output)) return diskFull(home)
  if (/ENOENT|not found|cannot execute/i.test(output))
    return 'The embedded Postgres does not run on this system (it needs glibc or macOS): set DATABASE_URL to a Postgres server of your own.'
  const last = output.trim().split('\n').at(-1) ?? 'no reason given'
  return `The database cannot be made in ${home} (${last}): mend that, or set DATABASE_URL to a Postgres server of your own.`
}

function readText(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8').trim()
  } catch {
    return undefined
  }
}
