import { randomBytes } from 'node:crypto'
import { cpSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { expect, onTestFinished, test } from 'vitest'
import { ROOT } from '../../../config/env.js'
import { createDataKeys, ownersOf } from '../../../core/person/data-keys.js'
import { createPrisma } from '../../../prisma/client.js'
import { migrate } from '../../../prisma/migrate.js'
import { freshDatabase } from '../../support/postgres.js'

const FOLDER = join(ROOT, 'prisma/migrations')
const MINE = '20261124000000_one_person'

test('a booth that was there before keeps its keys, and its messages find their accounts', async () => {
  const database = await freshDatabase()
  const before = mkdtempSync(join(tmpdir(), 'pixbooth-before-'))
  onTestFinished(async () => {
    await database.drop()
    rmSync(before, { recursive: true, force: true })
  })
  const { connection } = database
  for (const name of readdirSync(FOLDER).filter(one => /^\d/.test(one) && one < MINE))
    cpSync(join(FOLDER, name), join(before, name), { recursive: true })
  const client = new pg.Client(connection)
  await client.connect()
  const [key, other] = [randomBytes(73), randomBytes(73)]
  try {
    await client.query('DROP SCHEMA public CASCADE; CREATE SCHEMA public')
    await migrate(connection, before)
    await client.query(
      `INSERT INTO person (id, data_key) VALUES ('ann', $1), ('bea', $2), ('new', NULL)`
        .replace('$1', `'\\x${key.toString('hex')}'`)
        .replace('$2', `'\\x${other.toString('hex')}'`),
    )
    await client.query(`
      INSERT INTO account (id, person_id, platform, user_id) VALUES ('a', 'ann', 'telegram', '1'), ('b', 'bea', 'slack', '2');
      INSERT INTO selfie (id, person_id, origin) VALUES ('s', 'bea', 'o');
      INSERT INTO delivery (id, person_id, platform, reply_to, selfie_id) VALUES ('d', 'bea', 'slack', '{}', 's');
      INSERT INTO ledger_account (id, person_id, available) VALUES ('l', 'ann', 7);
      INSERT INTO ledger_entry (account_id, kind, available, held, reason) VALUES ('l', 'grant', 7, 0, 'free:2026-11-23')`)
    expect(await migrate(connection)).toContain(MINE)
  } finally {
    await client.end()
  }
  const db = createPrisma(connection)
  onTestFinished(() => db.$disconnect())
  const keys = createDataKeys(db)
  expect(Buffer.from((await keys.load('ann')) ?? [])).toEqual(key)
  expect(Buffer.from((await keys.load('bea')) ?? [])).toEqual(other)
  expect(await keys.load('new')).toBeNull()
  expect(await ownersOf(db, 'ann')).toEqual(['ann'])
  expect(await db.delivery.findFirst()).toMatchObject({ id: 'd', accountId: 'b' })
  expect(await db.ledgerAccount.findFirst({ where: { id: { not: 'house' } } })).toMatchObject({
    free: 7,
    filled: 0,
  })
})
