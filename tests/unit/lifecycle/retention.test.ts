import { afterEach, beforeEach, expect, it } from 'vitest'
import { HOUSE } from '../../../config/limits.js'
import { POLICY, type PolicyKey } from '../../../config/policy.js'
import { newId } from '../../../core/id.js'
import { removeOrphans } from '../../../core/privacy/orphans.js'
import { SWEEPS, sweepRetention } from '../../../core/privacy/retention.js'
import { objectKey } from '../../../core/vault/keys.js'
import { eventually, openTestBooth, type TestBooth } from '../../support/booth.js'
import { instantEngine } from '../../support/engines.js'
import { createEyes, type Eyes } from '../../support/eyes.js'
import { ask, command, consented, photo, seated, send } from '../../support/sitter.js'

const MINUTE = 60_000
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR
let house: TestBooth
let eyes: Eyes
beforeEach(async () => {
  eyes = createEyes()
  house = await openTestBooth({ engines: { local: await instantEngine() }, vision: eyes })
  house.platform.photos.set('good', Buffer.from('good')).set('wall', Buffer.from('wall'))
})
afterEach(() => house.close())

const sweepIn = (ms: number) => sweepRetention({ ...house, now: Date.now() + ms })
async function kinds(): Promise<string[]> {
  const found: string[] = []
  for await (const { key } of house.vault.list()) found.push(key.split('/')[1]!)
  return found.sort()
}
async function portrait(): Promise<{ personId: string; selfieId: string; generationId: string }> {
  const person = await seated(house, 'ann')
  const generationId = await ask(house, 'ann', person.selfieId)
  await eventually(
    () => house.platform.messages('ann').at(-1)?.images.length,
    count => count === 1,
  )
  await eventually(
    () => house.db.task.count(),
    count => count === 0,
  )
  return { ...person, generationId }
}

it('every period of the policy has a sweep', () => {
  // Exports bring their own.
  const periods = Object.entries(POLICY).filter(([key, entry]) => entry.keepMs !== null && key !== 'exports')
  expect(
    Object.keys(SWEEPS)
      .filter(key => key !== 'exports')
      .sort(),
  ).toEqual(periods.map(([key]) => key as PolicyKey).sort())
})

it('a reference is kept for 30 days, a portrait and its request for 180, an account for 2 years after that', async () => {
  const { db, booth } = house
  const { personId, generationId } = await portrait()
  await sweepIn(29 * DAY)
  expect(await kinds()).toEqual(['image', 'reference'])
  await sweepIn(30 * DAY)
  expect(await kinds()).toEqual(['image'])
  expect(await db.selfie.count()).toBe(0)
  expect(await booth.readImage(personId, `${generationId}-0`)).not.toBeNull()
  await sweepIn(166 * DAY)
  await sweepIn(179 * DAY)
  expect(await db.generation.count()).toBe(1)
  expect(await db.person.findFirst()).toMatchObject({ closedAt: null })
  await sweepIn(180 * DAY)
  expect(await db.person.findFirst()).toMatchObject({ closedAt: expect.any(Date) })
  expect(await kinds()).toEqual([])
  for (const count of [db.image.count(), db.generation.count(), db.delivery.count(), db.inboxEvent.count()])
    expect(await count).toBe(0)
  // Three were given, and ended when the account was closed.
  expect(await db.consent.count()).toBe(6)
  await sweepIn((180 + 729) * DAY)
  expect(await db.person.count()).toBe(1)
  await sweepIn((180 + 730) * DAY)
  for (const count of [db.person.count(), db.account.count()]) expect(await count).toBe(0)
  expect(await db.consent.findMany()).toMatchObject(Array(6).fill({ personId: null }))
  // The ledger stays, without a name.
  expect(await db.ledgerAccount.findMany({ where: { id: { not: 'house' } } })).toMatchObject([
    { personId: null, free: 9 },
  ])
})

