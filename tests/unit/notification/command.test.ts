import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest'
import { loadTestConfig, ROOT } from '../../../config/env.js'
import { newId } from '../../../core/id.js'
import { notificationId } from '../../../core/notification/address.js'
import { advanceNotifications } from '../../../core/notification/advance.js'
import { createPrisma, type PrismaClient } from '../../../prisma/client.js'
import { freshDatabase } from '../../support/postgres.js'

const SLOW = 90_000
const WORDS = '**Somebody saw your data.**\n- on Monday'

let database: Awaited<ReturnType<typeof freshDatabase>>
let db: PrismaClient
let folder: string
let text: string

beforeAll(async () => {
  database = await freshDatabase()
  db = createPrisma(database.connection)
  folder = await mkdtemp(join(tmpdir(), 'pixbooth-notify-'))
  text = await file('notice.en.md', `${WORDS}\n`)
})
afterEach(async () => {
  await db.notification.deleteMany()
  await db.person.deleteMany()
})
afterAll(async () => {
  await db.$disconnect()
  await database.drop()
  await rm(folder, { recursive: true, force: true })
})

async function file(name: string, content: string): Promise<string> {
  await writeFile(join(folder, name), content)
  return join(folder, name)
}

async function people(count: number): Promise<string[]> {
  const ids = Array.from({ length: count }, () => newId())
  await db.person.createMany({ data: ids.map(id => ({ id })) })
  await db.account.createMany({ data: ids.map(id => ({ id, personId: id, platform: 'web', userId: id })) })
  return ids
}

function start(args: string[]): ChildProcess {
  const { user, password, host, port, database: name } = database.connection
  return spawn(join(ROOT, 'bin/pixbooth'), ['notify-breach', ...args], {
    env: {
      PATH: loadTestConfig().path,
      HOME: tmpdir(),
      DATA_DIR: folder,
      DATABASE_URL: `postgresql://${user}:${password}@localhost/${name}?host=${encodeURIComponent(host)}&port=${port}`,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
}

function listen(child: ChildProcess): { said(): string; ended: Promise<unknown> } {
  let said = ''
  for (const stream of [child.stdout, child.stderr]) stream?.on('data', piece => (said += piece))
  return { said: () => said, ended: new Promise(resolve => child.once('close', resolve)) }
}

async function run(...args: string[]): Promise<{ code: unknown; said: string }> {
  const { said, ended } = listen(start(args))
  return { code: await ended, said: said() }
}

const ID = notificationId({ en: WORDS })
const told = () =>
  db.notificationRecipient.groupBy({ by: ['state'], _count: true, where: { notificationId: ID } })

it(
  'prints and counts first, and sends nothing before it is told to',
  async () => {
    await people(3)
    const { code, said } = await run('--text', text, '--affected', 'all')
    expect(code).toBe(0)
    expect(said).toContain(WORDS)
    expect(said).toContain(`Notification ${ID} concerns 3 persons.`)
    expect(said).toContain('Who speaks de gets the English text.')
    expect(said).toContain('Nothing was sent')
    expect(await db.notification.count()).toBe(0)
  },
  SLOW,
)

it(
  'killed in the middle and begun again, everybody is addressed once; without a booth it waits for one',
  async () => {
    await people(8_000)
    const child = start(['--text', text, '--affected', 'all', '--yes'])
    const first = listen(child)
    child.stdout?.once('data', () => setTimeout(() => child.kill('SIGKILL'), 40))
    await first.ended
    const again = await run('--text', text, '--affected', 'all', '--yes')
    expect(again).toMatchObject({ code: 0, said: expect.stringContaining('as soon as the booth is started') })
    expect(await told()).toEqual([{ state: 'waiting', _count: 8_000 }])
    expect(await db.notification.findFirst()).toMatchObject({ id: ID, addressed: 8_000 })
  },
  SLOW,
)

it(
  'says how far a booth that runs has come, and in the end who could not be reached',
  async () => {
    const [ann = '', bob = ''] = await people(2)
    await db.account.updateMany({
      where: { id: bob },
      data: { unreachableAt: new Date(), platform: 'slack' },
    })
    const list = await file('persons.txt', `${ann}\n${bob}\nnobody\n`)
    const booth = new pg.Client({ ...database.connection, application_name: 'pixbooth f 0123' })
    await booth.connect()
    try {
      const command = listen(start(['--text', text, '--persons', list, '--yes']))
      // What the rounds and the bots of a booth do.
      const rounds = setInterval(async () => {
        await advanceNotifications(db)
        await db.delivery.updateMany({ data: { sent: 0 } })
      }, 300)
      const code = await command.ended
      clearInterval(rounds)
      expect(code).toBe(1)
      expect(command.said()).toMatch(/told +1 {2}\(web 1\)/)
      expect(command.said()).toContain(`Out of reach:\n${bob}\tslack\n`)
    } finally {
      await booth.end()
    }
    const report = await run('--report', ID)
    expect(report.said).toContain(`${bob}\tslack`)
    expect(report.said).not.toContain(ann)
    expect(report.said).toMatch(/addressed +2\n/)
    expect((await run('--report', 'none')).said).toBe('There is no notification none.\n')
  },
  SLOW,
)

it(
  'says in one sentence what is missing or wrong',
  async () => {
    const empty = await file('empty.md', ' \n')
    for (const [args, sentence] of [
      [[], 'There is no text'],
      [['--text', text], 'Say whom it concerns in one way'],
      [['--text', text, '--affected', 'all', '--persons', text], 'Say whom it concerns in one way'],
      [['--text', text, '--affected', 'some'], '--affected takes nothing but all'],
      [['--text', empty, '--affected', 'all'], 'is empty'],
      [['--text', '/nowhere', '--affected', 'all'], 'cannot be read (ENOENT)'],
      [['--text', text, '--since', 'yesterday'], '--since must be a time like'],
      [['--text', text, '--until', '2026-11-27'], '--until needs --since'],
      [['--text', text, '--since', '2026-11-27', '--until', '2026-11-26'], '--until lies before --since'],
      [['--text', text, '--affected', 'all', '--yes', '--dry-run'], 'exclude each other'],
      [['--tekst', text], 'lists the options'],
    ] as const) {
      const { code, said } = await run(...args)
      expect([code, said.trim().split('\n').length], said).toEqual([1, 1])
      expect(said).toContain(sentence)
    }
  },
  SLOW,
)
