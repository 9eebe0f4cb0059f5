import { randomBytes } from 'node:crypto'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { createInstallations } from '../../../core/installation/store.js'
import { masterKey } from '../../../core/vault/wrapping.js'
import { createPrisma, type PrismaClient } from '../../../prisma/client.js'
import { freshDatabase } from '../../support/postgres.js'

let database: Awaited<ReturnType<typeof freshDatabase>>
let db: PrismaClient
beforeAll(async () => {
  database = await freshDatabase()
  db = createPrisma(database.connection)
})
afterAll(async () => {
  await db.$disconnect()
  await database.drop()
})

const key = masterKey(randomBytes(32))
const open = (current = key, former = [] as (typeof key)[]) =>
  createInstallations({ db, masterKeys: { current, former } })
const given = {
  bot: { token: 'xoxb-a-very-secret-token', userId: 'U1' },
  team: { id: 'T1', name: 'Zürich 🏔' },
}
const corrupted = { code: 'vault_corrupted' }

it('an installation comes back as it was, and the newest one counts', async () => {
  const store = open()
  expect(await store.load('slack', 'T1')).toBeNull()
  await store.save('slack', 'T1', { bot: { token: 'old' } })
  await store.save('slack', 'T1', given)
  expect(await store.load('slack', 'T1')).toEqual(given)
  expect(await store.load('slack', 'T2')).toBeNull()
  expect(await store.load('discord', 'T1')).toBeNull()
})

it('nothing of it can be read where it lies, and the same twice does not look the same', async () => {
  await open().save('slack', 'T1', given)
  const first = await db.installation.findFirstOrThrow()
  await open().save('slack', 'T1', given)
  const second = await db.installation.findFirstOrThrow()
  for (const { sealed, dataKey } of [first, second])
    for (const word of ['xoxb', 'secret', 'token', 'Zürich'])
      expect(Buffer.concat([sealed, dataKey]).includes(word)).toBe(false)
  expect(Buffer.from(first.sealed)).not.toEqual(Buffer.from(second.sealed))
})

it('another master key opens nothing; a former one does as long as it is known', async () => {
  await open().save('slack', 'T1', given)
  const fresh = masterKey(randomBytes(32))
  await expect(open(fresh).load('slack', 'T1')).rejects.toMatchObject(corrupted)
  expect(await open(fresh, [key]).load('slack', 'T1')).toEqual(given)
})

it('one workspace’s installation is of no use in another’s place', async () => {
  const store = open()
  await store.save('slack', 'T1', given)
  const row = await db.installation.findFirstOrThrow({ where: { tenant: 'T1' } })
  for (const [platform, tenant] of [
    ['slack', 'T2'],
    ['discord', 'T1'],
  ] as const) {
    await db.installation.create({ data: { ...row, platform, tenant } })
    await expect(store.load(platform, tenant)).rejects.toMatchObject(corrupted)
    await store.remove(platform, tenant)
  }
})

it('any bit that flips is noticed', async () => {
  const store = open()
  await store.save('slack', 'T1', given)
  const where = { platform_tenant: { platform: 'slack', tenant: 'T1' } }
  const { sealed, dataKey } = await db.installation.findUniqueOrThrow({ where })
  for (const column of ['sealed', 'dataKey'] as const)
    for (let tries = 0; tries < 40; tries++) {
      const rotten = Uint8Array.from(column === 'sealed' ? sealed : dataKey)
      const at = Math.floor((tries / 40) * rotten.length)
      rotten[at]! ^= 1 << (tries % 8)
      await db.installation.update({ where, data: { sealed, dataKey, [column]: rotten } })
      await expect(store.load('slack', 'T1'), `${column} ${at}`).rejects.toMatchObject(corrupted)
    }
  for (const length of [0, 11, 12, 27, 28])
    await db.installation
      .update({ where, data: { dataKey, sealed: sealed.slice(0, length) } })
      .then(() => expect(store.load('slack', 'T1')).rejects.toMatchObject(corrupted))
})

it('is gone when it is removed, and removing it again is no error', async () => {
  const store = open()
  await store.save('slack', 'T1', given)
  await store.remove('slack', 'T1')
  await store.remove('slack', 'T1')
  expect(await store.load('slack', 'T1')).toBeNull()
  expect(await db.installation.count()).toBe(0)
})
