import { readdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest'
import { PHOTO, TASK } from '../../config/limits.js'
import { Fault } from '../../core/errors.js'
import { newId } from '../../core/id.js'
import type { Vision } from '../../core/ports.js'
import { objectKey } from '../../core/vault/keys.js'
import { createVision, type VisionPool } from '../../workers/vision/pool.js'
import { createTestLog, eventually, openTestBooth, type TestBooth } from '../support/booth.js'
import { instantEngine, type TestEngine } from '../support/engines.js'
import { createEyes } from '../support/eyes.js'
import { goodPhoto } from '../support/photos.js'
import { accountOf, ask, command, consented, photo, seated, send } from '../support/sitter.js'

let vision: VisionPool
beforeAll(async () => {
  // One process, so that it is the one that looks; with the time limit of the real one.
  vision = createVision({ processes: 1, log: createTestLog() })
  await vision.inspect(await goodPhoto())
})
afterAll(() => vision.close())

let house: TestBooth
let engine: TestEngine
afterEach(() => house.close())

async function open(eyes: Vision = createEyes()): Promise<void> {
  engine = await instantEngine()
  house = await openTestBooth({ engines: { local: engine }, vision: eyes })
  house.platform.photos.set('good', Buffer.from('good'))
}
const told = (chat: string, words: string, ms?: number) =>
  eventually(
    () => house.platform.messages(chat).map(({ text }) => text),
    texts => texts.some(text => text.includes(words)),
    ms,
  )
const credits = (personId: string) => house.db.ledgerAccount.findFirst({ where: { personId } })

/** Turns a bit in the middle of every file of that kind. */
async function rot(kind: string): Promise<void> {
  const entries = await readdir(house.vaultDir, { recursive: true, withFileTypes: true })
  const files = entries.filter(entry => entry.isFile() && entry.name.startsWith(`${kind}.`))
  expect(files).toHaveLength(1)
  for (const { parentPath, name } of files) {
    const bytes = await readFile(join(parentPath, name))
    bytes[bytes.length >> 1]! ^= 0x10
    await writeFile(join(parentPath, name), bytes)
  }
}

it.each(['SIGKILL', 'SIGSTOP'] as const)(
  'a vision process that gets %s while it looks: the photo is looked at again, others are not disturbed',
  async signal => {
    await open(vision)
    house.platform.photos.set('face', await goodPhoto()).set('other', await goodPhoto(1))
    await consented(house, 'ann')
    await consented(house, 'bob')
    const before = vision.stats().lost
    // Should it be done with the photo before the signal comes, another photo is sent.
    for (let sent = 0; vision.stats().lost === before; sent++) {
      expect(sent).toBeLessThan(5)
      await house.platform.say(house.booth, 'ann', send('face'))
      await eventually(
        () => vision.stats(),
        ({ running, pids }) => running > 0 && pids.length > 0,
      )
      process.kill(vision.stats().pids[0]!, signal)
      if (sent === 0) await house.platform.say(house.booth, 'bob', send('other'))
      const lost = () => vision.stats().lost > before || vision.stats().running === 0
      await eventually(lost, Boolean, PHOTO.inspectMs * 2)
    }
    await told('bob', 'good photo', 60_000)
    await eventually(
      () => house.platform.messages('ann').map(({ text }) => text),
      texts => texts.every(text => text.includes('good photo')),
      60_000,
    )
  },
  150_000,
)

it('a photo that no process survives is given up after some tries: told, nothing kept, nothing charged', async () => {
  const eyes = createEyes()
  eyes.broken.fault = new Fault('timeout', 'It takes too long.')
  await open(eyes)
  const personId = await consented(house, 'ann')
  await house.platform.say(house.booth, 'ann', { ...command('portrait', 'noir'), photos: [photo('good')] })
  await eventually(
    () => house.db.task.findFirst({ where: { name: 'prepare' } }),
    task => task?.failures === 1 && task.leaseBy === null,
  )
  await house.db.task.updateMany({ data: { failures: TASK.maxFailures - 1 } })
  await told('ann', 'could not look at this photo')
  expect(await credits(personId)).toMatchObject({ free: 10, held: 0 })
  expect(await house.db.selfie.findFirst()).toMatchObject({ state: 'failed', originalKey: null })
  for await (const { key } of house.vault.list()) expect(key).toBeUndefined()
})

it('a reference that has rotted is told, the credit comes back, and nobody tries again', async () => {
  await open()
  const { personId, selfieId } = await seated(house, 'ann')
  await rot('reference')
  await ask(house, 'ann', selfieId)
  await told('ann', 'can no longer be read')
  expect(await credits(personId)).toMatchObject({ free: 10, held: 0 })
  expect(await house.db.task.count({ where: { name: 'generate' } })).toBe(0)
  expect(engine.starts).toHaveLength(0)
})

it('a portrait that has rotted is shown to be gone; the history and the others still work', async () => {
  await open()
  const { personId, selfieId } = await seated(house, 'ann')
  const rotten = await ask(house, 'ann', selfieId)
  await told('ann', 'here you are')
  await rot('image')
  const sound = await ask(house, 'ann', selfieId)
  await eventually(
    () => house.db.image.count(),
    count => count === 2,
  )
  expect(await house.booth.readImage(personId, `${rotten}-0`)).toBeNull()
  expect(await house.booth.readImage(personId, `${sound}-0`)).not.toBeNull()
  const [history] = await house.platform.say(house.booth, 'ann', command('history'))
  expect(history?.images).toHaveLength(2)
  const [deleted] = await house.platform.say(house.booth, 'ann', {
    act: { type: 'press', action: `deleted:image:${rotten}-0` },
  })
  expect(deleted?.text).toContain('is deleted')
})

it('a photo that rots before it was looked at is told at once', async () => {
  await open()
  const personId = await consented(house, 'ann')
  const originalKey = objectKey(personId, 'original', newId())
  await house.vault.put(personId, originalKey, Buffer.from('good'))
  await rot('original')
  const id = newId()
  const reply = { platform: 'telegram', rungs: [{ address: { chat: 'ann' } }] }
  await house.db.selfie.create({ data: { id, personId, origin: id, state: 'looking', originalKey } })
  await house.db.delivery.create({
    data: {
      id,
      personId,
      accountId: await accountOf(house.db, personId),
      selfieId: id,
      platform: 'telegram',
      replyTo: reply,
      sent: 0,
    },
  })
  await house.db.$executeRaw`
    INSERT INTO task (id, name, queue, person_id, selfie_id, due_at)
    VALUES (${id}, 'prepare', 'looks', ${personId}, ${id}, now() - interval '1 min')`
  await told('ann', 'could not look at this photo')
  expect(await house.db.selfie.findFirst()).toMatchObject({ state: 'failed', originalKey: null })
  await eventually(
    () => house.db.task.count(),
    count => count === 0,
  )
})

it('a vault whose disk is away for a moment: people are answered, and all goes on when it is back', async () => {
  await open()
  const { personId, selfieId } = await seated(house, 'ann')
  await rename(house.vaultDir, `${house.vaultDir}.away`)
  await writeFile(house.vaultDir, 'a file stands where the folder was')
  try {
    await ask(house, 'ann', selfieId)
    await house.platform.say(house.booth, 'ann', send('good'))
    await eventually(
      () => house.db.task.count({ where: { failures: { gt: 0 } } }),
      failed => failed >= 2,
    )
  } finally {
    await rm(house.vaultDir)
    await rename(`${house.vaultDir}.away`, house.vaultDir)
  }
  await told('ann', 'here you are')
  await told('ann', 'good photo')
  expect(engine.starts).toHaveLength(1)
  expect(await credits(personId)).toMatchObject({ free: 9, held: 0 })
})
