import { fileTypeFromBuffer } from 'file-type'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { EngineRequest, Log } from '../../core/ports.js'
import { createLocalEngine } from '../../workers/engines/local/engine.js'
import { createVision, type VisionPool } from '../../workers/vision/pool.js'
import { openFalStage } from '../fakes/fal/stage.js'
import { openReplicateStage } from '../fakes/replicate/stage.js'
import { goodPhoto } from '../support/photos.js'
import { engineContract } from './engine.js'

engineContract('replicate', () => openReplicateStage())
engineContract('fal', () => openFalStage())

const quiet: Log = { info() {}, warn() {}, error() {} }

describe('the engine local', () => {
  let vision: VisionPool
  let engine: ReturnType<typeof createLocalEngine>
  beforeAll(() => {
    vision = createVision({ processes: 1, log: quiet })
    engine = createLocalEngine({ vision, threads: 1, log: quiet })
  })
  afterAll(async () => {
    await engine.close()
    await vision.close()
  })

  const signal = () => AbortSignal.timeout(60_000)
  const request = async (): Promise<EngineRequest> => ({
    id: 'order1',
    generationId: 'order1',
    kind: 'portrait',
    style: 'noir',
    model: 'studio',
    seed: 7,
    prompt: '',
    count: 1,
    pictures: [await goodPhoto()],
  })

  it('costs nothing, and hands its picture over at once', async () => {
    expect(engine.paid).toBe(false)
    const told: number[] = []
    const made = await engine.start(await request(), {
      signal: signal(),
      onProgress: done => told.push(done),
    })
    const [output] = made.outputs ?? []
    expect((await fileTypeFromBuffer(output?.bytes ?? Buffer.alloc(0)))?.mime).toBe(output?.mime)
    expect(told.at(-1)).toBe(1)
    expect(told).toEqual(told.toSorted((a, b) => a - b))
  }, 60_000)

  it('keeps nothing: what is asked for later is lost, and cancelling it no error', async () => {
    const work = { engineId: 'local-order1', model: 'studio' } as const
    expect(await engine.look(work, { signal: signal() })).toEqual({ state: 'lost' })
    await engine.cancel(work, { signal: signal() })
    const fetched = engine.fetch('order1', { signal: signal(), makes: 'image' })
    await expect(fetched).rejects.toMatchObject({ code: 'engine_lost' })
  })

  it('draws nothing once it is told to stop', async () => {
    const start = engine.start(await request(), { signal: AbortSignal.abort(), onProgress: () => {} })
    await expect(start).rejects.toMatchObject({ code: 'cancelled' })
  })
})
