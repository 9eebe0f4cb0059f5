import sharp from 'sharp'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { newId } from '../../../core/id.js'
import type { EngineRequest, UnheardStart } from '../../../core/ports.js'
import { isMarked, markPicture } from '../../../workers/engines/fal/mark.js'
import { openFalStage } from '../../fakes/fal/stage.js'

let stage: Awaited<ReturnType<typeof openFalStage>>
let picture: Buffer

beforeEach(async () => {
  stage = await openFalStage()
  picture = await sharp({ create: { width: 30, height: 40, channels: 3, background: '#963' } })
    .jpeg()
    .toBuffer()
})

afterEach(async () => {
  expect(stage.violations()).toEqual([])
  await stage.close()
})

const limit = () => ({ signal: AbortSignal.timeout(10_000) })

function ask(given: Partial<EngineRequest> = {}): EngineRequest {
  return {
    id: newId(),
    generationId: newId(),
    kind: 'portrait',
    style: 'magazine',
    model: 'fal-kontext',
    seed: 42,
    prompt: 'the same words',
    count: 1,
    pictures: [picture],
    ...given,
  }
}

/** Starts it; where its answer is lost, that is what is known. */
async function start(request: EngineRequest, webhook?: string): Promise<UnheardStart> {
  const sentAt = Date.now()
  await stage.engine
    .start(request, { ...limit(), onProgress: () => {}, webhook })
    .catch((error: unknown) => expect(error).toMatchObject({ code: 'unavailable' }))
  const { id, model, seed, prompt } = request
  return { id, model, seed, prompt, files: [], sentAt }
}

async function find(lost: UnheardStart) {
  const found = await stage.engine.find?.(lost, limit())
  expect(found?.complete).toBe(false)
  return found?.engineIds
}

/** Until the stand-in has ended all that was started. */
async function ended(): Promise<void> {
  for (const work of stage.fal.world.works.values())
    while (work.status !== 'COMPLETED') await new Promise(resolve => setTimeout(resolve, 2))
}

describe('a start of fal whose answer was lost', () => {
  it('is found among others that are alike, once it has ended', async () => {
    stage.plan({ how: 'succeeded' }, { hold: true })
    for (let i = 0; i < 6; i++) await start(ask())
    stage.trouble({ unheard: 'cut-after' })
    const lost = await start(ask())
    const mine = stage.started().at(-1) ?? ''
    for (let i = 0; i < 6; i++) await start(ask())
    expect(await find(lost)).toEqual([])
    for (const id of stage.started()) stage.finish(id)
    expect(await find(lost)).toEqual([mine])
    // Thirteen requests are more than a page.
    expect(stage.fal.world.calls.get('list')).toBeGreaterThan(2)
  })

  it('is not found where there was none, nor is another’s work taken for it', async () => {
    await start(ask())
    stage.trouble({ unheard: 'cut-before' })
    const lost = await start(ask())
    await start(ask())
    await ended()
    expect(await find(lost)).toEqual([])
  })

  it('without a picture is known by its words and its seed', async () => {
    const words: Partial<EngineRequest> = { kind: 'imagine', model: 'fal-flux-2-words', pictures: [] }
    await start(ask({ ...words, seed: 1 }))
    await start(ask({ ...words, prompt: 'other words' }))
    stage.trouble({ unheard: 'error-after' })
    const lost = await start(ask(words))
    const mine = stage.started().at(-1)
    await ended()
    expect(await find(lost)).toEqual([mine])
    expect(await find({ ...lost, sentAt: lost.sentAt + 3_600_000 })).toEqual([])
  })

  it('is not in the list when a webhook will tell: fal keeps nothing then', async () => {
    stage.trouble({ unheard: 'cut-after' })
    const lost = await start(ask(), 'http://127.0.0.1:9/webhooks/fal?order=1')
    await ended()
    expect([...stage.fal.world.works.values()].map(({ stored }) => stored)).toEqual([false])
    expect(await find(lost)).toEqual([])
  })
})

describe('the mark in a picture', () => {
  it('is its own, and changes nothing that is seen', async () => {
    const marked = markPicture(picture, 'order-1')
    const address = `data:image/jpeg;base64,${marked.toString('base64')}`
    expect(isMarked(address, 'order-1')).toBe(true)
    for (const other of ['order-2', 'order-', 'order-11']) expect(isMarked(address, other)).toBe(false)
    expect(isMarked(`data:image/jpeg;base64,${picture.toString('base64')}`, 'order-1')).toBe(false)
    expect((await sharp(marked).raw().toBuffer()).equals(await sharp(picture).raw().toBuffer())).toBe(true)
  })

  it('leaves JFIF’s own segment the first', async () => {
    const own = Buffer.from('ffe000104a46494600010100000100010000', 'hex')
    const jfif = Buffer.concat([picture.subarray(0, 2), own, picture.subarray(2)])
    const marked = markPicture(jfif, 'order-1')
    expect(marked.subarray(2, 2 + own.length).equals(own)).toBe(true)
    expect(isMarked(`data:image/jpeg;base64,${marked.toString('base64')}`, 'order-1')).toBe(true)
    expect(await sharp(marked).metadata()).toMatchObject({ format: 'jpeg', width: 30 })
  })

  it('goes into JPEGs only', async () => {
    const png = await sharp(picture).png().toBuffer()
    expect(markPicture(png, 'order-1')).toBe(png)
    for (const odd of [Buffer.alloc(0), Buffer.from([0xff, 0xd8]), Buffer.from('nothing at all')])
      expect(markPicture(odd, 'order-1')).toBe(odd)
    for (const odd of [undefined, 7, '', 'https://x/y.jpg', 'data:'])
      expect(isMarked(odd, 'order-1')).toBe(false)
  })
})
