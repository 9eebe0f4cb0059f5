import sharp from 'sharp'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { STICKER } from '../../../config/studio.js'
import { fitPicture } from '../../../core/media/fit.js'
import { createLocalEngine } from '../../../workers/engines/local/engine.js'
import { distance } from '../../../workers/engines/local/rooms/distance.js'
import { readFace } from '../../../workers/engines/local/rooms/face.js'
import { createVision, type VisionPool } from '../../../workers/vision/pool.js'
import { order, type Pixels, patient, pixels, quiet, selfie } from './sitters.js'

const MINUTE = 60_000
let vision: VisionPool
let studio: ReturnType<typeof createLocalEngine>
beforeAll(() => {
  vision = createVision({ processes: 1, log: quiet })
  studio = createLocalEngine({ vision, threads: 1, log: quiet })
})
afterAll(async () => {
  await studio.close()
  await vision.close()
})

async function shoot(picture: Buffer) {
  return (await studio.start(order('sticker', picture), patient())).outputs![0]!
}

/** How far each pixel is from one that is clear, in pixels. */
const depth = ({ data, width, height }: Pixels) =>
  distance({ width, height }, i => data[4 * i + 3]! < 128).data

describe.each([
  ['head and shoulders', 14, 2.9, 3.2, 1],
  ['a tight crop', 18, 2.3, 2.3, 1],
  ['a tiny photo', 0, 2.4, 3, 0.4],
  ['a wide one with much room', 0, 5, 3, 2],
])('a sticker of %s', (_name, face, width, height, scale) => {
  let bytes: Buffer
  let found: Pixels
  beforeAll(async () => {
    const source = sharp(await selfie(face, width, height))
    const { width: w } = await source.metadata()
    const made = await shoot(
      await source
        .resize(Math.round(w * scale))
        .jpeg()
        .toBuffer(),
    )
    bytes = made.bytes
    found = await pixels(bytes)
    expect([made.width, made.height]).toEqual([found.width, found.height])
  }, MINUTE)

  it('fits in 512 × 512 with one side of exactly that, and is small enough to be sent', async () => {
    expect(Math.max(found.width, found.height)).toBe(512)
    expect(bytes.length).toBeLessThan(512 * 1024)
    expect(await sharp(bytes).metadata()).toMatchObject({ format: 'png', hasAlpha: true })
  })

  it('is clear all around, and touches the margin on its longer sides', () => {
    const { data, width: w, height: h } = found
    const alpha = (x: number, y: number) => data[(y * w + x) * 4 + 3]!
    for (let x = 0; x < w; x++) expect(alpha(x, 0) + alpha(x, h - 1)).toBe(0)
    for (let y = 0; y < h; y++) expect(alpha(0, y) + alpha(w - 1, y)).toBe(0)
    const rows = Array.from({ length: h }, (_, y) => y).filter(y =>
      Array.from({ length: w }, (_, x) => alpha(x, y)).some(a => a > 127),
    )
    const columns = Array.from({ length: w }, (_, x) => x).filter(x =>
      Array.from({ length: h }, (_, y) => alpha(x, y)).some(a => a > 127),
    )
    const longest = Math.max(rows.at(-1)! - rows[0]!, columns.at(-1)! - columns[0]!)
    expect(longest).toBeGreaterThan(512 - 2 * STICKER.margin - 8)
  })

  it('has an edge of pure white, soft at its rim, round about everything', () => {
    const { data } = found
    const deep = depth(found)
    let white = 0
    let edge = 0
    let soft = 0
    for (let i = 0; i < deep.length; i++) {
      const alpha = data[4 * i + 3]!
      if (alpha > 8 && alpha < 247) soft++
      // Hair that is hardly there may reach into the edge; its outer half is bare.
      if (deep[i]! < 1.5 || deep[i]! > STICKER.edge / 2) continue
      edge++
      if (Math.min(data[4 * i]!, data[4 * i + 1]!, data[4 * i + 2]!) > 245) white++
    }
    expect(white / edge).toBeGreaterThan(0.97)
    expect(soft).toBeGreaterThan(500)
  })

  it('is one piece with the face whole in it', async () => {
    const { data, width: w } = found
    const flat = await sharp(bytes).flatten({ background: '#fff' }).jpeg().toBuffer()
    const mesh = readFace((await vision.trace(flat)).face!.mesh)!
    for (const [x, y] of [mesh.leftEye, mesh.rightEye, mesh.mouth])
      expect(data[(Math.round(y) * w + Math.round(x)) * 4 + 3]).toBe(255)
    // Nothing lies more than a notch away from the piece that the face is in.
    const size = { width: w, height: found.height }
    const start = Math.round(mesh.eyes[1]) * w + Math.round(mesh.eyes[0])
    const seen = new Uint8Array(w * found.height)
    const queue = [start]
    seen[start] = 1
    for (const i of queue)
      for (const j of [i - 1, i + 1, i - w, i + w])
        if (!seen[j] && data[4 * j + 3]! > 127) {
          seen[j] = 1
          queue.push(j)
        }
    const solid = Array.from({ length: seen.length }, (_, i) => i).filter(i => data[4 * i + 3]! > 127)
    expect(queue.length / solid.length).toBeGreaterThan(0.98)
    expect(size.width * size.height).toBeGreaterThan(queue.length)
  })

  it('becomes a WebP of a few kilobytes where only that is a sticker', async () => {
    const webp = await fitPicture({ bytes, mime: 'image/png' }, { bytes: 512 * 1024, types: ['image/webp'] })
    expect(webp.mime).toBe('image/webp')
    expect(webp.bytes.length).toBeLessThan(120 * 1024)
    const { format, width: w, height: h, hasAlpha } = await sharp(webp.bytes).metadata()
    expect([format, w, h, hasAlpha]).toEqual(['webp', found.width, found.height, true])
  })
})

it('distances to a shape are exact', () => {
  const size = { width: 23, height: 17 }
  const shape = [3 * 23 + 4, 3 * 23 + 5, 12 * 23 + 20]
  const found = distance(size, i => shape.includes(i)).data
  for (let i = 0; i < found.length; i++) {
    const nearest = Math.min(
      ...shape.map(j => Math.hypot((i % 23) - (j % 23), Math.floor(i / 23) - Math.floor(j / 23))),
    )
    expect(found[i]).toBeCloseTo(nearest, 4)
  }
})
