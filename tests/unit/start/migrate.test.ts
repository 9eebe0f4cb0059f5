import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, type Server } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { explainConnect, migrate } from '../../../prisma/migrate.js'
import type { Connection } from '../../../prisma/postgres/launch.js'
import { freshDatabase } from '../../support/postgres.js'

let folder: string
let database: Awaited<ReturnType<typeof freshDatabase>>
let silent: Server | undefined

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'pixbooth-migrations-'))
  database = await freshDatabase()
  await query(database.connection, 'DROP TABLE "_prisma_migrations"')
})

afterEach(async () => {
  silent?.close()
  silent = undefined
  await database.drop()
  rmSync(folder, { recursive: true, force: true })
})

function write(name: string, sql: string): void {
  mkdirSync(join(folder, name), { recursive: true })
  writeFileSync(join(folder, name, 'migration.sql'), sql)
}

async function query(connection: Connection, sql: string) {
  const client = new pg.Client(connection)
  await client.connect()
  try {
    return (await client.query(sql)).rows
  } finally {
    await client.end()
  }
}

test('migrations are applied in order, once, and written down as Prisma does', async () => {
  write('2_second', 'INSERT INTO hats VALUES (1); ALTER TABLE hats ADD COLUMN size int;')
  write('1_first', 'CREATE TABLE hats (id int);')
  expect(await migrate(database.connection, folder)).toEqual(['1_first', '2_second'])
  expect(await migrate(database.connection, folder)).toEqual([])
  const rows = await query(
    database.connection,
    'SELECT migration_name, length(checksum) AS n, applied_steps_count AS steps, finished_at IS NOT NULL AS done FROM _prisma_migrations ORDER BY 1',
  )
  expect(rows).toEqual([
    { migration_name: '1_first', n: 64, steps: 1, done: true },
    { migration_name: '2_second', n: 64, steps: 1, done: true },
  ])
})

test('four booths that start at once apply each migration once', async () => {
  write('1_first', 'SELECT pg_sleep(0.2); CREATE TABLE hats (id int);')
  const all = await Promise.all([1, 2, 3, 4].map(() => migrate(database.connection, folder)))
  expect(all.flat()).toEqual(['1_first'])
})

test('a migration that fails leaves nothing of it behind, and later starts say so', async () => {
  write('1_first', 'CREATE TABLE hats (id int); SELECT 1/0;')
  await expect(migrate(database.connection, folder)).rejects.toMatchObject({
    code: 'config',
    message: expect.stringMatching(/^The migration 1_first failed \(division by zero\)/),
  })
  expect(await query(database.connection, `SELECT to_regclass('hats') AS hats`)).toEqual([{ hats: null }])
  await expect(migrate(database.connection, folder)).rejects.toMatchObject({
    message: expect.stringMatching(/1_first failed earlier.*migrate resolve/),
  })
})

test('a migration that was edited afterwards is refused', async () => {
  write('1_first', 'CREATE TABLE hats (id int);')
  await migrate(database.connection, folder)
  write('1_first', 'CREATE TABLE hats (id bigint);')
  await expect(migrate(database.connection, folder)).rejects.toMatchObject({
    message: expect.stringMatching(/1_first was changed after it was applied/),
  })
})

test('a server that is not there, or does not answer, is told within seconds', async () => {
  const at = (port: number) => ({ host: '127.0.0.1', port, user: 'u', password: 'hidden', database: 'd' })
  silent = createServer(socket => socket.resume())
  const port = await new Promise<number>(resolve =>
    silent!.listen(0, '127.0.0.1', () => resolve((silent!.address() as { port: number }).port)),
  )
  await expect(migrate(at(port), folder)).rejects.toMatchObject({
    code: 'config',
    message: expect.stringMatching(/DATABASE_URL does not answer within 4 s/),
  })
  await new Promise(resolve => silent!.close(resolve))
  silent = undefined
  await expect(migrate(at(port), folder)).rejects.toMatchObject({
    message: expect.stringMatching(/cannot be reached \(ECONNREFUSED\)/),
  })
})

test.each([
  ['28P01', /password/],
  ['3D000', /does not exist/],
  ['53300', /max_connections/],
  ['ENOTFOUND', /host name/],
])('code %s of a failed connection is told in one sentence', (code, words) => {
  const sentence = explainConnect({ code, message: 'secret' })
  expect(sentence).toMatch(words)
  expect(sentence).not.toContain('secret')
})
