import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Trace } from '../../../core/ports.js'
import { createLocalEngine } from '../../../workers/engines/local/engine.js'
import { createPool } from '../../../workers/engines/local/pool.js'
import { createVision, type VisionPool } from '../../../workers/vision/pool.js'
import { order, patient, quiet, selfie } from './sitters.js'

const MINUTE = 60_000
let vision: VisionPool
let picture: Buffer
let trace: Trace
beforeAll(async () => {
  vision = createVision({ processes: 1, log: quiet })
  picture = await selfie(14)
  trace = await vision.trace(picture)
}, MINUTE)
afterAll(() => vision.close())

const never = new AbortController().signal

describe('work that is no longer wanted', () => {
  it(
    'ends within a moment while it is drawn, and the thread draws the next one',
    async () => {
      const pool = createPool({ threads: 1 })
      const abort = new AbortController()
      let asked = 0
      const work = pool.run({ picture, trace, style: 'oil', seed: 1 }, abort.signal, done => {
        if (done < 0.3 || abort.signal.aborted) return
        asked = performance.now()
        abort.abort()
      })
      await expect(work).rejects.toMatchObject({ code: 'cancelled', retry: 'never' })
      expect(performance.now() - asked).toBeLessThan(200)
      const next = await pool.run({ picture, trace, style: 'noir', seed: 1 }, never, () => {})
      expect(next.width).toBe(1024)
      await pool.close()
    },
    MINUTE,
  )

  it(
    'is not even begun when it still waits in line',
    async () => {
      const pool = createPool({ threads: 1 })
      const abort = new AbortController()
      const first = pool.run({ picture, trace, style: 'noir', seed: 1 }, never, () => {})
      const told: number[] = []
      const second = pool.run({ picture, trace, style: 'noir', seed: 2 }, abort.signal, done =>
        told.push(done),
      )
      abort.abort()
      await expect(second).rejects.toMatchObject({ code: 'cancelled' })
      await first
      expect(told).toEqual([])
      await pool.close()
    },
    MINUTE,
  )

  it('is not begun at all when the signal fired before', async () => {
    const studio = createLocalEngine({ vision, threads: 1, log: quiet })
    const options = { ...patient(), signal: AbortSignal.abort() }
    await expect(studio.start(order('noir', picture), options)).rejects.toMatchObject({ code: 'cancelled' })
    await studio.close()
  })
})

it(
  'a thread that dies takes only its own picture with it',
  async () => {
    const pool = createPool({ threads: 1, entry: new URL('./mortal-thread.ts', import.meta.url) })
    const draw = (seed: number) => pool.run({ picture, trace, style: 'cutout', seed }, never, () => {})
    await expect(draw(13)).rejects.toMatchObject({ code: 'studio_failed', retry: 'soon' })
    expect((await draw(1)).mime).toBe('image/png')
    await pool.close()
  },
  MINUTE,
)

it(
  'work that takes too long is ended, and the next picture gets a new thread',
  async () => {
    const pool = createPool({
      threads: 1,
      limitMs: 4_000,
      entry: new URL('./mortal-thread.ts', import.meta.url),
    })
    const draw = (seed: number) => pool.run({ picture, trace, style: 'cutout', seed }, never, () => {})
    await expect(draw(14)).rejects.toMatchObject({ code: 'timeout' })
    expect((await draw(1)).mime).toBe('image/png')
    await pool.close()
  },
  MINUTE,
)

it(
  'closing ends what runs and can be repeated',
  async () => {
    const pool = createPool({ threads: 1 })
    const work = pool.run({ picture, trace, style: 'oil', seed: 1 }, never, () => {})
    const outcome = expect(work).rejects.toMatchObject({ code: 'cancelled' })
    await pool.close()
    await outcome
    await pool.close()
  },
  MINUTE,
)

it('the engine has nothing to fetch, look after or cancel later', async () => {
  const studio = createLocalEngine({ vision, threads: 1, log: quiet })
  expect(await studio.look({ engineId: 'local-g1', model: 'studio' }, { signal: never })).toEqual({
    state: 'lost',
  })
  await studio.cancel({ engineId: 'local-g1', model: 'studio' }, { signal: never })
  await expect(studio.fetch('x', { signal: never, makes: 'image' })).rejects.toMatchObject({
    code: 'engine_lost',
  })
  await studio.close()
})

it(
  'an idle studio keeps no process alive',
  async () => {
    const script = fileURLToPath(new URL('./idle-studio.ts', import.meta.url))
    const input = {
      trace: { ...trace, mask: { ...trace.mask, data: [...trace.mask.data] } },
      picture: picture.toString('base64'),
    }
    const child = promisify(execFile)(process.execPath, ['--import', 'tsx', script], { timeout: 30_000 })
    child.child.stdin!.end(JSON.stringify(input))
    expect((await child).stdout).toBe('drawn 1024')
  },
  MINUTE,
)
