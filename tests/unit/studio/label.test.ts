import sharp from 'sharp'
import { describe, expect, it } from 'vitest'
import { digitalSource, label } from '../../../core/media/label.js'
import type { Output } from '../../../core/ports.js'
import { pixels, selfie } from './sitters.js'

const facts = { engine: 'local', kind: 'portrait' } as const

async function files(): Promise<Output[]> {
  const source = sharp(await selfie(14))
    .withExif({ IFD0: { Artist: 'somebody' } })
    .withIccProfile('p3')
  const jpeg = await source.clone().jpeg({ quality: 90 }).toBuffer()
  const png = await source.clone().ensureAlpha(0.5).png().toBuffer()
  return [
    { bytes: jpeg, mime: 'image/jpeg', width: 1, height: 1 },
    { bytes: png, mime: 'image/png', width: 1, height: 1 },
  ]
}

describe('a labelled picture', () => {
  it('says in its XMP how it was made and by what, and carries no other metadata but its colour profile', async () => {
    for (const file of await files()) {
      expect((await sharp(file.bytes).metadata()).exif).toBeDefined()
      const found = await sharp(await label(file, facts)).metadata()
      const xmp = found.xmp!.toString()
      expect(xmp).toContain('http://cv.iptc.org/newscodes/digitalsourcetype/compositeSynthetic"')
      expect(xmp).toContain('xmp:CreatorTool="Pixbooth"')
      expect(found.exif).toBeUndefined()
      expect(found.icc).toBeDefined()
    }
  })

  it('has the very same pixels', async () => {
    for (const file of await files()) {
      const [before, after] = [await pixels(file.bytes), await pixels(await label(file, facts))]
      expect(after.data.equals(before.data)).toBe(true)
    }
  })

  it('does not change when it is labelled again', async () => {
    for (const file of await files()) {
      const once = await label(file, facts)
      expect((await label({ ...file, bytes: once }, facts)).equals(once)).toBe(true)
    }
  })

  it('tells a cutout and a generated portrait apart', async () => {
    const [jpeg, png] = await files()
    expect((await label(png!, { engine: 'local', kind: 'cutout' })).includes('algorithmicallyEnhanced')).toBe(
      true,
    )
    expect(
      (await label(png!, { engine: 'local', kind: 'sticker' })).equals(
        await label(png!, { engine: 'local', kind: 'cutout' }),
      ),
    ).toBe(true)
    const generated = await label(jpeg!, { engine: 'replicate', kind: 'portrait' })
    expect(generated.includes('compositeWithTrainedAlgorithmicMedia')).toBe(true)
  })

  it('tells what was made from words alone from what somebody’s photo is in', () => {
    for (const engine of ['replicate', 'fal'] as const) {
      for (const kind of ['imagine', 'character'] as const)
        expect(digitalSource({ engine, kind })).toBe('trainedAlgorithmicMedia')
      for (const kind of ['portrait', 'enhance', 'cutout', 'video'] as const)
        expect(digitalSource({ engine, kind })).toBe('compositeWithTrainedAlgorithmicMedia')
    }
  })

  it('refuses bytes that are not what they claim to be', async () => {
    const bytes = Buffer.from('GIF89a and so on')
    for (const mime of ['image/jpeg', 'image/png'] as const)
      await expect(label({ bytes, mime, width: 1, height: 1 }, facts)).rejects.toThrow(RangeError)
  })
})
