import { execFileSync, spawn, spawnSync } from 'node:child_process'
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { homedir, tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest'
import { findBinaries } from '../../../prisma/postgres/binaries.js'
import { explainInitdb } from '../../../prisma/postgres/cluster.js'
import { run, waysForRoot } from '../../../prisma/postgres/identity.js'
import { keepPostgres } from '../../../prisma/postgres/keep.js'
import {
  type Connection,
  explainStart,
  launchPostgres,
  type Server,
} from '../../../prisma/postgres/launch.js'
import { isServerOf, parsePidFile } from '../../../prisma/postgres/pidfile.js'

const isRoot = process.getuid?.() === 0

async function query(connection: Connection, sql: string) {
  const client = new pg.Client({ ...connection, connectionTimeoutMillis: 20_000 })
  client.on('error', () => {})
  await client.connect()
  try {
    return (await client.query(sql)).rows
  } finally {
    await client.end()
  }
}

/** A private place, as people have it: below the home folder, which for root is closed to everybody else. */
const newRoot = () => realpathSync(mkdtempSync(join(isRoot ? homedir() : tmpdir(), 'pb-pg-')))

async function whenGone(pid: number): Promise<void> {
  for (let i = 0; i < 500; i++) {
    try {
      process.kill(pid, 0)
    } catch {
      return
    }
    await new Promise(resolve => setTimeout(resolve, 10))
  }
}

describe('the private Postgres', () => {
  let root: string
  let home: string
  let server: Server

  beforeAll(async () => {
    root = newRoot()
    home = join(root, 'postgres')
    server = await launchPostgres(home)
    await query(server.connection, 'CREATE TABLE kept AS SELECT 1 AS n')
  })

  afterAll(async () => {
    await server?.stop()
    rmSync(root, { recursive: true, force: true })
  })

  test('keeps its promises: what is committed is on the disk', async () => {
    const rows = await query(
      server.connection,
      `SELECT name, setting FROM pg_settings WHERE name IN ('fsync', 'full_page_writes', 'synchronous_commit', 'data_checksums')`,
    )
    expect(rows.map(row => row.setting)).toEqual(['on', 'on', 'on', 'on'])
  })

  test('is closed to everybody but its owner', async () => {
    expect(statSync(home).mode & 0o077).toBe(0)
    expect(statSync(join(home, 'password')).mode & 0o077).toBe(0)
    expect(await query(server.connection, 'SHOW listen_addresses')).toEqual([{ listen_addresses: '' }])
    await expect(query({ ...server.connection, password: 'guess' }, 'SELECT 1')).rejects.toMatchObject({
      code: '28P01',
    })
  })

  // Only root can become somebody else and try.
  test.skipIf(!isRoot)('another user does not even get to its socket', () => {
    const socket = join(home, `.s.PGSQL.${server.connection.port}`)
    expect(existsSync(socket)).toBe(true)
    const script = `require('net').connect(process.argv[1]).on('error', e => console.log(e.code)).on('connect', () => console.log('in'))`
    const tried = spawnSync(process.execPath, ['-e', script, socket], {
      uid: 65534,
      gid: 65534,
      encoding: 'utf8',
      cwd: '/',
    })
    expect(tried.stdout.trim()).toBe('EACCES')
  })

  test('is taken over by the next booth when the one before was killed', async () => {
    const next = await launchPostgres(home)
    expect(next).toMatchObject({ reused: true, pid: server.pid, connection: server.connection })
  })

  test('kill -9 of everything loses nothing that was committed', async () => {
    await query(server.connection, 'INSERT INTO kept VALUES (2)')
    process.kill(-server.pid, 'SIGKILL')
    server = await launchPostgres(home)
    expect(server.reused).toBe(false)
    expect(await query(server.connection, 'SELECT n FROM kept ORDER BY n')).toEqual([{ n: 1 }, { n: 2 }])
  })

  test('kill -9 of the server alone, with a client at work, recovers too', async () => {
    const busy = query(server.connection, 'SELECT pg_sleep(30)').catch(() => 'lost')
    await new Promise(resolve => setTimeout(resolve, 100))
    process.kill(server.pid, 'SIGKILL')
    server = await launchPostgres(home)
    expect(await busy).toBe('lost')
    expect(await query(server.connection, 'SELECT count(*)::int AS n FROM kept')).toEqual([{ n: 2 }])
  })

  test('a pid file that now names another living process does not stop it', async () => {
    const { pid } = server
    process.kill(-pid, 'SIGKILL')
    await whenGone(pid)
    const file = join(home, 'cluster/postmaster.pid')
    const other = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { stdio: 'ignore' })
    try {
      writeFileSync(file, readFileSync(file, 'utf8').replace(/^\d+/, String(other.pid)))
      server = await launchPostgres(home)
      expect(server.reused).toBe(false)
      expect(server.pid).not.toBe(other.pid)
    } finally {
      other.kill('SIGKILL')
    }
  })

  test('that ends by itself is started again at the same address', async () => {
    const said: string[] = []
    const kept = await keepPostgres(
      port => launchPostgres(home, { port }),
      line => said.push(line),
    )
    expect(kept.connection).toEqual(server.connection)
    process.kill(-server.pid, 'SIGKILL')
    const seen = await vi.waitUntil(
      () => query(kept.connection, 'SELECT count(*)::int AS n FROM kept').catch(() => false),
      30_000,
    )
    expect(seen).toEqual([{ n: 2 }])
    expect(said).toEqual(['The database ended by itself; it is started again.'])
    await kept.stop()
    server = await launchPostgres(home)
    expect(server.reused).toBe(false)
  })

  test('that cannot be started again is given up', async () => {
    const gone = { ...server, pid: 4_194_304, stop: async () => {} }
    let launched = 0
    const launch = async () => {
      if (launched++ > 0) throw new Error('The disk is full.')
      return gone
    }
    const said: string[] = []
    const kept = await keepPostgres(launch, line => said.push(line))
    await kept.lost
    expect(said.at(-1)).toBe('The disk is full.')
    await kept.stop()
  })

  test('stops for good: no process, no socket, and starts again', async () => {
    const { pid } = server
    await server.stop()
    expect(isServerOf(join(home, 'cluster'), pid)).toBe(false)
    expect(readdirSync(home).filter(name => name.startsWith('.s.'))).toEqual([])
    server = await launchPostgres(home)
    expect(await query(server.connection, 'SELECT count(*)::int AS n FROM kept')).toEqual([{ n: 2 }])
  })
})

