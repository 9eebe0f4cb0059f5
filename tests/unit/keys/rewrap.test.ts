import { createSecretKey, randomBytes } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest'
import { countWrappers, isUnfinished, rewrapAll } from '../../../core/keys/rewrap.js'
import { checkMasterKeys } from '../../../core/vault/master-keys.js'
import { type MasterKey, masterKey, unwrap, wrap } from '../../../core/vault/wrapping.js'
import { createPrisma, type PrismaClient } from '../../../prisma/client.js'
import { freshDatabase } from '../../support/postgres.js'
import { addKeys, addPerson, type Doors, openDoors } from './support.js'

let database: Awaited<ReturnType<typeof freshDatabase>>
let db: PrismaClient
let folder: string
const [old, fresh] = [masterKey(randomBytes(32)), masterKey(randomBytes(32))]
const hex = ({ id }: MasterKey) => id.toString('hex')
const both = { current: fresh, former: [old] }

beforeAll(async () => {
  database = await freshDatabase()
  db = createPrisma(database.connection)
  folder = await mkdtemp(join(tmpdir(), 'pixbooth-keys-'))
})
afterAll(async () => {
  await db.$disconnect()
  await database.drop()
  await rm(folder, { recursive: true, force: true })
})
beforeEach(async () => {
  await db.person.deleteMany()
  await db.installation.deleteMany()
})

const doors = (current: MasterKey, former: MasterKey[] = []): Promise<Doors> =>
  openDoors(db, { current, former }, folder)

it('wraps persons’ and workspaces’ keys anew; the old key is not needed any more, no picture was touched', async () => {
  const before = await doors(old)
  const pictures = [await addPerson(db, before), await addPerson(db, before)]
  for (const tenant of ['T1', '', 'T 2:3'])
    await before.installations.save('slack', tenant, { token: tenant })
  await db.person.create({ data: { id: 'keyless', owners: { create: { id: 'keyless' } } } })
  expect(isUnfinished(both, await countWrappers(db))).toBe(true)
  expect(await rewrapAll(db, both)).toEqual({ done: 5, unreadable: 0, left: 0 })
  expect([...(await countWrappers(db))]).toEqual([[hex(fresh), 5]])
  const after = await doors(fresh)
  for (const key of pictures) expect(String(await after.vault.get(key))).toContain('picture of')
  for (const tenant of ['T1', '', 'T 2:3'])
    expect(await after.installations.load('slack', tenant)).toEqual({ token: tenant })
  expect(await rewrapAll(db, both)).toEqual({ done: 0, unreadable: 0, left: 0 })
})

it('goes through many in pages, and tells how far it is', async () => {
  await addKeys(
    db,
    owner => wrap({ current: old, former: [] }, owner, createSecretKey(randomBytes(32))),
    1_250,
  )
  const said: number[] = []
  expect((await rewrapAll(db, both, done => said.push(done))).done).toBe(1_250)
  expect(said.length).toBeGreaterThan(5)
  const sample = await db.vaultOwner.findMany({ take: 50, where: { dataKey: { not: null } } })
  for (const { id, dataKey } of sample) unwrap({ current: fresh, former: [] }, id, dataKey ?? Buffer.of())
})

it('leaves what cannot be opened as it is, and takes it for no unfinished rotation', async () => {
  const before = await doors(old)
  await addPerson(db, before)
  await addKeys(db, () => randomBytes(73), 1)
  const damaged = await db.vaultOwner.findFirstOrThrow({ orderBy: { person: { createdAt: 'desc' } } })
  expect(await rewrapAll(db, both)).toEqual({ done: 1, unreadable: 1, left: 0 })
  expect(await db.vaultOwner.findUnique({ where: { id: damaged.id } })).toEqual(damaged)
  expect(isUnfinished(both, await countWrappers(db))).toBe(false)
  expect(checkMasterKeys(both, await countWrappers(db))).toBe(1)
})

it('gives no key back to whoever is erased meanwhile', async () => {
  const before = await doors(old)
  const key = await addPerson(db, before)
  const [id = ''] = key.split('/')
  await Promise.all([rewrapAll(db, both), before.vault.forgetOwner(id)])
  expect((await db.vaultOwner.findUnique({ where: { id } }))?.dataKey).toBeNull()
})

it('passes by what somebody holds, and comes back to it', async () => {
  const key = await addPerson(db, await doors(old))
  const [id = ''] = key.split('/')
  const rewrapped = await db.$transaction(async tx => {
    await tx.$queryRaw`SELECT 1 FROM vault_owner WHERE id = ${id} FOR UPDATE`
    const run = rewrapAll(db, both)
    await new Promise(resolve => setTimeout(resolve, 250))
    return { run }
  })
  expect(await rewrapped.run).toEqual({ done: 1, unreadable: 0, left: 0 })
})

it('at start wrong keys are a fault, none stored or all known are not', async () => {
  const wrong = { current: masterKey(randomBytes(32)), former: [] }
  const config = expect.objectContaining({ code: 'config', message: expect.stringContaining('MASTER_KEY') })
  expect(checkMasterKeys(wrong, await countWrappers(db))).toBe(0)
  const [one, two] = [await doors(old), await doors(fresh)]
  await addPerson(db, one)
  expect(() => checkMasterKeys(wrong, new Map([[hex(old), 1]]))).toThrow(config)
  await addPerson(db, one)
  await addPerson(db, two)
  const counts = await countWrappers(db)
  expect(checkMasterKeys(both, counts)).toBe(0)
  // The old key was taken away too early.
  expect(() => checkMasterKeys({ current: fresh, former: [] }, counts)).toThrow(config)
})
