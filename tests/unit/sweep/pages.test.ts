import { randomBytes } from 'node:crypto'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { TASK } from '../../../config/limits.js'
import { createPolicy, POLICY } from '../../../config/policy.js'
import type { Vault } from '../../../core/ports.js'
import { createPseudonym } from '../../../core/privacy/pseudonym.js'
import { planRetention, sweepRetention } from '../../../core/privacy/retention.js'
import { createPrisma, type PrismaClient } from '../../../prisma/client.js'
import { createTestLog, openTestHome, openTestVault } from '../../support/booth.js'
import { leaveBehind } from '../../support/leavings.js'

const MANY = 2_000
const now = Date.now() + POLICY.images.keepMs
let db: PrismaClient
let vault: Vault
let close: () => Promise<void>
beforeEach(async () => {
  const home = await openTestHome()
  db = createPrisma(home.connection)
  vault = await openTestVault(db, { ...home, masterKey: randomBytes(32) }, Date)
  await leaveBehind({ db, vaultDir: home.vaultDir }, MANY)
  close = async () => {
    await db.$disconnect()
    await home.drop()
  }
})
afterEach(() => close())

const sweep = (with_ = vault) =>
  sweepRetention({ db, vault: with_, policy: createPolicy(), pseudonym: createPseudonym('a secret'), now })
async function objects(): Promise<string[]> {
  const keys: string[] = []
  for await (const { key } of vault.list()) keys.push(key)
  return keys
}

it('two thousand pictures go a page at a time, and are counted before and after', async () => {
  const planned = await planRetention({
    db,
    policy: createPolicy(),

    now,
  })
  expect(planned.find(({ key }) => key === 'images')?.count).toBe(MANY)
  const removals: number[] = []
  const counts = await sweep({
    ...vault,
    removeAll(keys) {
      removals.push(keys.length)
      return vault.removeAll(keys)
    },
  })
  expect(counts.images).toBe(MANY)
  expect(Math.max(...removals)).toBe(TASK.sweepBatch)
  expect(removals.filter(count => count > 0)).toHaveLength(MANY / TASK.sweepBatch)
  expect(await objects()).toEqual([])
  expect(await db.image.count()).toBe(0)
  expect(await db.generation.count()).toBe(0)
  expect(await sweep()).toEqual({})
})

it('a picture that cannot be removed keeps its row, and keeps nobody else from going', async () => {
  const stuck = 'p1/image/i700'
  const broken: Vault = {
    ...vault,
    async remove(key) {
      if (key === stuck) throw new Error('The disk does not want to.')
      await vault.remove(key)
    },
    async removeAll(keys) {
      if (keys.includes(stuck)) throw new Error('The disk does not want to.')
      await vault.removeAll(keys)
    },
  }
  await expect(sweep(broken)).rejects.toThrow('does not want to')
  expect(await objects()).toEqual([stuck])
  expect(await db.image.findMany()).toMatchObject([{ objectKey: stuck }])
  expect(await db.generation.count()).toBe(1)
  expect(await sweep()).toMatchObject({ images: 1, generations: 1 })
})

it('a vault that is away is asked a few times, not for everything', async () => {
  let asked = 0
  const away = async () => {
    asked++
    throw new Error('The vault is away.')
  }
  await expect(sweep({ ...vault, remove: away, removeAll: away })).rejects.toThrow('is away')
  expect(asked).toBeLessThan(10)
  expect(await db.image.count()).toBe(MANY)
})

it('two sweepers at once do no harm, and counts are told without ids', async () => {
  const log = createTestLog()
  const deps = { db, vault, policy: createPolicy(), pseudonym: createPseudonym('a secret'), now, log }
  await Promise.all([sweepRetention(deps), sweepRetention(deps)])
  expect(await objects()).toEqual([])
  expect(await db.image.count()).toBe(0)
  expect(log.lines.every(({ message }) => message === 'what has come of age is gone')).toBe(true)
  expect(JSON.stringify(log.lines)).toMatch(/"images":\d+/)
  expect(JSON.stringify(log.lines)).not.toMatch(/"p\d|i\d/)
})
