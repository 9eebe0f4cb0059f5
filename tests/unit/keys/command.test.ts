import { type ChildProcess, spawn } from 'node:child_process'
import { createSecretKey, randomBytes } from 'node:crypto'
import { mkdtemp, readdir, readFile, rm, utimes } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { openDataFolder } from '../../../bin/start/data-folder.js'
import { nameConnections } from '../../../bin/start/known-keys.js'
import { loadTestConfig, ROOT } from '../../../config/env.js'
import { countWrappers } from '../../../core/keys/rewrap.js'
import { type LoadedMasterKeys, loadMasterKeys } from '../../../core/vault/master-keys.js'
import { masterKey, wrap } from '../../../core/vault/wrapping.js'
import { createPrisma, type PrismaClient } from '../../../prisma/client.js'
import { freshDatabase } from '../../support/postgres.js'
import { addKeys, addPerson, openDoors, quiet } from './support.js'

const SLOW = 90_000
const MANY = 6_000

let database: Awaited<ReturnType<typeof freshDatabase>>
let db: PrismaClient
let dataDir: string

beforeEach(async () => {
  database = await freshDatabase()
  db = createPrisma(database.connection)
  dataDir = await mkdtemp(join(tmpdir(), 'pixbooth-keys-'))
  ;(await openDataFolder(dataDir)).release()
})
afterEach(async () => {
  await db.$disconnect()
  await database.drop()
  await rm(dataDir, { recursive: true, force: true })
})

const load = (env: { configured?: Buffer; former?: Buffer[] } = {}) =>
  loadMasterKeys({ dataDir, log: quiet, ...env })
const idOf = (keys: LoadedMasterKeys) => keys.current.id.toString('hex')

