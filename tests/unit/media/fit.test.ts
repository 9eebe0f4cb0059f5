import sharp from 'sharp'
import { beforeAll, describe, expect, it } from 'vitest'
import { type Encoded, fitPicture } from '../../../core/media/fit.js'
import { label } from '../../../core/media/label.js'
import { GROUPS } from '../../support/faces.js'

const SOURCE = 'http://cv.iptc.org/newscodes/digitalsourcetype/'
const MUCH = 100_000_000

/** A photograph of that size, labelled as the booth labels what it makes. */
async function portrait(width: number, height: number, mime: 'image/jpeg' | 'image/png' = 'image/jpeg') {
  const image = sharp(GROUPS[2]).resize(width, height, { fit: 'fill' })
  const bytes =
    mime === 'image/jpeg'
      ? await image.jpeg({ quality: 95 }).toBuffer()
      : await image.ensureAlpha(0.5).png({ compressionLevel: 1 }).toBuffer()
  return {
    bytes: await label({ bytes, mime, width, height }, { engine: 'local', kind: 'portrait' }),
    mime,
  }
}

async function look({ bytes, mime }: Encoded) {
  const { format, width, height, hasAlpha, xmp } = await sharp(bytes).metadata()
  expect(mime).toBe(`image/${format}`)
  return { width, height, hasAlpha, labelled: xmp?.toString().includes(SOURCE) ?? false, bytes: bytes.length }
}

let jpeg: Encoded
let png: Encoded
beforeAll(async () => {
  jpeg = await portrait(1024, 1280)
  png = await portrait(800, 1000, 'image/png')
})

