/**
 * Postgres refuses to run as root. Whoever is somebody else runs it as himself; for root this finds a way that works
 * in any folder, even below /root, without opening that folder to other users.
 */
import { spawnSync } from 'node:child_process'
import { chownSync, lchownSync, readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { Fault } from '../../core/errors.js'
import type { Binaries } from './binaries.js'

/** How to start the server's programs, and who owns its files on disk. */
export interface Identity {
  /** A program that becomes the one named after it, in the same process. */
  wrapper: string[]
  uid?: number
  gid?: number
  /** Owner of the files as the file system sees it; undefined when that is whoever we are. */
  owner?: { uid: number; gid: number }
}

/** By this user's id Postgres runs when root owns the data folder; on every Unix the least of all users. */
const NOBODY = { uid: 65534, gid: 65534 }

/** What child processes of the server get: nothing of our environment, which holds secrets. */
export const CHILD_ENV = {
  PATH: '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin:/run/current-system/sw/bin',
  LC_ALL: 'C',
}

/** The ways open to root, best first; pure. `owner` is who owns the data folder. */
export function waysForRoot(owner: { uid: number; gid: number }): Identity[] {
  const user = owner.uid === 0 ? NOBODY : owner
  const { uid, gid } = user
  // The server's files belong to `uid`, yet lie in a folder that only root may enter: one capability bridges that.
  const capable: Identity = {
    wrapper: [
      'setpriv',
      `--reuid=${uid}`,
      `--regid=${gid}`,
      '--clear-groups',
      '--inh-caps=-all,+dac_override',
      '--ambient-caps=-all,+dac_override',
      '--bounding-set=-all,+dac_override',
      '--',
    ],
    owner: user,
  }
  const plain: Identity = { wrapper: [], uid, gid, owner: user }
  if (owner.uid !== 0) return [plain, capable]
  // In a user namespace root is shown as nobody and keeps nothing but the right to his own files. Containers often forbid it.
  const namespace: Identity = {
    wrapper: ['unshare', '--user', `--map-user=${uid}`, `--map-group=${gid}`, '--'],
    owner: { uid: 0, gid: 0 },
  }
  return [namespace, capable, plain]
}

/** Picks the first way in which the server's program runs and may write into `home`. Faults: `config`. */
export function findIdentity(home: string, binaries: Binaries): Identity {
  if (process.getuid?.() !== 0) return { wrapper: [] }
  const folder = statSync(join(home, '..'))
  for (const way of waysForRoot({ uid: folder.uid, gid: folder.gid })) {
    give(home, way)
    // By its whole path: the folder that we start in was entered as root.
    const script = 'test -w "$1" && exec "$0" --version'
    const tried = run(way, '/bin/sh', ['-c', script, binaries.postgres, home], home, 10_000)
    if (tried.status === 0) return way
  }
  throw new Fault(
    'config',
    `Postgres does not run as root, and no other user can reach ${home} from here: start Pixbooth as an ordinary user, or set DATA_DIR to a folder that every user may enter.`,
  )
}

/** Runs one of the server's programs to its end. */
export function run(identity: Identity, program: string, args: string[], cwd: string, timeoutMs: number) {
  const [command, ...rest] = [...identity.wrapper, program, ...args]
  return spawnSync(command!, rest, {
    cwd,
    env: CHILD_ENV,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: timeoutMs,
    ...ids(identity),
  })
}

/** Spawn options that switch the user, where the wrapper does not. */
export function ids(identity: Identity): { uid?: number; gid?: number } {
  return identity.uid === undefined ? {} : { uid: identity.uid, gid: identity.gid! }
}

/** Hands the server's files to the user it runs as; the way may have changed since the last start. */
function give(home: string, { owner }: Identity): void {
  if (owner === undefined || statSync(home).uid === owner.uid) return
  for (const entry of readdirSync(home, { recursive: true }))
    lchownSync(join(home, String(entry)), owner.uid, owner.gid)
  chownSync(home, owner.uid, owner.gid)
}
