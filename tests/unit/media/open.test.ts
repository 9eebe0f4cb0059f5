import { crc32, deflateSync } from 'node:zlib'
import sharp from 'sharp'
import { describe, expect, it } from 'vitest'
import { toJpeg } from '../../../core/media/encode.js'
import { openFile } from '../../../core/media/open.js'
import { encodeHeic } from '../../support/heic.js'

/** Left half red, right half blue, 64 × 32: enough to tell which way is up. */
const flag = sharp({ create: { width: 64, height: 32, channels: 3, background: '#e02020' } }).composite([
  { input: { create: { width: 32, height: 32, channels: 3, background: '#2020e0' } }, left: 32, top: 0 },
])
const png = await flag.png().toBuffer()
const again = () => sharp(png)

async function colours(bytes: Uint8Array) {
  const file = await openFile(bytes)
  const { width, height, data } = await file.decode(1_000)
  file.close()
  const at = (x: number, y: number) => {
    const from = (Math.floor(y * height) * width + Math.floor(x * width)) * 3
    const [r, g, b] = data.subarray(from, from + 3) as unknown as [number, number, number]
    return Math.max(r, g, b) - Math.min(r, g, b) < 30 ? (r > 200 ? 'white' : 'grey') : r > b ? 'red' : 'blue'
  }
  return { width, height, left: at(0.1, 0.5), right: at(0.9, 0.5), top: at(0.5, 0.1), bottom: at(0.5, 0.9) }
}
const raw = async () => (await again().removeAlpha().raw().toBuffer()) as Uint8Array

/** A black-and-white PNG whose pixels are all the same, in a thousandth of its size. */
function pngOfNothing(width: number, height: number): Buffer {
  const chunk = (type: string, body: Buffer) => {
    const [length, check] = [Buffer.alloc(4), Buffer.alloc(4)]
    length.writeUInt32BE(body.length)
    check.writeUInt32BE(crc32(Buffer.concat([Buffer.from(type), body])))
    return Buffer.concat([length, Buffer.from(type), body, check])
  }
  const header = Buffer.alloc(13)
  header.writeUInt32BE(width)
  header.writeUInt32BE(height, 4)
  header[8] = 1
  const rows = deflateSync(Buffer.alloc(Math.ceil(width / 8 + 1) * height), { level: 3 })
  const signature = Buffer.from('\x89PNG\r\n\x1a\n', 'latin1')
  return Buffer.concat([
    signature,
    chunk('IHDR', header),
    chunk('IDAT', rows),
    chunk('IEND', Buffer.alloc(0)),
  ])
}

describe('a picture of any kind becomes upright sRGB', () => {
  const level = { width: 64, height: 32, left: 'red', right: 'blue' }

  it.each([
    ['JPEG', () => again().jpeg().toBuffer()],
    ['PNG', () => again().png().toBuffer()],
    ['WebP', () => again().webp().toBuffer()],
    ['AVIF', () => again().avif({ effort: 0 }).toBuffer()],
    ['HEIC', async () => encodeHeic(await raw(), 64, 32)],
    ['CMYK', () => again().toColourspace('cmyk').jpeg().toBuffer()],
    ['16 bits', () => again().toColourspace('rgb16').png().toBuffer()],
    ['wide gamut', () => again().withIccProfile('p3').png().toBuffer()],
    ['palette', () => again().png({ palette: true }).toBuffer()],
    ['progressive', () => again().jpeg({ progressive: true }).toBuffer()],
  ])('%s', async (_, make) => expect(await colours(await make())).toMatchObject(level))

  it('grey', async () =>
    expect(await colours(await again().greyscale().png().toBuffer())).toMatchObject({
      left: 'grey',
      width: 64,
    }))

  it('what is see-through becomes white', async () => {
    const clear = { create: { width: 64, height: 32, channels: 4 as const, background: '#00000000' } }
    expect(await colours(await sharp(clear).png().toBuffer())).toMatchObject({ left: 'white', top: 'white' })
  })

  it.each([
    [3, { width: 64, height: 32, left: 'blue', right: 'red' }],
    [6, { width: 32, height: 64, top: 'red', bottom: 'blue' }],
    [8, { width: 32, height: 64, top: 'blue', bottom: 'red' }],
  ])('EXIF orientation %i', async (orientation, expected) => {
    for (const format of ['jpeg', 'png', 'webp'] as const)
      expect(
        await colours(await again().withMetadata({ orientation }).toFormat(format).toBuffer()),
      ).toMatchObject(expected)
  })

  it('the rotation that a HEIC file names', async () =>
    expect(await colours(encodeHeic(await raw(), 64, 32, 1))).toMatchObject({
      width: 32,
      height: 64,
      top: 'blue',
    }))
})

