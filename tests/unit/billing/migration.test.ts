import { cpSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { expect, onTestFinished, test } from 'vitest'
import { ROOT } from '../../../config/env.js'
import { refund } from '../../../core/billing/refund.js'
import { createPrisma } from '../../../prisma/client.js'
import { migrate } from '../../../prisma/migrate.js'
import { freshDatabase } from '../../support/postgres.js'
import { differences, purse } from './house.js'

const FOLDER = join(ROOT, 'prisma/migrations')
const MINE = '20261128060000_payments'

test('a ledger of one side becomes one of two sides, entry by entry, with work under way', async () => {
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
  try {
    await client.query('DROP SCHEMA public CASCADE; CREATE SCHEMA public')
    await migrate(connection, before)
    // ann was joined with gus, who had one portrait under way; what was over a day's free credits has expired.
    await client.query(`
      INSERT INTO person (id) VALUES ('ann');
      INSERT INTO ledger_account (id, person_id, available, held, free_day, filled) VALUES
        ('l-ann', 'ann', 6, 1, '2026-11-27', 10), ('l-gus', NULL, 0, 0, '2026-11-27', 10);
      INSERT INTO generation (id, person_id, origin, kind, style, engine, state, seed, cost, unlike, deadline_at) VALUES
        ('done', 'ann', 'o1', 'portrait', 'noir', 'local', 'done', 1, 1, true, now()),
        ('gone', 'ann', 'o2', 'portrait', 'oil', 'local', 'failed', 1, 2, false, now()),
        ('live', 'ann', 'o3', 'portrait', 'oil', 'local', 'running', 1, 1, false, now()),
        ('back', 'ann', 'o4', 'portrait', 'oil', 'local', 'done', 1, 2, true, now());
      INSERT INTO ledger_entry (account_id, kind, available, held, generation_id, reason, phase) VALUES
        ('l-ann', 'grant', 10, 0, NULL, 'free:2026-11-27', NULL), ('l-gus', 'grant', 10, 0, NULL, 'free:2026-11-27', NULL),
        ('l-ann', 'hold', -1, 1, 'done', 'portrait:noir', 'hold'), ('l-ann', 'capture', 0, -1, 'done', 'portrait:noir', 'settle'),
        ('l-ann', 'hold', -2, 2, 'gone', 'portrait:oil', 'hold'), ('l-ann', 'release', 2, -2, 'gone', 'portrait:oil', 'settle'),
        ('l-ann', 'hold', -2, 2, 'back', 'portrait:oil', 'hold'), ('l-ann', 'capture', 0, -2, 'back', 'portrait:oil', 'settle'),
        ('l-ann', 'refund', 2, 0, 'back', 'portrait:oil', 'refund'), ('l-gus', 'hold', -1, 1, 'live', 'portrait:oil', 'hold'),
        ('l-gus', 'transfer', 0, -1, NULL, 'joined:l-ann', NULL), ('l-ann', 'transfer', 0, 1, NULL, 'joined:l-gus', NULL),
        ('l-gus', 'transfer', -4, 0, NULL, 'free:joined:l-ann', NULL), ('l-ann', 'transfer', 4, 0, NULL, 'free:joined:l-gus', NULL),
        ('l-gus', 'expire', -5, 0, NULL, 'free:joined:l-ann', NULL), ('l-ann', 'expire', -7, 0, NULL, 'free:joined:l-gus', NULL)`)
    expect(await migrate(connection)).toContain(MINE)
  } finally {
    await client.end()
  }
  const db = createPrisma(connection)
  onTestFinished(() => db.$disconnect())
  expect(await differences(db)).toEqual([])
  expect(await purse(db, 'l-ann')).toEqual({ free: 6, paid: 0, held: 1, debt: 0, frozen: false })
  expect(await db.ledgerEntry.count()).toBe(14)
  // What was begun before is settled after, and given back once.
  expect(await refund(db, 'ann', 'done')).toMatchObject({ how: 'given', credits: 1 })
  expect(await refund(db, 'ann', 'back')).toEqual({ how: 'already' })
  expect(await differences(db)).toEqual([])
})