it('the crop of whoever has not agreed that it is kept goes after an hour, unless something is made of it', async () => {
  const { db } = house
  const { personId, selfieId } = await seated(house, 'ann')
  const yes = await db.consent.findFirstOrThrow({ where: { personId, purpose: 'keep' } })
  await sweepIn(2 * HOUR)
  expect(await kinds()).toEqual(['reference'])
  await db.consent.create({ data: { ...yes, id: newId(), granted: false, at: new Date() } })
  await sweepIn(HOUR - HOUSE.retentionMs - MINUTE)
  expect(await kinds()).toEqual(['reference'])
  await db.generation.create({
    data: {
      id: newId(),
      personId,
      selfieId,
      origin: 'g',
      kind: 'portrait',
      style: 'noir',
      engine: 'local',
      state: 'running',
      seed: 1,
      cost: 1,
      deadlineAt: new Date(Date.now() + DAY),
    },
  })
  await sweepIn(2 * HOUR)
  expect(await kinds()).toEqual(['reference'])
  await db.generation.deleteMany()
  await db.person.update({ where: { id: personId }, data: { frozenAt: new Date() } })
  await sweepIn(2 * HOUR)
  expect(await kinds()).toEqual(['reference'])
  await db.person.update({ where: { id: personId }, data: { frozenAt: null } })
  await sweepIn(HOUR)
  expect(await kinds()).toEqual([])
  expect(await db.selfie.findFirst()).toMatchObject({ state: 'forgotten', referenceKey: null })
})

it('a reason why a photo could not be used is kept for 30 days', async () => {
  const { booth, platform, db } = house
  await consented(house, 'ann')
  await platform.say(booth, 'ann', send('wall'))
  await eventually(
    () => db.selfie.findFirst(),
    selfie => selfie?.state === 'refused',
  )
  expect(await kinds()).toEqual([])
  await sweepIn(29 * DAY)
  expect(await db.selfie.count()).toBe(1)
  await sweepIn(30 * DAY)
  expect(await db.selfie.count()).toBe(0)
})

it('a photo that nobody came to look at is given up and removed before an hour is over, and told', async () => {
  const { booth, platform, db } = house
  await consented(house, 'ann')
  eyes.hold()
  await platform.say(booth, 'ann', { ...command('cutout'), photos: [photo('good')] })
  await eventually(eyes.busy, busy => busy === 1)
  expect(await kinds()).toEqual(['original'])
  await sweepIn(HOUR - HOUSE.retentionMs - MINUTE)
  expect(await kinds()).toEqual(['original'])
  await sweepIn(HOUR - 1)
  expect(await kinds()).toEqual([])
  await eventually(
    () => platform.messages('ann').at(-1)?.text,
    text => text?.includes('could not look at this photo') === true,
  )
  eyes.release()
  await eventually(eyes.busy, busy => busy === 0)
  await eventually(kinds, left => left.length === 0)
  expect(await db.ledgerAccount.findFirst({ where: { id: { not: 'house' } } })).toMatchObject({
    free: 10,
    held: 0,
  })
})

it('a whole picture that waits for an answer about age is not kept longer than an hour', async () => {
  const { booth, platform, db } = house
  platform.photos.set('child', Buffer.from('child'))
  await consented(house, 'ann')
  await platform.say(booth, 'ann', { ...command('cutout'), photos: [photo('child')] })
  await eventually(
    () => db.selfie.findFirst(),
    selfie => selfie?.state === 'asking',
  )
  expect(await kinds()).toEqual(['reference', 'whole'])
  await sweepIn(HOUR)
  expect(await kinds()).toEqual(['reference'])
  expect(await db.selfie.findFirst()).toMatchObject({ wholeKey: null, state: 'asking' })
})

it('objects that no row names are removed when they are an hour old; all others stay', async () => {
  const { vault, db } = house
  const { personId } = await portrait()
  for (const kind of ['upload', 'original', 'whole', 'reference', 'image'] as const)
    await vault.put(personId, objectKey(personId, kind, newId()), Buffer.from('left behind'))
  const named = objectKey(personId, 'upload', newId())
  await vault.put(personId, named, Buffer.from('about to be fetched'))
  const source = { platform: 'web', address: { key: named } }
  await db.selfie.create({ data: { id: newId(), personId, origin: 'web', source } })
  expect(await removeOrphans({ ...house, now: Date.now() })).toBe(0)
  expect(await removeOrphans({ ...house, now: Date.now() + HOUSE.orphanAgeMs + MINUTE })).toBe(5)
  expect(await kinds()).toEqual(['image', 'reference', 'upload'])
})

it('one sweep that fails does not stop the others', async () => {
  const { vault } = house
  await portrait()
  const { remove, removeAll } = vault
  let failed = 0
  vault.remove = async key => {
    if (!key.includes('/reference/')) return remove(key)
    failed++
    throw new Error('The disk is away.')
  }
  vault.removeAll = async keys => {
    for (const key of keys) await vault.remove(key)
  }
  await expect(sweepIn(181 * DAY)).rejects.toThrow('The disk is away.')
  expect(failed).toBeGreaterThan(0)
  expect(await kinds()).toEqual(['reference'])
  Object.assign(vault, { remove, removeAll })
  await sweepIn(181 * DAY)
  expect(await kinds()).toEqual([])
})
