import sharp from 'sharp'
import { afterAll, afterEach, beforeAll, expect, it, vi } from 'vitest'
import { similarity } from '../../../core/media/likeness.js'
import type { Message } from '../../../core/platform.js'
import type { Output } from '../../../core/ports.js'
import { createVision } from '../../../workers/vision/pool.js'
import { createTestLog, eventually, openTestBooth, type TestBooth } from '../../support/booth.js'
import { goodPhoto } from '../../support/photos.js'
import { ask, press, seated } from '../../support/sitter.js'
import { agree, allRows, counting, farEngine, outputOf } from './support.js'

/** Models load in a second of one core, which may be busy; an engine is looked after every few seconds. */
vi.setConfig({ testTimeout: 120_000 })

const pool = createVision({ processes: 1, log: createTestLog(), warm: true })
const { eyes, seen } = counting(pool)

let photo: Buffer
let mine: Output
let others: Output[]
beforeAll(async () => {
  photo = await goodPhoto(14)
  mine = await outputOf(await sharp(photo).flop().greyscale().toBuffer())
  others = await Promise.all([2, 18].map(async which => outputOf(await goodPhoto(which))))
})
afterAll(() => pool.close())

let house: TestBooth
afterEach(() => house.close())

async function sit(makes: Output[][], likeness: boolean) {
  const far = farEngine(makes)
  house = await openTestBooth({ engines: { replicate: far.engine }, vision: eyes })
  const { personId, selfieId } = await seated(house, 'ann', photo)
  if (likeness) await agree(house.db, personId, 'likeness')
  seen.embedded = 0
  const generationId = await ask(house, 'ann', selfieId, 'magazine')
  return { ...far, personId, generationId }
}

const result = () =>
  eventually(
    () => house.platform.messages('ann').find(({ images }) => images.length > 0),
    message => message !== undefined,
    60_000,
  ) as Promise<Message>
const refundsOf = (message: Message | undefined) =>
  (message?.buttons ?? []).flat().filter(({ action }) => action.startsWith('refund:'))

it('what looks like somebody else is drawn once more for free, and then the one that looks like the person is delivered', async () => {
  const { starts, generationId, personId } = await sit([others, [others[0]!, mine]], true)
  const message = await result()
  expect(message.images).toHaveLength(1)
  expect(message.text).not.toContain('not sure')
  expect(refundsOf(message)).toEqual([])
  expect(starts.map(({ generationId: id }) => id)).toEqual([generationId, generationId])
  expect(starts[0]?.seed).not.toBe(starts[1]?.seed)
  expect(await house.db.generation.findUnique({ where: { id: generationId } })).toMatchObject({
    state: 'done',
    redone: 1,
    unlike: false,
  })
  // The second drawing costs the booth, not the person.
  expect(await house.db.engineOrder.count({ where: { generationId, state: 'done' } })).toBe(2)
  const entries = await house.db.ledgerEntry.findMany({ where: { generationId }, orderBy: { id: 'asc' } })
  expect(entries.map(({ kind }) => kind)).toEqual(['hold', 'capture'])
  // The picture is the one that shows the person.
  const image = await house.db.image.findFirstOrThrow({ where: { personId } })
  const [face, reference, delivered] = await Promise.all([
    pool.embed(mine.bytes),
    pool.embed(photo),
    house.vault.get(image.objectKey).then(bytes => pool.embed(bytes)),
  ])
  expect(similarity(face!, delivered!)).toBeGreaterThan(0.9)
  // Nothing of a score is written down anywhere.
  const written = (await allRows(house.db)) + JSON.stringify(house.log.lines)
  expect(written).toContain(generationId)
  for (const { bytes } of [...others, mine]) {
    const score = similarity(reference!, (await pool.embed(bytes))!)
    expect(score).toBeLessThan(1)
    expect(written).not.toContain(String(score).slice(0, 6))
  }
})

it('what looks like somebody else twice is delivered with an honest word, and costs nothing', async () => {
  const { starts, generationId, personId } = await sit([others], true)
  const told = await result()
  expect(starts).toHaveLength(2)
  expect(told.images).toHaveLength(1)
  expect(told.text).toContain('I am not sure that this looks like you, so it cost you nothing')
  expect(refundsOf(told)).toEqual([])
  const account = () => house.db.ledgerAccount.findUniqueOrThrow({ where: { personId } })
  const before = await account()
  expect(before).toMatchObject({ held: 0 })
  expect(
    (await house.db.ledgerEntry.findMany({ where: { generationId }, orderBy: { id: 'asc' } })).map(
      ({ kind }) => kind,
    ),
  ).toEqual(['hold', 'release'])
  const say = (chat: string, action: string) => house.platform.say(house.booth, chat, press(action))
  const [shown] = await say('ann', `show:${generationId}`)
  expect(shown?.text).toContain('it cost you nothing')
  // The button of an older message.
  expect((await say('ann', `refund:${generationId}`))[0]?.text).toContain('already')
  expect(await account()).toEqual(before)
})

it('of a person who has not agreed nothing is compared: what was made is delivered as it is', async () => {
  const { starts, generationId } = await sit([others], false)
  const message = await result()
  expect(message.images).toHaveLength(others.length)
  expect(message.text).not.toContain('not sure')
  expect(starts).toHaveLength(1)
  expect(seen.embedded).toBe(0)
  expect((await house.platform.say(house.booth, 'ann', press(`refund:${generationId}`)))[0]?.text).toContain(
    'no longer does anything',
  )
})
