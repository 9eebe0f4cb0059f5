/** Portraits by engines elsewhere, on every platform: the real clients of both engines, with stand-ins for their servers. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { PLATFORMS } from '../../core/platform.js'
import type { EngineStage } from '../contract/engine-stage.js'
import type { Stage } from '../contract/stage.js'
import { openStage } from '../contract/stages.js'
import { enter } from '../contract/talk.js'
import { openFalStage } from '../fakes/fal/stage.js'
import { openReplicateStage } from '../fakes/replicate/stage.js'
import { goodPhoto } from '../support/photos.js'
import { openStudio } from './studio.js'

describe.each(PLATFORMS)('somebody on %s', { timeout: 60_000 }, platform => {
  let stage: Stage
  let replicate: EngineStage
  let fal: EngineStage
  let studio: ReturnType<typeof openStudio>
  let photo: Buffer
  beforeAll(async () => {
    studio = openStudio()
    photo = await goodPhoto()
    replicate = await openReplicateStage()
    fal = await openFalStage()
    stage = await openStage(platform, {
      engine: studio.engine,
      eyes: studio.eyes,
      paid: { replicate: replicate.engine, fal: fal.engine },
    })
  }, 60_000)
  afterAll(async () => {
    await stage?.close()
    await replicate?.close()
    await fal?.close()
    await studio?.close()
  }, 60_000)

  async function sit() {
    const guest = await enter(stage)
    await guest.agree()
    await guest.photo(photo)
    await guest.hear('That is a good photo', { ms: 30_000 })
    return {
      ...guest,
      ask: () => guest.command('portrait', 'magazine'),
      picture: () => guest.hear('here you are', { ok: ({ images }) => images.length > 0, ms: 40_000 }),
    }
  }

  test('has a portrait drawn by Replicate, and it is started once', async () => {
    const { ask, picture } = await sit()
    const before = replicate.started().length
    await ask()
    expect((await picture()).images).toHaveLength(1)
    expect(replicate.started().length).toBe(before + 1)
    expect(fal.started().length).toBe(0)
  })

  test('has it drawn by fal when Replicate will not', async () => {
    const { ask, picture } = await sit()
    replicate.trouble({ refused: 'money' })
    const before = [replicate.started().length, fal.started().length] as const
    await ask()
    await picture()
    expect([replicate.started().length, fal.started().length]).toEqual([before[0], before[1] + 1])
  })

  test('is told what the engine did not like, and pays nothing', async () => {
    const { ask, hear, command } = await sit()
    for (const engine of [replicate, fal]) engine.plan({ how: 'no-face' })
    await ask()
    await hear('could not make out your face', { ms: 40_000 })
    for (const engine of [replicate, fal]) engine.plan({ how: 'succeeded' })
    await command('status')
    await hear('1000 of 1000', { ms: 20_000 })
  })

  test('has words drawn with /imagine and /character, and once more with /again', async () => {
    const guest = await enter(stage)
    await guest.agree()
    const pictures = () =>
      expect.poll(() => guest.all('here you are').filter(({ images }) => images.length > 0).length, {
        timeout: 40_000,
      })
    await guest.command('imagine', 'a lighthouse in a storm')
    await pictures().toBe(1)
    await guest.command('again')
    await pictures().toBe(2)
    await guest.command('character', 'Mia a fox in a red coat')
    await pictures().toBe(3)
  })

  test('has the photo made better with /enhance, and moving with /video', async () => {
    const { command, hear } = await sit()
    await command('enhance')
    await hear(/Enhance.*here you are/, { ok: ({ images }) => images.length > 0, ms: 40_000 })
    await command('video')
    await hear(/Video.*here you are/, { ms: 50_000 })
  })
})