describe('a data folder', () => {
  let root: string
  let server: Server | undefined

  beforeEach(() => {
    root = newRoot()
  })

  afterEach(async () => {
    await server?.stop()
    server = undefined
    rmSync(root, { recursive: true, force: true })
  })

  test('with a path too long for a socket gets a server on loopback, behind its password', async () => {
    const home = join(root, 'a-rather-long-name'.repeat(3), 'and-another-one'.repeat(4), 'postgres')
    server = await launchPostgres(home)
    expect(server.connection.host).toBe('127.0.0.1')
    expect(server.connection.port).toBeGreaterThan(1023)
    expect(await query(server.connection, 'SELECT 1 AS n')).toEqual([{ n: 1 }])
    const { password: _, ...guest } = server.connection
    await expect(query({ ...guest, password: 'guess' }, 'SELECT 1')).rejects.toMatchObject({ code: '28P01' })
  })

  test('in which the database was only half made is begun anew', async () => {
    const home = join(root, 'postgres')
    mkdirSync(join(home, 'cluster.new/base'), { recursive: true, mode: 0o700 })
    writeFileSync(join(home, 'password'), 'of the attempt before', { mode: 0o600 })
    server = await launchPostgres(home)
    expect(await query(server.connection, 'SELECT 1 AS n')).toEqual([{ n: 1 }])
    expect(readdirSync(home)).not.toContain('cluster.new')
  })

  test.each([
    ['was made by another version', '17', /made by Postgres 17 and this Pixbooth brings 18/],
    ['is damaged', undefined, /damaged.*backup/],
  ])('whose database %s is told in one sentence', async (_, version, words) => {
    const cluster = join(root, 'postgres/cluster')
    mkdirSync(cluster, { recursive: true, mode: 0o700 })
    if (version) writeFileSync(join(cluster, 'PG_VERSION'), `${version}\n`)
    await expect(launchPostgres(join(root, 'postgres'))).rejects.toMatchObject({
      code: 'config',
      message: expect.stringMatching(words),
    })
  })

  // Ordinary users run Postgres as themselves; there is nothing to choose.
  test.skipIf(!isRoot).each(
    waysForRoot({ uid: 0, gid: 0 })
      .slice(0, 2)
      .map(way => [way.wrapper[0], way] as const),
  )('that only root may enter works by way of %s', (program, way) => {
    if (spawnSync(program!, ['--version']).error) return
    const home = join(root, 'postgres')
    mkdirSync(home, { mode: 0o700 })
    execFileSync('chown', ['-R', `${way.owner!.uid}:${way.owner!.gid}`, home])
    const made = run(
      way,
      findBinaries().initdb,
      ['-D', join(home, 'cluster'), '--no-sync', '-A', 'scram-sha-256', '--pwfile=/dev/null'],
      home,
      30_000,
    )
    // An empty password is refused after everything that needs rights has been done.
    expect(`${made.stderr}${made.stdout}`).toMatch(/password file.*is empty/)
    const script = 'id -u; grep -i ^CapEff /proc/self/status; touch made'
    const shell = run(way, '/bin/sh', ['-c', script], home, 5_000)
    expect(shell.status).toBe(0)
    expect(shell.stdout).toMatch(/^65534\n/)
    expect(statSync(join(home, 'made')).uid).toBe(way.owner!.uid)
  })
})

test.each([
  ['initdb: error: could not write: No space left on device', /disk is full/],
  ['spawnSync initdb ENOENT', /does not run on this system.*DATABASE_URL/],
  ['x\ninitdb: error: something odd', /something odd.*DATABASE_URL/],
])('what initdb says becomes one sentence: %s', (output, words) => {
  const sentence = explainInitdb(output, '/data/postgres')
  expect(sentence).toMatch(words)
  expect(sentence).not.toContain('\n')
})

test('what the server says before it ends becomes one sentence', () => {
  expect(explainStart('LOG:  x\nFATAL:  data directory has wrong ownership\n', '/d')).toMatch(
    /\(data directory has wrong ownership\)/,
  )
  expect(explainStart('PANIC:  could not write: No space left on device', '/d')).toMatch(/disk is full/)
})

test('a machine without a Postgres of its own is told what to do', () => {
  expect(() => findBinaries('sunos', 'sparc')).toThrow(/no embedded Postgres for sunos-sparc.*DATABASE_URL/)
})

test('a pid file tells pid, port, socket and state; rubbish tells nothing', () => {
  const text = '4711\n/data/cluster\n1795459527\n5432\n/data\n\n  1234 5\nready   \n'
  expect(parsePidFile(text)).toEqual({ pid: 4711, port: 5432, socketDir: '/data', status: 'ready' })
  expect(parsePidFile('4711\n/data\n')).toEqual({ pid: 4711, port: 0, socketDir: '', status: 'other' })
  expect(parsePidFile('')).toBeUndefined()
})
