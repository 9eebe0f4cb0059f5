/** Starts the private Postgres of a data folder, or takes over the one that still runs from before. */
import { type ChildProcess, spawn } from 'node:child_process'
import { closeSync, mkdirSync, openSync, readFileSync, realpathSync, rmSync, statSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { Fault } from '../../core/errors.js'
import { findBinaries } from './binaries.js'
import { diskFull, openCluster, USER } from './cluster.js'
import { ensureDatabase } from './database.js'
import { CHILD_ENV, findIdentity, type Identity, ids } from './identity.js'
import { isServerOf, type Postmaster, readPidFile } from './pidfile.js'
import { MAX_SOCKET_PATH, SETTINGS } from './settings.js'

/** Where a database is, as pg's pools take it. `host` is a folder when the server listens on a socket. */
export interface Connection {
  host: string
  port: number
  user: string
  password?: string
  database: string
  ssl?: boolean | object
}

export interface Server {
  connection: Connection
  pid: number
  /** True when it still ran from before. */
  reused: boolean
  /** Ends it: open transactions are rolled back, everything committed is on disk. */
  stop(): Promise<void>
}

/** A recovery replays at most max_wal_size, some seconds even on a slow disk. */
const READY_MS = 60_000
/** Time for a fast shutdown (its last checkpoint); after that it is told to end at once, and recovers next time. */
const STOP_MS = 10_000
/** How long a server that was killed may be seen before it is gone. */
const GONE_MS = 1_000
const DATABASE = 'pixbooth'

export interface LaunchOptions {
  settings?: Readonly<Record<string, string>>
  /** Where to listen when there is no room for a socket; any free port without it. */
  port?: number | undefined
}

/** Gives a server in the folder `path` (made 0700, on a socket there if the path is short enough). Faults: `config`. */
export async function launchPostgres(path: string, options: LaunchOptions = {}): Promise<Server> {
  const binaries = findBinaries()
  const { home, identity, folder, password } = onDisk(path, () => {
    mkdirSync(path, { recursive: true, mode: 0o700 })
    // One name for one folder: a running server is recognised by it.
    const home = realpathSync(path)
    const identity = findIdentity(home, binaries)
    return { home, identity, ...openCluster(home, binaries, identity) }
  })
  const at = (post: Postmaster): Connection => ({
    host: post.socketDir || '127.0.0.1',
    port: post.port,
    user: USER,
    password,
    database: DATABASE,
  })
  for (let running = await findRunning(folder); running; running = await findRunning(folder)) {
    const { pid } = running
    const connection = at(running)
    try {
      await ensureDatabase(connection)
      return { connection, pid, reused: true, stop: () => stop(folder, pid) }
    } catch (error) {
      // It was dying when it was found, as after a kill of everything: then there is room for a new one.
      if (!(await endsWithin(folder, pid, GONE_MS))) throw error
    }
  }
  const started = await start(home, folder, binaries.postgres, identity, options)
  const connection = at(started)
  try {
    await ensureDatabase(connection)
  } catch (error) {
    await stop(folder, started.pid)
    throw error
  }
  return { connection, pid: started.pid, reused: false, stop: () => stop(folder, started.pid) }
}

async function endsWithin(cluster: string, pid: number, ms: number): Promise<boolean> {
  for (const until = Date.now() + ms; isServerOf(cluster, pid); await wait(10))
    if (Date.now() > until) return false
  return true
}

/** What the file system refuses, as one sentence. */
function onDisk<T>(path: string, work: () => T): T {
  try {
    return work()
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (error instanceof Fault || code === undefined) throw error
    const sentence =
      code === 'ENOSPC'
        ? diskFull(path)
        : `The database folder ${path} cannot be used (${code}): look at its owner and rights, or set DATA_DIR.`
    throw new Fault('config', sentence, { cause: error })
  }
}

/** The server that already runs on this cluster, once it is ready. Cleans up after one that is gone. */
async function findRunning(cluster: string): Promise<Postmaster | undefined> {
  const until = Date.now() + READY_MS
  for (;;) {
    const post = readPidFile(cluster)
    if (post === undefined) return undefined
    if (!isServerOf(cluster, post.pid)) {
      // Postgres itself would refuse to start if another process of this user happened to have that pid now.
      rmSync(join(cluster, 'postmaster.pid'), { force: true })
      if (post.socketDir) rmSync(join(post.socketDir, `.s.PGSQL.${post.port}.lock`), { force: true })
      return undefined
    }
    if (post.status === 'ready') return post
    if (Date.now() > until)
      throw new Fault(
        'config',
        `The database in ${cluster} is ${post.status} and does not become ready: end process ${post.pid} and start again.`,
      )
    await wait(10)
  }
}

async function start(
  home: string,
  cluster: string,
  postgres: string,
  identity: Identity,
  options: LaunchOptions,
): Promise<Postmaster> {
  const log = join(home, 'postgres.log')
  const onSocket = Buffer.byteLength(join(home, '.s.PGSQL.5432')) <= MAX_SOCKET_PATH
  const until = Date.now() + READY_MS
  for (;;) {
    const where = onSocket
      ? { listen_addresses: '', unix_socket_directories: home, unix_socket_permissions: '0700' }
      : { listen_addresses: '127.0.0.1', unix_socket_directories: '' }
    const port = onSocket ? 5432 : (options.port ?? (await freePort()))
    const args = ['-D', cluster, '-p', String(port)]
    for (const [name, value] of Object.entries({ ...SETTINGS, ...options.settings, ...where }))
      args.push('-c', `${name}=${value}`)
    const from = sizeOf(log)
    const child = spawnDetached([...identity.wrapper, postgres, ...args], cluster, log, identity)
    const ready = await whenReady(child, cluster, until)
    if (ready) return ready
    const said = readFileSync(log, 'utf8').slice(from)
    const again = /still in use|could not create any TCP\/IP sockets|Address already in use/.test(said)
    if (!again || Date.now() > until) throw new Fault('config', explainStart(said, home))
    // Children of a server that was killed need a moment to notice; a port may have been taken in between.
    await wait(50)
  }
}

/** In a session of its own, so that a Ctrl-C meant for the booth does not end the database before the booth. */
function spawnDetached(command: string[], cwd: string, log: string, identity: Identity): ChildProcess {
  const out = openSync(log, sizeOf(log) > 5_000_000 ? 'w' : 'a', 0o600)
  try {
    const [program, ...args] = command
    const stdio: ['ignore', number, number] = ['ignore', out, out]
    const child = spawn(program!, args, { cwd, env: CHILD_ENV, stdio, detached: true, ...ids(identity) })
    child.on('error', () => {})
    child.unref()
    return child
  } finally {
    closeSync(out)
  }
}

/** Undefined when the process ended first. */
async function whenReady(
  child: ChildProcess,
  cluster: string,
  until: number,
): Promise<Postmaster | undefined> {
  while (child.exitCode === null && child.signalCode === null && child.pid !== undefined) {
    const post = readPidFile(cluster)
    if (post?.pid === child.pid && post.status === 'ready') return post
    if (Date.now() > until) {
      child.kill('SIGQUIT')
      throw new Fault(
        'config',
        `The database in ${cluster} did not become ready within ${READY_MS / 1000} s: look into ${join(cluster, '../postgres.log')}.`,
      )
    }
    await wait(5)
  }
  return undefined
}

/** Pure: one sentence from what the server wrote before it ended. */
export function explainStart(said: string, home: string): string {
  if (/No space left on device/i.test(said)) return diskFull(home)
  const fatal = /(?:FATAL|PANIC): {2}(.*)/.exec(said)?.[1] ?? said.trim().split('\n').at(-1) ?? ''
  return `The database in ${home} does not start (${fatal || 'no reason given'}): look into ${join(home, 'postgres.log')}.`
}

/** Fast shutdown, then at once if it takes too long. */
async function stop(cluster: string, pid: number): Promise<void> {
  const gone = async (ms: number) => {
    for (const until = Date.now() + ms; Date.now() < until; await wait(10))
      if (!isServerOf(cluster, pid)) return true
    return false
  }
  for (const [signal, ms] of [
    ['SIGINT', STOP_MS],
    ['SIGQUIT', 5_000],
    ['SIGKILL', 5_000],
  ] as const) {
    if (!isServerOf(cluster, pid)) return
    process.kill(pid, signal)
    if (await gone(ms)) return
  }
}

function sizeOf(path: string): number {
  return statSync(path, { throwIfNoEntry: false })?.size ?? 0
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer()
    probe.once('error', reject)
    probe.listen(0, '127.0.0.1', () => {
      const { port } = probe.address() as { port: number }
      probe.close(() => resolve(port))
    })
  })
}
