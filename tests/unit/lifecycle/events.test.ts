import { afterEach, beforeEach, expect, it } from 'vitest'
import { INBOX } from '../../../config/limits.js'
import type { Incoming, Message } from '../../../core/platform.js'
import { eventually, openTestBooth, type TestBooth } from '../../support/booth.js'
import { instantEngine, type TestEngine } from '../../support/engines.js'
import { createEyes, type Eyes } from '../../support/eyes.js'
import { ask, command, consented, photo, press, seated, send } from '../../support/sitter.js'

let house: TestBooth
let engine: TestEngine
let eyes: Eyes
beforeEach(async () => {
  engine = await instantEngine()
  eyes = createEyes()
  house = await openTestBooth({ engines: { local: engine }, vision: eyes })
  for (const name of ['good', 'child', 'wall']) house.platform.photos.set(name, Buffer.from(name))
})
afterEach(() => house.close())

const last = (chat: string) => house.platform.messages(chat).at(-1)
const pictures = (chat: string) => house.platform.messages(chat).filter(({ images }) => images.length > 0)
const arrived = (chat: string, count = 1) =>
  eventually(
    () => pictures(chat).length,
    seen => seen === count,
  )
/** Lets some time pass for what was made: its answer is overdue, and so is its job. */
async function letTimePass(): Promise<void> {
  await eventually(
    () => house.db.generation.count(),
    count => count === 1,
  )
  await house.db.$executeRaw`UPDATE delivery SET opened_at = now() - interval '1 min'`
  await house.db.$executeRaw`UPDATE task SET due_at = now() - interval '1 min'`
}
const event = (chat: string, more: Partial<Incoming> & Pick<Incoming, 'act'>): Incoming => ({
  platform: 'telegram',
  eventId: 'the-same',
  account: { tenant: '', userId: chat },
  place: { kind: 'private' },
  replyTo: { platform: 'telegram', rungs: [{ address: { chat } }] },
  photos: [],
  ...more,
})

it('the same event eight times at once is answered once and makes one portrait', async () => {
  const { selfieId } = await seated(house, 'ann')
  await Promise.all(
    Array.from({ length: 8 }, () => ask(house, 'ann', selfieId, 'noir', { eventId: 'e' }).catch(() => null)),
  )
  await arrived('ann')
  expect(house.platform.messages('ann')).toHaveLength(1)
  expect(engine.starts).toHaveLength(1)
  expect(await house.db.ledgerEntry.count({ where: { kind: 'hold' } })).toBe(1)
})

it('two first messages at once make one person', async () => {
  const { booth, platform, db } = house
  await Promise.all(Array.from({ length: 6 }, () => platform.say(booth, 'new', command('help'))))
  expect(await db.person.count()).toBe(1)
  expect(await db.account.count()).toBe(1)
})

it('an event whose handling died before its answer is handled when it comes again', async () => {
  const { booth, platform, db } = house
  const { selfieId } = await seated(house, 'ann')
  const incoming = event('ann', press(`style:noir:${selfieId}`))
  // The process dies between the commit and the answer: an answer that never ends.
  void booth.handle(incoming, () => new Promise(() => {}))
  await eventually(
    () => db.generation.count(),
    count => count === 1,
  )
  // As long as its lease lasts somebody might still be at it.
  await platform.say(booth, 'ann', incoming)
  expect(platform.messages('ann')).toHaveLength(0)
  await db.$executeRaw`UPDATE inbox_event SET lease_until = now() - interval '1 s'`
  await platform.say(booth, 'ann', incoming)
  await arrived('ann')
  expect(platform.messages('ann')).toHaveLength(1)
  expect(await db.generation.count()).toBe(1)
  expect(await db.ledgerEntry.count({ where: { kind: 'hold' } })).toBe(1)
  expect(INBOX.leaseMs).toBeLessThan(60_000)
})

it('an event that comes again after its portrait was delivered gets no second message', async () => {
  const { booth, platform, db } = house
  const { selfieId } = await seated(house, 'ann')
  const incoming = event('ann', press(`style:noir:${selfieId}`))
  void booth.handle(incoming, () => new Promise(() => {}))
  // Nobody named the answer, so after a while the result is sent as a message of its own.
  await letTimePass()
  await arrived('ann')
  await db.$executeRaw`UPDATE inbox_event SET lease_until = now() - interval '1 s'`
  const answers = await platform.say(booth, 'ann', incoming)
  expect(answers).toEqual([])
  expect(platform.messages('ann')).toHaveLength(1)
})

it('an answer that was overtaken by the result is turned into the result', async () => {
  const { booth, platform } = house
  const { selfieId } = await seated(house, 'ann')
  let letGo = () => {}
  const slow = new Promise<void>(resolve => {
    letGo = resolve
  })
  const incoming = event('ann', press(`style:noir:${selfieId}`))
  const handled = booth.handle(incoming, async (message: Message) => {
    await slow
    return platform.bot.send({ chat: 'ann' }, message, null, { signal: AbortSignal.timeout(1_000) })
  })
  await letTimePass()
  await arrived('ann')
  letGo()
  await handled
  await eventually(
    () => platform.messages('ann').filter(({ images }) => images.length === 0),
    stale => stale.length === 0,
  )
})