describe('what the bytes are', () => {
  it.each([
    ['zero bytes', Buffer.alloc(0)],
    ['text', Buffer.from('GIF is what I would like to be')],
    ['SVG', Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>')],
    ['PDF', Buffer.from('%PDF-1.7\n%âãÏÓ\n1 0 obj<<>>endobj')],
    ['MP4 video', Buffer.concat([Buffer.of(0, 0, 0, 24), Buffer.from('ftypisom'), Buffer.alloc(40)])],
    ['zip', Buffer.concat([Buffer.from('PK\x03\x04'), Buffer.alloc(60)])],
  ])('%s is no picture', async (_, bytes) => {
    const file = await openFile(bytes)
    expect(file.header).toEqual({ format: null, moving: false })
    await expect(file.decode(100)).rejects.toThrow()
  })

  it('a JPEG with a zip behind it is a JPEG, and nothing of the zip stays', async () => {
    const jpeg = await again().jpeg().toBuffer()
    const polyglot = Buffer.concat([jpeg, Buffer.from('PK\x03\x04evil.exe')])
    const file = await openFile(polyglot)
    expect(file.header).toMatchObject({ format: 'jpeg', size: { width: 64 } })
    expect((await toJpeg(await file.decode(100), 100)).includes('evil')).toBe(false)
  })

  it('a GIF header before rubbish does not decode', async () => {
    const file = await openFile(Buffer.concat([Buffer.from('GIF89a'), Buffer.alloc(300, 7)]))
    expect(file.header.format).toBeNull()
    await expect(file.decode(100)).rejects.toThrow()
  })

  it.each(['jpeg', 'png', 'webp', 'avif'] as const)('a %s that breaks off does not decode', async format => {
    const noise = Buffer.from(
      Array.from({ length: 200 * 200 * 3 }, (_, i) => (i * i * 31 + (i >> 3) * 17) & 255),
    )
    const image = sharp(noise, { raw: { width: 200, height: 200, channels: 3 } })
    const bytes = await image.toFormat(format).toBuffer()
    const file = await openFile(bytes.subarray(0, bytes.length >> 1))
    await expect(file.decode(200)).rejects.toThrow()
  })

  it('a HEIC that breaks off does not decode', async () => {
    const bytes = encodeHeic(await raw(), 64, 32)
    for (const length of [40, 200, bytes.length - 900]) {
      const file = await openFile(bytes.subarray(0, length))
      await expect(file.decode(100)).rejects.toThrow()
      file.close()
    }
  })

  it('a bomb of 900 megapixels is known by its header and never decoded', async () => {
    const bomb = pngOfNothing(30_000, 30_000)
    expect(bomb.length).toBeLessThan(1_000_000)
    const file = await openFile(bomb)
    expect(file.header.size).toEqual({ width: 30_000, height: 30_000 })
    await expect(file.decode(100)).rejects.toThrow('too many pixels')
  })
})

describe('what is kept', () => {
  it('has no metadata: no EXIF, GPS, XMP, ICC', async () => {
    const marked = await again()
      .withExif({ IFD0: { Copyright: 'Somebody' }, IFD3: { GPSLatitude: '51/1 30/1 0/1' } })
      .withXmp('<x:xmpmeta xmlns:x="adobe:ns:meta/"><a>here</a></x:xmpmeta>')
      .withIccProfile('p3')
      .jpeg()
      .toBuffer()
    const { exif, xmp, icc, format } = await sharp(
      await toJpeg(await (await openFile(marked)).decode(100), 100),
    ).metadata()
    expect({ exif, xmp, icc, format }).toEqual({
      exif: undefined,
      xmp: undefined,
      icc: undefined,
      format: 'jpeg',
    })
  })

  it('is no longer than asked, never enlarged, and can be a part', async () => {
    const file = await openFile(png)
    expect(await file.decode(16)).toMatchObject({ width: 16, height: 8 })
    expect(await file.decode(9_999)).toMatchObject({ width: 64, height: 32 })
    const part = await file.decode(100, { x: 40, y: 0, width: 20, height: 10 })
    expect(part).toMatchObject({ width: 20, height: 10 })
    expect([...part.data.subarray(0, 3)]).toEqual([0x20, 0x20, 0xe0])
    const upright = await openFile(await again().withMetadata({ orientation: 6 }).png().toBuffer())
    const bottom = await upright.decode(100, { x: 0, y: 40, width: 32, height: 20 })
    expect([...bottom.data.subarray(0, 3)]).toEqual([0x20, 0x20, 0xe0])
  })
})
