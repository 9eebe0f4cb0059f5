import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { REPLICATE } from '../../../config/limits.js'
import type { ModelId } from '../../../config/models.js'
import { newId } from '../../../core/id.js'
import type { EngineRequest, UnheardStart } from '../../../core/ports.js'
import { openReplicateStage, type ReplicateStage } from '../../fakes/replicate/stage.js'

let stage: ReplicateStage
beforeEach(async () => {
  stage = await openReplicateStage()
})
afterEach(async () => {
  await stage.close()
  expect(stage.violations()).toEqual([])
})

const signal = () => AbortSignal.timeout(15_000)
const find = (start: UnheardStart) => stage.engine.find!(start, { signal: signal() })

/** A start of words alone, or of a picture that lies there; `picture` is the order's id then. */
async function start(given: Partial<EngineRequest> & { model: ModelId }, picture?: string) {
  const asked: EngineRequest = {
    id: picture ?? newId(),
    generationId: 'g',
    kind: 'portrait',
    style: 'magazine',
    seed: 1,
    prompt: 'A lighthouse',
    count: 1,
    pictures: [],
    ...given,
  }
  const jpeg = Buffer.from([0xff, 0xd8, 0xff, 0xe0])
  const files = picture ? await stage.engine.upload!([jpeg], { id: picture, signal: signal() }) : []
  const sentAt = Date.now()
  const webhook = `http://127.0.0.1:1/webhooks/replicate?order=${asked.id}`
  stage.server.world.webhooks.dropped = true
  const more = { signal: signal(), onProgress: () => {}, files, webhook }
  const { engineId } = await stage.engine.start(asked, more)
  return {
    engineId,
    unheard: { id: asked.id, model: asked.model, seed: asked.seed, prompt: asked.prompt, files, sentAt },
  }
}

const words = (more: Partial<EngineRequest> = {}) => start({ model: 'flux-2-words', ...more })

describe('a start of words alone', () => {
  it('is found by its model, seed and words, the oldest first', async () => {
    const first = await words()
    await words({ seed: 2 })
    await words({ prompt: 'A windmill' })
    const again = await words()
    const both = [first.engineId, again.engineId]
    expect(await find(first.unheard)).toEqual({ engineIds: both, complete: true })
  })
})

describe('a start with a picture', () => {
  it('is found by the picture alone', async () => {
    const mine = await start({ model: 'kontext-pro' }, 'mine')
    await start({ model: 'kontext-pro' }, 'theirs')
    expect(await find(mine.unheard)).toEqual({ engineIds: [mine.engineId], complete: true })
  })

  it('is found where the model wants an opening, and a list of pictures', async () => {
    for (const model of ['photomaker', 'flux-2', 'nano-banana', 'pulid'] as const) {
      const mine = await start({ model }, model)
      expect(await find(mine.unheard)).toEqual({ engineIds: [mine.engineId], complete: true })
    }
  })

  it('is not held for not begun where pictures are shown under other names', async () => {
    stage.server.world.renamesFiles = 'nameless'
    const mine = await start({ model: 'kontext-pro' }, 'mine')
    // Whose it is, nobody can tell; that it was begun, neither.
    expect(await find(mine.unheard)).toEqual({ engineIds: [], complete: false })
    const other = { ...mine.unheard, id: 'other', seed: 2 }
    expect(await find(other)).toEqual({ engineIds: [], complete: true })
  })
})

it('a start is found by the name of its picture, wherever that is shown', async () => {
  stage.server.world.renamesFiles = 'named'
  const mine = await start({ model: 'kontext-pro' }, 'mine')
  await start({ model: 'kontext-pro' }, 'theirs')
  expect((await find(mine.unheard)).engineIds).toEqual([mine.engineId])
})

it('a start is found by where it reports to, and twins are told apart by it', async () => {
  stage.server.world.showsWebhooks = true
  const first = await words()
  const second = await words()
  expect(await find(first.unheard)).toEqual({ engineIds: [first.engineId], complete: true })
  expect(await find(second.unheard)).toEqual({ engineIds: [second.engineId], complete: true })
})

it('data that was removed leaves it open', async () => {
  const { engineId, unheard } = await words()
  stage.server.world.predictions.get(engineId)!.dataRemoved = true
  expect(await find(unheard)).toEqual({ engineIds: [], complete: false })
})

describe('a long listing', () => {
  it('is read page by page, as far back as the start', async () => {
    stage.server.world.pageSize = 3
    const mine = await words()
    for (let i = 0; i < 10; i++) await words({ seed: 100 + i })
    expect(await find(mine.unheard)).toEqual({ engineIds: [mine.engineId], complete: true })
    expect(stage.server.world.calls.get('GET /predictions')).toBe(4)
  })

  it.each([false, true])('is not read beyond a little before the start: %s', async listsAll => {
    stage.server.world.listsAll = listsAll
    stage.server.world.pageSize = 2
    for (let i = 0; i < 6; i++) await words({ seed: 50 + i })
    for (const one of stage.server.world.predictions.values()) one.createdAt -= REPLICATE.findBackMs + 1_000
    const mine = await words()
    expect(await find(mine.unheard)).toEqual({ engineIds: [mine.engineId], complete: true })
    expect(stage.server.world.calls.get('GET /predictions')).toBe(1)
  })

  it('that never ends is given up, and proves nothing', async () => {
    stage.server.world.pageSize = 1
    const mine = await words()
    for (let i = 0; i < REPLICATE.findPages + 5; i++) await words({ seed: 100 + i })
    expect(await find(mine.unheard)).toEqual({ engineIds: [], complete: false })
    expect(stage.server.world.calls.get('GET /predictions')).toBe(REPLICATE.findPages)
  })

  it('that goes on elsewhere is not followed there', async () => {
    const mine = await words()
    stage.server.world.pageSize = 1
    await words({ seed: 2 })
    stage.server.world.nextOrigin = stage.server.delivery.origin
    await expect(find(mine.unheard)).rejects.toMatchObject({ code: 'unavailable' })
  })
})

it.each([500, 429, 0])('a listing that cannot be had proves nothing: %i', async status => {
  const { unheard } = await words()
  stage.failCalls(100, status)
  await expect(find(unheard)).rejects.toThrow()
})