describe('a picture on its way to a platform', () => {
  it('stays the very same file when it fits', async () => {
    for (const picture of [jpeg, png]) {
      const bounds = { bytes: picture.bytes.length, side: 1280, sum: 2304, ratio: 20 }
      expect(await fitPicture(picture, bounds)).toBe(picture)
    }
  })

  it('is scaled to the longer side or to the sum of both, in its proportions', async () => {
    expect(await look(await fitPicture(jpeg, { bytes: MUCH, side: 640 }))).toMatchObject({
      width: 512,
      height: 640,
    })
    expect(await look(await fitPicture(jpeg, { bytes: MUCH, sum: 1152 }))).toMatchObject({
      width: 512,
      height: 640,
    })
    const { width, height } = await look(await fitPicture(jpeg, { bytes: MUCH, side: 1000, sum: 1000 }))
    expect(width + height).toBeLessThanOrEqual(1000)
    expect(width / height).toBeCloseTo(0.8, 2)
  })

  it('is never enlarged, however small it is', async () => {
    const tiny = await portrait(40, 50)
    expect(await fitPicture(tiny, { bytes: MUCH, side: 10_000 })).toBe(tiny)
    const other = await fitPicture(tiny, { bytes: MUCH, types: ['image/webp'] })
    expect(await look(other)).toMatchObject({ width: 40, height: 50 })
  })

  it.each([200_000, 60_000, 12_000])(
    'has at most %i bytes when no more are taken, and is still a picture',
    async bytes => {
      for (const picture of [jpeg, png]) {
        const fitted = await look(await fitPicture(picture, { bytes }))
        expect(fitted.bytes).toBeLessThanOrEqual(bytes)
        expect(Math.max(fitted.width, fitted.height)).toBeGreaterThanOrEqual(64)
        expect(fitted.width / fitted.height).toBeCloseTo(0.8, 1)
        expect(fitted.labelled).toBe(true)
      }
    },
  )

  it('loses quality before it loses size', async () => {
    const least = jpeg.bytes.length * 0.6
    expect(await look(await fitPicture(jpeg, { bytes: least }))).toMatchObject({ width: 1024, height: 1280 })
  })

  it('keeps its transparency and its label through every change of type', async () => {
    for (const type of ['image/webp', 'image/png'] as const) {
      const fitted = await fitPicture(png, { bytes: MUCH, side: 400, types: [type] })
      expect(fitted.mime).toBe(type)
      expect(await look(fitted)).toMatchObject({ width: 320, height: 400, hasAlpha: true, labelled: true })
      const { data } = await sharp(fitted.bytes).extractChannel(3).raw().toBuffer({ resolveWithObject: true })
      expect(Math.abs(data[data.length >> 1]! - 128)).toBeLessThan(4)
    }
  })

  it('lies on white where only types without transparency are taken', async () => {
    const clear = await sharp(png.bytes)
      .composite([])
      .ensureAlpha()
      .linear([1, 1, 1, 0], [0, 0, 0, 0])
      .png()
      .toBuffer()
    const fitted = await fitPicture(
      { bytes: clear, mime: 'image/png' },
      { bytes: MUCH, types: ['image/jpeg'] },
    )
    expect(fitted.mime).toBe('image/jpeg')
    const { channels } = await sharp(fitted.bytes).stats()
    for (const { min } of channels) expect(min).toBeGreaterThan(250)
  })

  it.each([
    [2_000, 60, undefined],
    [60, 2_000, undefined],
    [2_000, 60, 500],
  ])('gets a margin when %i × %i is too long a shape', async (width, height, side) => {
    const strip = await portrait(width, height)
    const fitted = await fitPicture(strip, { bytes: MUCH, ratio: 20, ...(side && { side }) })
    const seen = await look(fitted)
    const [long, short] = [Math.max(seen.width, seen.height), Math.min(seen.width, seen.height)]
    expect(long / short).toBeLessThanOrEqual(20)
    expect(long).toBe(side ?? 2_000)
    expect(seen.labelled).toBe(true)
    const { data, info } = await sharp(fitted.bytes).raw().toBuffer({ resolveWithObject: true })
    // White at the rim, the picture in the middle.
    expect(Math.min(data[0]!, data[1]!, data[2]!)).toBeGreaterThan(240)
    const middle = ((info.height >> 1) * info.width + (info.width >> 1)) * info.channels
    expect(Math.min(data[middle]!, data[middle + 1]!, data[middle + 2]!)).toBeLessThan(240)
  })

  it('that moves becomes its first frame', async () => {
    const frames = await Promise.all(
      ['#f00', '#00f'].map(background =>
        sharp({ create: { width: 90, height: 90, channels: 3, background } })
          .png()
          .toBuffer(),
      ),
    )
    const moving = await sharp(frames, { join: { animated: true } })
      .webp({ loop: 0 })
      .toBuffer()
    const still = await fitPicture({ bytes: moving, mime: 'image/webp' }, { bytes: MUCH })
    expect((await sharp(still.bytes).metadata()).pages ?? 1).toBe(1)
    const { dominant } = await sharp(still.bytes).stats()
    expect(dominant.r).toBeGreaterThan(200)
  })

  it('that lies by EXIF stands upright, in the bounds of how it is seen', async () => {
    const lying = await sharp(GROUPS[2])
      .resize(600, 300, { fit: 'fill' })
      .withMetadata({ orientation: 6 })
      .jpeg()
      .toBuffer()
    const fitted = await fitPicture({ bytes: lying, mime: 'image/jpeg' }, { bytes: MUCH, side: 200 })
    const { autoOrient } = await sharp(fitted.bytes).metadata()
    expect(autoOrient).toEqual({ width: 100, height: 200 })
  })

  it('that is grey, of sixteen bits or of four inks is taken too', async () => {
    const odd = [
      await sharp(GROUPS[2]).resize(300, 300).greyscale().png().toBuffer(),
      await sharp(GROUPS[2]).resize(300, 300).toColourspace('rgb16').png().toBuffer(),
      await sharp(GROUPS[2]).resize(300, 300).toColourspace('cmyk').jpeg().toBuffer(),
    ]
    for (const bytes of odd) {
      const fitted = await fitPicture(
        { bytes, mime: 'image/png' },
        { bytes: 20_000, side: 200, types: ['image/jpeg'] },
      )
      expect(await look(fitted)).toMatchObject({ width: 200, height: 200 })
    }
  })

  it('that is none is refused for good, and so is one that cannot be made small enough', async () => {
    const rubbish = { bytes: Buffer.from('no picture at all'), mime: 'image/png' }
    await expect(fitPicture(rubbish, { bytes: 5, side: 100 })).rejects.toMatchObject({
      code: 'studio_failed',
      retry: 'never',
    })
    await expect(fitPicture(jpeg, { bytes: 40 })).rejects.toMatchObject({ code: 'bug' })
  })

  it('of 4000 pixels is made small within seconds, and the event loop turns on meanwhile', async () => {
    const large = await portrait(3_200, 4_000)
    let turns = 0
    const timer = setInterval(() => turns++, 10)
    const began = performance.now()
    const fitted = await look(await fitPicture(large, { bytes: 1_000_000, side: 2_560 }))
    const took = performance.now() - began
    clearInterval(timer)
    expect(fitted).toMatchObject({ width: 2_048, height: 2_560, labelled: true })
    // An idle core needs about half a second.
    expect(took).toBeLessThan(8_000)
    expect(turns).toBeGreaterThan(took / 10 / 4)
  }, 20_000)
})
