import sharp from 'sharp'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { createVision, type VisionPool } from '../../../workers/vision/pool.js'
import { BACKENDS, openBackend } from '../../support/backends.js'
import { createTestLog, eventually, openTestBooth, type TestBooth } from '../../support/booth.js'
import { instantEngine, patientEngine, remoteEngine, type TestEngine } from '../../support/engines.js'
import { goodPhoto } from '../../support/photos.js'

let vision: VisionPool
beforeAll(() => {
  vision = createVision({ processes: 1, log: createTestLog(), warm: true })
})
afterAll(() => vision.close())

const press = (action: string) => ({ act: { type: 'press' as const, action } })
const command = (name: string, argument = '') => ({ act: { type: 'command' as const, name, argument } })
const photo = (name: string) => ({ platform: 'telegram' as const, address: { photo: name } })

describe.each(BACKENDS)('a portrait with the queue on %s', name => {
  let close: (() => Promise<void>)[] = []
  afterEach(async () => {
    for (const step of close.reverse()) await step()
    close = []
  })

  async function open(engine: TestEngine): Promise<TestBooth> {
    const home = await openBackend(name)
    if (!home) throw new Error('No Redis can be had.')
    const booth = await openTestBooth({ backend: home.backend, engines: { [engine.id]: engine }, vision })
    close.push(home.drop, booth.close)
    booth.platform.photos.set('good', await goodPhoto())
    booth.platform.photos.set(
      'wall',
      await sharp({ create: { width: 900, height: 900, channels: 3, background: '#888' } })
        .jpeg()
        .toBuffer(),
    )
    return booth
  }

  async function consent({ booth, platform }: TestBooth, chat: string): Promise<void> {
    await platform.say(booth, chat, command('start'))
    await platform.say(booth, chat, press('consent:face:yes'))
    await platform.say(booth, chat, press('consent:adult:yes'))
  }

  it('arrives after consent, photo and style, and is charged once', async () => {
    const engine = await instantEngine()
    const house = await open(engine)
    const { booth, platform, db } = house
    const refused = await platform.say(booth, 'ann', {
      ...command('portrait', 'noir'),
      photos: [photo('good')],
    })
    expect(refused[0]?.text).toContain('consent')
    expect(await db.selfie.count()).toBe(0)

    await consent(house, 'ann')
    await platform.say(booth, 'ann', { act: { type: 'text', text: '' }, photos: [photo('good')] })
    const offered = await eventually(
      () => platform.messages('ann').at(-1),
      message => message?.text.includes('good photo') === true,
    )
    const noir = offered?.buttons.flat().find(button => button.label === 'Noir')
    await platform.say(booth, 'ann', press(noir?.action ?? ''))
    const done = await eventually(
      () => platform.messages('ann').at(-1),
      message => message?.images.length === 1,
    )
    expect(done?.text).toContain('Noir')
    expect(engine.starts).toHaveLength(1)
    const kinds = (await db.ledgerEntry.findMany({ orderBy: { id: 'asc' } })).map(entry => entry.kind)
    expect(kinds).toEqual(['grant', 'hold', 'capture'])
    expect(await db.ledgerAccount.findFirst({ where: { id: { not: 'house' } } })).toMatchObject({
      free: 9,
      held: 0,
    })
    await eventually(
      () => db.task.count(),
      count => count === 0,
    )
    expect((await db.selfie.findFirstOrThrow()).originalKey).toBeNull()
  })

  it('is refused with reasons when the photo shows nobody, and costs nothing', async () => {
    const engine = await instantEngine()
    const house = await open(engine)
    const { booth, platform, db } = house
    await consent(house, 'ann')
    await platform.say(booth, 'ann', { ...command('portrait', 'oil'), photos: [photo('wall')] })
    const told = await eventually(
      () => platform.messages('ann').at(-1),
      message => message?.text.includes('does not work') === true,
    )
    expect(told?.text).toMatch(/face/i)
    expect(engine.starts).toHaveLength(0)
    expect(await db.ledgerAccount.findFirst({ where: { id: { not: 'house' } } })).toMatchObject({
      free: 10,
      held: 0,
    })
  })

  it('of two photos that come together both are handled', async () => {
    const house = await open(await instantEngine())
    const { booth, platform } = house
    await consent(house, 'ann')
    platform.photos.set('good2', await goodPhoto(1))
    await Promise.all([
      platform.say(booth, 'ann', { ...command('portrait', 'noir'), photos: [photo('good')] }),
      platform.say(booth, 'ann', { ...command('portrait', 'noir'), photos: [photo('good2')] }),
    ])
    await eventually(
      () => platform.messages('ann').filter(message => message.images.length === 1),
      messages => messages.length === 2,
    )
  })

  it('is cancelled while it runs, by its owner only, and the credit comes back', async () => {
    const engine = await patientEngine()
    const house = await open(engine)
    const { booth, platform, db } = house
    await consent(house, 'ann')
    await consent(house, 'bob')
    await platform.say(booth, 'ann', { ...command('portrait', 'noir'), photos: [photo('good')] })
    const [id] = await eventually(
      () => engine.working(),
      working => working.length === 1,
    )
    const [told] = await platform.say(booth, 'bob', press(`cancel:${id}`))
    expect(told?.text).toContain('ended already')
    expect(engine.working()).toEqual([id])
    await platform.say(booth, 'ann', press(`cancel:${id}`))
    await eventually(
      () => engine.working(),
      working => working.length === 0,
    )
    await eventually(
      () => platform.messages('ann').at(-1),
      message => message?.text.includes('Cancelled') === true,
    )
    expect(await db.ledgerAccount.findFirst({ where: { freeDay: { not: '' } } })).toMatchObject({
      free: 10,
      held: 0,
    })
    expect(await db.image.count()).toBe(0)
  })

  it('is taken over from an engine that answers later', async () => {
    const engine = await remoteEngine()
    const house = await open(engine)
    const { booth, platform } = house
    await consent(house, 'ann')
    await platform.say(booth, 'ann', { ...command('portrait', 'magazine'), photos: [photo('good')] })
    const [start] = await eventually(
      () => engine.starts,
      starts => starts.length === 1,
    )
    engine.outcomes.set(`far-${start?.generationId}`, { state: 'succeeded', outputs: ['a', 'b'] })
    await eventually(
      () => platform.messages('ann').at(-1),
      message => message?.images.length === 2,
    )
    expect(engine.starts).toHaveLength(1)
  })
})
