import { readdir } from 'node:fs/promises'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { HOUSE } from '../../../config/limits.js'
import { tidy } from '../../../workers/rounds.js'
import { eventually, openTestBooth, type TestBooth } from '../../support/booth.js'
import { patientEngine } from '../../support/engines.js'
import { createEyes, type Eyes } from '../../support/eyes.js'
import { ask, command, consented, photo, press, seated, send } from '../../support/sitter.js'

let house: TestBooth
let engine: Awaited<ReturnType<typeof patientEngine>>
let eyes: Eyes
beforeEach(async () => {
  engine = await patientEngine()
  eyes = createEyes()
  house = await openTestBooth({ engines: { local: engine }, vision: eyes })
  house.platform.photos.set('good', Buffer.from('good'))
})
afterEach(() => house.close())

/** Every value of every row of every table, the queue's included, as text. */
async function everything(): Promise<string> {
  const tables = await house.db.$queryRaw<{ name: string }[]>`
    SELECT format('%I.%I', table_schema, table_name) AS name FROM information_schema.tables
    WHERE table_schema IN ('public', 'bullmq') AND table_type = 'BASE TABLE'`
  const texts: string[] = []
  for (const { name } of tables)
    for (const { row } of await house.db.$queryRawUnsafe<{ row: string }[]>(
      `SELECT to_jsonb(t)::text AS row FROM ${name} t`,
    ))
      texts.push(`${name} ${row}`)
  return texts.join('\n')
}

/** Files of the vault that lie there, by the owner's folder. */
async function files(): Promise<string[]> {
  const found = await readdir(house.vaultDir, { recursive: true, withFileTypes: true })
  return found.filter(entry => entry.isFile()).map(entry => `${entry.parentPath}/${entry.name}`)
}

const works = (...ids: string[]) =>
  eventually(
    () => engine.working(),
    working => ids.every(id => working.includes(id)),
  )
const idle = () =>
  eventually(
    () => engine.working(),
    working => working.length === 0,
  )

async function portrait(chat: string, selfieId: string): Promise<string> {
  const id = await ask(house, chat, selfieId)
  await works(id)
  engine.release(id)
  await eventually(
    () => house.platform.messages(chat).filter(({ images }) => images.length > 0).length,
    count => count > 0,
  )
  return id
}

it('a deleted picture is gone from the vault, the history and the conversation', async () => {
  const { booth, platform, db } = house
  const { personId, selfieId } = await seated(house, 'ann')
  const id = await portrait('ann', selfieId)
  expect(await booth.readImage(personId, `${id}-0`)).not.toBeNull()
  const [told] = await platform.say(booth, 'ann', press(`deleted:image:${id}-0`))
  expect(told?.text).toContain('is deleted')
  expect(await booth.readImage(personId, `${id}-0`)).toBeNull()
  expect(await db.image.count()).toBe(0)
  expect((await files()).filter(file => file.includes('image.'))).toEqual([])
  await eventually(
    () => platform.messages('ann')[0]?.text,
    text => text?.includes('was deleted') === true,
  )
})

it('nobody can delete, see or report another person’s picture', async () => {
  const { booth, platform, db } = house
  const { selfieId } = await seated(house, 'ann')
  const bob = await seated(house, 'bob')
  const id = await portrait('ann', selfieId)
  expect(await booth.readImage(bob.personId, `${id}-0`)).toBeNull()
  const [told] = await platform.say(booth, 'bob', press(`deleted:image:${id}-0`))
  expect(told?.text).toContain('nothing to delete')
  await platform.say(booth, 'bob', press(`report:${id}-0`))
  expect(await db.report.count()).toBe(0)
  expect(await db.image.count()).toBe(1)
  const [stolen] = await platform.say(booth, 'bob', press(`style:noir:${selfieId}`))
  expect(stolen?.text).toContain('no longer here')
})

