import sharp from 'sharp'
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { Output } from '../../../core/ports.js'
import { createLocalEngine } from '../../../workers/engines/local/engine.js'
import { readFace } from '../../../workers/engines/local/rooms/face.js'
import { createVision, type VisionPool } from '../../../workers/vision/pool.js'
import { order, type Pixels, patient, pixels, quiet, selfie } from './sitters.js'

const MINUTE = 60_000
let vision: VisionPool
let studio: ReturnType<typeof createLocalEngine>
let cutout: Output
let found: Pixels
beforeAll(async () => {
  vision = createVision({ processes: 1, log: quiet })
  studio = createLocalEngine({ vision, threads: 1, log: quiet })
  cutout = await shoot(await selfie(0, 2.4, 3))
  found = await pixels(cutout.bytes)
}, MINUTE)
afterAll(async () => {
  await studio.close()
  await vision.close()
})

async function shoot(picture: Buffer): Promise<Output> {
  return (await studio.start(order('cutout', picture), patient())).outputs![0]!
}

const alphaAt = ({ data, width }: Pixels, x: number, y: number): number =>
  data[(Math.round(y) * width + Math.round(x)) * 4 + 3]!

it('a cutout is a PNG with alpha, no larger than the photo and a margin', async () => {
  expect(await sharp(cutout.bytes).metadata()).toMatchObject({ format: 'png', hasAlpha: true })
  const photo = await sharp(await selfie(0, 2.4, 3)).metadata()
  expect(cutout.width).toBeLessThan(photo.width * 1.1)
  expect(cutout.height).toBeLessThan(photo.height * 1.1)
})

it('is clear in the upper corners and solid on the whole face', async () => {
  expect(alphaAt(found, 0, 0)).toBe(0)
  expect(alphaAt(found, found.width - 1, 0)).toBe(0)
  const flat = await sharp(cutout.bytes).flatten({ background: '#999' }).jpeg().toBuffer()
  const face = readFace((await vision.trace(flat)).face!.mesh)!
  for (const [x, y] of [face.leftEye, face.rightEye, face.mouth, face.eyes])
    expect(alphaAt(found, x, y)).toBe(255)
})

it('carries nothing of the old background under its clear parts', () => {
  let hidden = 0
  for (let i = 0; i < found.data.length; i += 4)
    if (found.data[i + 3] === 0)
      hidden = Math.max(hidden, found.data[i]!, found.data[i + 1]!, found.data[i + 2]!)
  expect(hidden).toBe(0)
})

it(
  'has an edge without a halo: a person before green leaves no green behind',
  async () => {
    const green = await sharp(cutout.bytes)
      .flatten({ background: '#18d018' })
      .jpeg({ quality: 97 })
      .toBuffer()
    const again = await shoot(green)
    const { data } = await pixels(again.bytes)
    let cast = 0
    let edge = 0
    for (let i = 0; i < data.length; i += 4) {
      if (data[i + 3]! < 64 || data[i + 3]! > 230) continue
      edge++
      cast += Math.max(0, data[i + 1]! - Math.max(data[i]!, data[i + 2]!))
    }
    expect(edge).toBeGreaterThan(500)
    // Untreated pixels there are greener than anything else by 65 on average.
    expect(cast / edge).toBeLessThan(18)
  },
  MINUTE,
)
