import sharp from 'sharp'
import { afterAll, describe, expect, it, vi } from 'vitest'
import type { RefusalReason } from '../../../core/notice.js'
import { judge } from '../../../core/selfie/verdict.js'
import { createVision } from '../../../workers/vision/pool.js'
import { cut, GOOD_FACES, GROUPS, type LabelledPhoto, labelledSet } from '../../support/faces.js'

/** Some 200 photos at 0.2 s, on cores that may be busy with other tests. */
vi.setConfig({ testTimeout: 300_000 })

const vision = createVision({ processes: 2, log: { info() {}, warn() {}, error() {} }, limitMs: 60_000 })
afterAll(() => vision.close())

interface Judged extends Omit<LabelledPhoto, 'bytes'> {
  accepted: boolean
  reasons: RefusalReason[]
}

async function judgeAll(): Promise<Judged[]> {
  const judged: Promise<Judged>[] = []
  for await (const { bytes, ...photo } of labelledSet()) {
    // A few ahead, so that both processes have work while the next photo is made.
    if (judged.length >= 4) await judged[judged.length - 4]
    const verdict = vision.inspect(bytes).then(({ measurements }) => judge(measurements))
    judged.push(
      verdict.then(({ accepted, reasons, confirm }) => ({
        ...photo,
        accepted: accepted && confirm.length === 0,
        reasons: reasons.map(reason => reason.id),
      })),
    )
  }
  return Promise.all(judged)
}

describe('the selfie gate on real photographs', () => {
  it('is right about at least 95 % of them, and refuses next to no good one', async () => {
    const judged = await judgeAll()
    const good = judged.filter(photo => photo.good)
    const wrong = judged.filter(photo => photo.accepted !== photo.good)
    const refused = good.filter(photo => !photo.accepted)
    expect(good.length).toBeGreaterThan(80)
    expect(judged.length - good.length).toBeGreaterThan(80)
    expect(refused.length / good.length, JSON.stringify(refused)).toBeLessThanOrEqual(0.03)
    expect(wrong.length / judged.length, JSON.stringify(wrong)).toBeLessThanOrEqual(0.05)
    // Where a bad photo was refused, the reason that its label names is nearly always among those told.
    const named = judged.filter(photo => photo.reason && photo.reason !== 'any' && !photo.accepted)
    const mistold = named.filter(photo => !photo.reasons.includes(photo.reason as RefusalReason))
    expect(mistold.length / named.length, JSON.stringify(mistold)).toBeLessThanOrEqual(0.1)
  })

  it('does not mind somebody far in the background', async () => {
    const size = { width: 900, height: 980 }
    const selfie = await (await cut(GOOD_FACES[15]!))
      .resize({ ...size, fit: 'cover' })
      .png()
      .toBuffer()
    const stranger = await (await cut(GOOD_FACES[2]!, 1.5, 1.7)).resize(110, 120).png().toBuffer()
    const photo = await sharp(selfie)
      .composite([{ input: stranger, left: 20, top: 40 }])
      .jpeg()
      .toBuffer()
    const { measurements } = await vision.inspect(photo)
    expect(measurements.faces).toBe(1)
    expect(judge(measurements).accepted).toBe(true)
  })

  it('counts the faces of a group', async () => {
    const counts = await Promise.all(
      GROUPS.map(async bytes => (await vision.inspect(bytes)).measurements.faces),
    )
    expect(counts[0]).toBe(3)
    expect(counts[2]).toBe(3)
    expect(counts[4]).toBe(5)
    expect(counts[5]).toBe(4)
  })
})

describe('the reference', () => {
  it('is head and shoulders of the face, upright, small enough, without metadata', async () => {
    const lying = await (await cut(GOOD_FACES[9]!, 3, 3))
      .rotate(-90)
      .png()
      .toBuffer()
      .then(png => sharp(png).withMetadata({ orientation: 6 }).withIccProfile('p3').jpeg().toBuffer())
    const { reference, measurements } = await vision.inspect(lying)
    expect(judge(measurements)).toMatchObject({ accepted: true })
    const meta = await sharp(reference).metadata()
    expect(meta).toMatchObject({ format: 'jpeg', space: 'srgb' })
    expect([meta.orientation, meta.exif, meta.icc, meta.xmp]).toEqual([
      undefined,
      undefined,
      undefined,
      undefined,
    ])
    const traced = await vision.trace(reference!)
    const [, y, , side] = traced.face!.box
    expect(y).toBeGreaterThan(side * 0.5)
    expect(Math.max(meta.width, meta.height)).toBeLessThanOrEqual(1_536)
    expect(meta.height / side).toBeGreaterThan(2.3)
  })

  it('comes with all the pixels that a large photo has of a small face', async () => {
    const canvas = sharp({ create: { width: 6_000, height: 4_000, channels: 3, background: '#7d8794' } })
    const person = await (await cut(GOOD_FACES[16]!)).resize(1_100).png().toBuffer()
    const photo = await canvas
      .composite([{ input: person, left: 2_000, top: 900 }])
      .jpeg()
      .toBuffer()
    const { reference, measurements, whole } = await vision.inspect(photo, { keepWhole: true })
    expect(measurements.size).toEqual({ width: 6_000, height: 4_000 })
    const { width, height } = await sharp(reference).metadata()
    expect(Math.max(width, height)).toBeGreaterThan(1_200)
    expect(await sharp(whole).metadata()).toMatchObject({ width: 4_096, height: 2_731 })
  })

  it('is not handed out for a refused photo', async () => {
    const { reference, whole } = await vision.inspect(GROUPS[2]!, { keepWhole: true })
    expect(reference).toBeUndefined()
    expect(whole).toBeUndefined()
  })
})

describe('hostile files', () => {
  it('neither crash a process nor stall it', async () => {
    const flat = (width: number, height: number) =>
      sharp({ create: { width, height, channels: 3, background: '#445566' } })
    const jpeg = await flat(600, 600).jpeg().toBuffer()
    const files: [Buffer, RefusalReason][] = [
      [Buffer.alloc(0), 'not_an_image'],
      [Buffer.from('<svg width="9999999" height="9999999"/>'), 'not_an_image'],
      [Buffer.from('%PDF-1.7'), 'not_an_image'],
      [Buffer.concat([Buffer.from('GIF89a'), jpeg]), 'not_an_image'],
      [Buffer.concat([Buffer.of(0xff, 0xd8, 0xff), Buffer.alloc(5_000, 0xff)]), 'unreadable'],
      [jpeg.subarray(0, 300), 'unreadable'],
      [Buffer.concat([Buffer.from('RIFF\x10\0\0\0WEBPVP8 '), Buffer.alloc(90, 1)]), 'unreadable'],
      [Buffer.concat([Buffer.of(0, 0, 0, 24), Buffer.from('ftypheic'), Buffer.alloc(400, 9)]), 'unreadable'],
      [await flat(12_000, 9_000).png({ compressionLevel: 1 }).toBuffer(), 'too_large'],
      [await flat(9_500, 6_500).jpeg().toBuffer(), 'no_face'],
      [await flat(3_000, 150).png().toBuffer(), 'too_small'],
    ]
    const { pids } = vision.stats()
    for (const [bytes, reason] of files) {
      const { measurements } = await vision.inspect(bytes)
      expect(judge(measurements).reasons.map(({ id }) => id)).toContain(reason)
    }
    expect(vision.stats()).toMatchObject({ lost: 0, pids })
  })
})