it('selfies are deleted while one is looked at, another waits and a portrait is being made', async () => {
  const { booth, platform, db } = house
  const { personId, selfieId } = await seated(house, 'ann')
  const running = await ask(house, 'ann', selfieId)
  await works(running)
  eyes.hold()
  await platform.say(booth, 'ann', send('good'))
  await platform.say(booth, 'ann', { ...command('portrait', 'oil'), photos: [photo('good')] })
  await eventually(eyes.busy, busy => busy === 2)
  const [told] = await platform.say(booth, 'ann', press('deleted:selfie'))
  expect(told?.text).toContain('3 selfies are deleted')
  eyes.release()
  await idle()
  await eventually(files, left => left.length === 0)
  expect(await db.selfie.count({ where: { state: { not: 'forgotten' } } })).toBe(0)
  expect(await db.generation.count({ where: { state: { not: 'cancelled' } } })).toBe(0)
  expect(await db.ledgerAccount.findFirst({ where: { personId } })).toMatchObject({ free: 10, held: 0 })
  await eventually(
    () => platform.messages('ann').map(({ text }) => text),
    texts =>
      texts.some(text => text.includes('no longer here')) && texts.every(text => !text.includes('Looking')),
  )
})

it('consent that is withdrawn stops what runs and removes the selfies; nothing new is taken in', async () => {
  const { booth, platform, db } = house
  const { selfieId } = await seated(house, 'ann')
  await works(await ask(house, 'ann', selfieId))
  await platform.say(booth, 'ann', press('consent:all:no'))
  await idle()
  await eventually(files, left => left.length === 0)
  expect(await db.generation.findFirst()).toMatchObject({ state: 'cancelled' })
  const [told] = await platform.say(booth, 'ann', send('good'))
  expect(told?.text).toContain('consent')
  expect(await db.selfie.count({ where: { state: { not: 'forgotten' } } })).toBe(0)
})

it('everything of a person is deleted while it runs, and nothing of them is left anywhere', async () => {
  const { booth, platform, db } = house
  const { personId, selfieId } = await seated(house, 'ann-4711')
  const bob = await seated(house, 'bob-4712')
  const his = await portrait('bob-4712', bob.selfieId)
  await portrait('ann-4711', selfieId)
  await platform.say(booth, 'ann-4711', command('feedback', 'my very own words'))
  await platform.say(booth, 'ann-4711', command('report', 'more of my words'))
  const running = await ask(house, 'ann-4711', selfieId)
  await works(running)
  eyes.hold()
  await platform.say(booth, 'ann-4711', send('good'))
  await eventually(eyes.busy, busy => busy === 1)
  const accountId = (await db.account.findFirstOrThrow({ where: { personId } })).id
  const before = await everything()
  for (const trace of [personId, selfieId, accountId, 'ann-4711', 'my very own words'])
    expect(before).toContain(trace)

  const [told] = await platform.say(booth, 'ann-4711', press('deleted:all'))
  expect(told?.text).toContain('**Everything of yours is deleted:** 2 selfies, 1 pictures, 2 requests')
  eyes.release()
  await idle()
  await eventually(
    () => db.task.count(),
    count => count === 0,
  )
  const left = await everything()
  for (const trace of [personId, selfieId, accountId, 'ann-4711', 'my very own words', 'more of my words'])
    expect(left).not.toContain(trace)
  expect((await files()).filter(file => file.includes(personId))).toEqual([])

  expect(await booth.readImage(bob.personId, `${his}-0`)).not.toBeNull()
  expect(left).toContain('bob-4712')
  expect(await db.ledgerAccount.count({ where: { held: { not: 0 } } })).toBe(0)
  // Who comes back is somebody new.
  expect(await consented(house, 'ann-4711')).not.toBe(personId)
})

it('an erasure that was cut off in the middle is gone on with', async () => {
  const { booth, platform, db, clock, vault } = house
  const { personId, selfieId } = await seated(house, 'ann')
  await portrait('ann', selfieId)
  const { forgetOwner } = vault
  vault.forgetOwner = async () => {
    throw new Error('The process dies here.')
  }
  await expect(platform.say(booth, 'ann', press('deleted:all'))).rejects.toThrow()
  vault.forgetOwner = forgetOwner
  const [told] = await platform.say(booth, 'ann', send('good'))
  expect(told?.text).toContain('being deleted right now')
  await tidy({ ...house, jobs: house.queues.jobs })
  expect(await db.person.count({ where: { id: personId } })).toBe(1)
  clock.shift = HOUSE.erasureMs + 1_000
  await tidy({ ...house, jobs: house.queues.jobs })
  expect(await db.person.count({ where: { id: personId } })).toBe(0)
  expect((await files()).filter(file => file.includes(personId))).toEqual([])
})