function start(args: string[], env: Record<string, string> = {}): ChildProcess {
  const { user, password, host, port, database: name } = database.connection
  return spawn(join(ROOT, 'bin/pixbooth'), ['keys', ...args], {
    env: {
      PATH: loadTestConfig().path,
      HOME: tmpdir(),
      DATA_DIR: dataDir,
      DATABASE_URL: `postgresql://${user}:${password}@localhost/${name}?host=${encodeURIComponent(host)}&port=${port}`,
      ...env,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
}

async function run(args: string[], env?: Record<string, string>): Promise<{ code: unknown; said: string }> {
  const child = start(args, env)
  let said = ''
  for (const stream of [child.stdout, child.stderr]) stream?.on('data', piece => (said += piece))
  const code = await new Promise(resolve => child.once('close', resolve))
  return { code, said }
}

it(
  'a rotation that is killed in the middle is ended by the next one, while a booth goes on; then the old key can go',
  async () => {
    const running = await load()
    const old = idOf(running)
    const booth = await openDoors(db, running, dataDir)
    const pictures = [await addPerson(db, booth)]
    await booth.installations.save('slack', 'T1', { token: 'xoxb' })
    const dataKey = createSecretKey(randomBytes(32))
    const once = { current: running.current, former: [] }
    await addKeys(db, owner => wrap(once, owner, dataKey), MANY)

    const child = start(['rotate'])
    const gone = new Promise(resolve => child.once('exit', (_code, signal) => resolve(signal)))
    await new Promise<void>(resolve =>
      child.stderr?.on('data', piece => String(piece).includes('wrapped anew') && resolve()),
    )
    pictures.push(await addPerson(db, booth))
    child.kill('SIGKILL')
    expect(await gone).toBe('SIGKILL')

    const middle = await countWrappers(db)
    expect(middle.size).toBe(2)
    expect(middle.get(old)).toBeGreaterThan(0)
    // A booth that starts now opens all, and its new keys are the new master key's.
    const second = await openDoors(db, await load(), dataDir)
    pictures.push(await addPerson(db, second))
    for (const doors of [booth, second])
      for (const key of pictures) expect(String(await doors.vault.get(key))).toContain('picture of')
    const before = await run(['status'])
    expect(before.said).toMatch(new RegExp(`${old} {2}former {3}wraps \\d+ data keys: rotate before`))
    expect(before.code).toBe(0)

    const rest = await run(['rotate'])
    expect(rest.said).toContain('A rotation was begun before, and goes on.')
    expect(rest.said).toMatch(/former {3}wraps 0 data keys and can be removed/)
    expect(rest.code).toBe(0)
    expect((await countWrappers(db)).size).toBe(1)

    expect((await run(['prune'])).said).toContain('wait for a minute')
    const past = new Date(Date.now() - 120_000)
    await utimes(join(dataDir, 'master.key'), past, past)
    expect(await run(['prune'])).toEqual({ code: 0, said: `${old} was removed.\n` })
    const files = (await readdir(dataDir)).filter(name => name.endsWith('.key'))
    const ids = await Promise.all(files.map(file => readFile(join(dataDir, file), 'utf8')))
    expect(ids.map(text => masterKey(Buffer.from(text, 'base64')).id.toString('hex'))).not.toContain(old)
    const after = await openDoors(db, await load(), dataDir)
    for (const key of pictures) expect(String(await after.vault.get(key))).toContain('picture of')
    expect(await after.installations.load('slack', 'T1')).toEqual({ token: 'xoxb' })
    // The one that ran all the time, too.
    for (const key of [...pictures, await addPerson(db, booth)])
      expect(String(await booth.vault.get(key))).toContain('picture of')
    expect((await countWrappers(db)).size).toBe(1)
  },
  SLOW,
)

it(
  'a key file is not pruned while a booth signs with it',
  async () => {
    const running = await load()
    const client = new pg.Client({ ...database.connection, application_name: nameConnections(running) })
    await client.connect()
    try {
      await addPerson(db, await openDoors(db, running, dataDir))
      expect((await run(['rotate'])).said).toContain('a booth that runs signs with it: restart that first')
      const past = new Date(Date.now() - 120_000)
      await utimes(join(dataDir, 'master.key'), past, past)
      expect(await run(['prune'])).toEqual({
        code: 1,
        said: `A booth that runs signs with ${idOf(running)}: restart it first.\n`,
      })
    } finally {
      await client.end()
    }
  },
  SLOW,
)

it(
  'keys of the environment: nothing is wrapped anew before every booth that runs knows the new one',
  async () => {
    const [was, now] = [randomBytes(32), randomBytes(32)]
    const old = await load({ configured: was })
    const key = await addPerson(db, await openDoors(db, old, dataDir))
    const env = { MASTER_KEY: now.toString('base64'), MASTER_KEY_FORMER: was.toString('hex') }
    expect((await run(['rotate'], { MASTER_KEY: was.toString('hex') })).said).toContain('To change the key:')

    const client = new pg.Client({ ...database.connection, application_name: nameConnections(old) })
    await client.connect()
    const early = await run(['rotate'], env)
    expect([early.code, early.said]).toEqual([
      1,
      expect.stringContaining('does not know this master key yet'),
    ])
    await client.end()
    expect([...(await countWrappers(db)).keys()]).toEqual([idOf(old)])

    const done = await run(['rotate'], env)
    expect(done.said).toMatch(/1 data key wrapped anew[\s\S]*can be taken out of MASTER_KEY_FORMER/)
    expect(done.code).toBe(0)
    const alone = await openDoors(db, await load({ configured: now }), dataDir)
    expect(String(await alone.vault.get(key))).toContain('picture of')
    // The old key alone: status says so, by its exit code too.
    const lost = await run(['status'], { MASTER_KEY: was.toString('hex') })
    expect([lost.code, lost.said]).toEqual([1, expect.stringContaining('is not known')])
  },
  SLOW,
)

it(
  'says in one sentence what it does not know, and when there is no key yet',
  async () => {
    expect(await run(['shred'])).toEqual({ code: 1, said: expect.stringMatching(/^keys takes one of .*\n$/) })
    expect((await run([])).said).toMatch(/^There is no master key in .* start the booth once\.\n$/)
  },
  SLOW,
)
