import { type ChildProcess, execFile, spawn } from 'node:child_process'
import { accessSync, constants, existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { promisify } from 'node:util'
import { Redis } from 'ioredis'
import { loadTestConfig, ROOT } from '../../config/env.js'
import { freePort } from './free-port.js'
import { guard } from './guard.js'
import { theSupply } from './supply.js'

export interface PrivateRedis {
  url: string
  pid(): number
  /** Ends it in order and starts it again on the same port; it keeps its data when `aof` was asked for. */
  restart(): Promise<void>
  /** kill -9, and not started again: `restart()` does that. */
  kill(): Promise<void>
  stop(): Promise<void>
}

/** A database number of one's own on the run's shared Redis. Null, with a loud line, where no Redis can be had. */
export async function freshRedis(): Promise<{ url: string; drop(): Promise<void> } | null> {
  const given = await (await theSupply()).redis()
  if (given === null) return null
  return {
    url: given.url,
    async drop() {
      const client = new Redis(given.url, { maxRetriesPerRequest: 1 })
      await client.flushdb()
      client.disconnect()
    },
  }
}

/** A Redis server of one's own for tests that stop, kill or flush it. Null where no Redis can be had. */
export async function privateRedis(options: { aof?: boolean } = {}): Promise<PrivateRedis | null> {
  const program = await findRedis()
  if (program === null) return null
  const folder = mkdtempSync(join(tmpdir(), 'pixbooth-redis-'))
  const port = await freePort()
  const args = ['--port', String(port), '--bind', '127.0.0.1', '--dir', folder, '--save', '']
  args.push('--maxmemory-policy', 'noeviction', '--databases', '4096')
  args.push('--appendonly', options.aof ? 'yes' : 'no', '--appendfsync', 'everysec')
  const url = `redis://127.0.0.1:${port}`
  let child = await launch(program, args, url)
  let dismiss = guard(child.pid!, folder)
  const end = async (signal: NodeJS.Signals) => {
    dismiss()
    if (child.exitCode !== null || child.signalCode !== null) return
    // Its end is waited for, also where nothing else keeps this process alive.
    child.ref()
    const gone = new Promise(resolve => child.once('exit', resolve))
    child.kill(signal)
    await gone
  }
  return {
    url,
    pid: () => child.pid!,
    async restart() {
      await end('SIGTERM')
      child = await launch(program, args, url)
      dismiss = guard(child.pid!, folder)
    },
    kill: () => end('SIGKILL'),
    async stop() {
      await end('SIGTERM')
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

interface Program {
  file: string
  /** Where its libraries lie, when it was unpacked and not installed. */
  libraries?: string
}

async function launch(program: Program, args: string[], url: string): Promise<ChildProcess> {
  const env = program.libraries ? { LD_LIBRARY_PATH: program.libraries } : {}
  const child = spawn(program.file, args, { env, detached: true, stdio: 'ignore' })
  child.unref()
  for (const until = Date.now() + 10_000; Date.now() < until; await wait(10)) {
    if (child.exitCode !== null) break
    const client = new Redis(url, { lazyConnect: true, retryStrategy: null, connectTimeout: 1_000 })
    client.on('error', () => {})
    try {
      await client.connect()
      await client.ping()
      return child
    } catch {
      // Not listening yet, or still loading its file.
    } finally {
      client.disconnect()
    }
  }
  child.kill('SIGKILL')
  throw new Error(`${program.file} did not start`)
}

/** On the PATH, else unpacked in the cache folder. In CI a missing one is a failure, elsewhere a loud line. */
async function findRedis(): Promise<Program | null> {
  const { path, ci } = loadTestConfig()
  for (const folder of path.split(delimiter))
    for (const name of ['redis-server', 'valkey-server']) {
      const file = join(folder, name)
      if (isExecutable(file)) return { file }
    }
  const cache = join(ROOT, '.cache/redis')
  if (!existsSync(join(cache, 'ready'))) await unpackRedis(cache)
  if (existsSync(join(cache, 'ready'))) {
    const lib = join(cache, 'root/usr/lib')
    const multiarch = readdirSync(lib).find(name => name.endsWith('-linux-gnu'))
    return { file: join(cache, 'root/usr/bin/redis-server'), libraries: join(lib, multiarch ?? '') }
  }
  const missing =
    'no redis-server or valkey-server is on the PATH and none could be unpacked: tests on Redis cannot run (set REDIS_URL or install one)'
  if (ci) throw new Error(`CI: ${missing}`)
  process.stderr.write(`\n!!! SKIPPED: ${missing}\n\n`)
  return null
}

/** Debian's own package, fetched and unpacked without root and without installing anything. */
async function unpackRedis(cache: string): Promise<void> {
  await promisify(execFile)('bash', [join(ROOT, 'tests/support/unpack-redis.sh'), cache], {
    timeout: 60_000,
  }).catch(() => {})
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK)
    return true
  } catch {
    return false
  }
}