it('an event whose answer could not be sent is given back at once', async () => {
  const { booth, platform, db } = house
  const { selfieId } = await seated(house, 'ann')
  const incoming = event('ann', press(`style:noir:${selfieId}`))
  await expect(
    booth.handle(incoming, async () => {
      throw new Error('The platform is away.')
    }),
  ).rejects.toThrow()
  await platform.say(booth, 'ann', incoming)
  await arrived('ann')
  expect(await db.generation.count()).toBe(1)
})

it('an album of ten photos becomes ten portraits', async () => {
  const { booth, platform, db } = house
  await consented(house, 'ann')
  const photos = Array.from({ length: 10 }, () => photo('good'))
  await platform.say(booth, 'ann', { ...command('portrait', 'noir'), photos })
  await arrived('ann', 10)
  expect(platform.messages('ann')).toHaveLength(10)
  expect(await db.selfie.count({ where: { state: 'accepted' } })).toBe(10)
  expect(await db.ledgerAccount.findFirst({ where: { id: { not: 'house' } } })).toMatchObject({
    free: 0,
    held: 0,
  })
})

it('a photo that cannot be fetched is told, with nothing kept or charged', async () => {
  const { booth, platform, db } = house
  await consented(house, 'ann')
  await platform.say(booth, 'ann', { ...command('portrait', 'noir'), photos: [photo('vanished')] })
  await eventually(
    () => last('ann'),
    message => message?.text.includes('could not get this photo') === true,
  )
  expect(await db.selfie.findFirst()).toMatchObject({ state: 'failed', source: null, originalKey: null })
  expect(await db.ledgerAccount.findFirst({ where: { id: { not: 'house' } } })).toMatchObject({
    free: 10,
    held: 0,
  })
})

it('somebody who looks young is asked; a yes makes the portrait', async () => {
  const { booth, platform, db } = house
  await consented(house, 'ann')
  await platform.say(booth, 'ann', { ...command('portrait', 'noir'), photos: [photo('child')] })
  const question = await eventually(
    () => last('ann'),
    message => message?.text.includes('18 or older') === true,
  )
  expect(engine.starts).toHaveLength(0)
  const yes = question?.buttons.flat().find(({ action }) => action.endsWith(':yes'))
  await platform.say(booth, 'ann', press(yes?.action ?? ''))
  await arrived('ann')
  expect(platform.messages('ann')).toHaveLength(1)
  expect(await db.selfie.findFirst()).toMatchObject({ state: 'accepted' })
})

it('a no refuses the photo, removes it and gives the credit back', async () => {
  const { booth, platform, db, vault } = house
  await consented(house, 'ann')
  await platform.say(booth, 'ann', { ...command('cutout'), photos: [photo('child')] })
  const question = await eventually(
    () => last('ann'),
    message => message?.text.includes('18 or older') === true,
  )
  const no = question?.buttons.flat().find(({ action }) => action.endsWith(':no'))
  const before = []
  for await (const { key } of vault.list()) before.push(key.split('/')[1])
  expect(before.sort()).toEqual(['reference', 'whole'])
  await platform.say(booth, 'ann', press(no?.action ?? ''))
  await eventually(
    () => last('ann'),
    message => message?.text.includes('does not work') === true,
  )
  const left = []
  for await (const { key } of vault.list()) left.push(key)
  expect(left).toEqual([])
  expect(await db.ledgerAccount.findFirst({ where: { id: { not: 'house' } } })).toMatchObject({
    free: 10,
    held: 0,
  })
  const [told] = await platform.say(booth, 'ann', press(no?.action.replace(':no', ':yes') ?? ''))
  expect(told?.text).toContain('no longer does anything')
})

it('the whole picture is kept for a cutout alone, and dropped when that is done', async () => {
  const { booth, platform, db, vault } = house
  await consented(house, 'ann')
  await platform.say(booth, 'ann', { ...command('cutout'), photos: [photo('good')] })
  await arrived('ann')
  expect(engine.starts[0]?.pictures[0]?.toString()).toBe('whole of good')
  await eventually(
    () => db.selfie.findFirst(),
    selfie => selfie?.wholeKey === null,
  )
  const kinds = []
  for await (const { key } of vault.list()) kinds.push(key.split('/')[1])
  expect(kinds.sort()).toEqual(['image', 'reference'])
  await platform.say(booth, 'ann', send('good'))
  await eventually(
    () => last('ann'),
    message => message?.text.includes('good photo') === true,
  )
  expect(await db.selfie.count({ where: { wholeKey: { not: null } } })).toBe(0)
})
