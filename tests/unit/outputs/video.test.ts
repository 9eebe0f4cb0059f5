import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { OUTPUT } from '../../../config/limits.js'
import { label } from '../../../core/media/label.js'
import { cleanVideo, isMp4, videoFacts } from '../../../core/media/video.js'
import { boxesIn, newBudget } from '../../../core/media/video-boxes.js'
import type { Output } from '../../../core/ports.js'
import { box, type Mp4Options, mp4, playableClip } from '../../support/mp4.js'

const SECRET = 'Berlin, 52.52 north'
const facts = { engine: 'replicate', kind: 'video' } as const

function output(bytes: Buffer): Output {
  return { bytes, mime: 'video/mp4', width: 1, height: 1 }
}

describe('a video', () => {
  it.each<[string, Mp4Options, [number, number, number]]>([
    ['plain', {}, [320, 400, 5]],
    ['with its header last', { headLast: true }, [320, 400, 5]],
    ['with times in 64 bits', { long: true, seconds: 9.5 }, [320, 400, 9.5]],
    ['turned by a quarter', { width: 640, height: 360, turned: true }, [360, 640, 5]],
    ['of another brand and codec', { brand: 'mp42', codec: 'hvc1' }, [320, 400, 5]],
    ['whose pictures reach to the end', { openEnd: true }, [320, 400, 5]],
  ])('%s tells its size and length', (_what, options, [width, height, seconds]) => {
    expect(videoFacts(mp4(options))).toEqual({ width, height, seconds })
    expect(cleanVideo(mp4(options))).toMatchObject({ mime: 'video/mp4', width, height })
  })

  it('loses its metadata, and not a byte of anything moves', async () => {
    const tagged = {
      top: [box('meta', 0, SECRET)],
      movie: [box('udta', box('©xyz', SECRET)), box('uuid', SECRET)],
    }
    const before = mp4({ ...tagged, track: [box('meta', SECRET), box('udta', SECRET)] })
    const after = cleanVideo(before).bytes
    expect(before.includes(SECRET)).toBe(true)
    expect(after.includes(SECRET)).toBe(false)
    expect(after.includes('©xyz')).toBe(false)
    expect(after).toHaveLength(before.length)
    expect(after.indexOf('a picture')).toBe(before.indexOf('a picture'))
    expect(videoFacts(after)).toEqual(videoFacts(before))
    // Nor does it tell when it was made.
    const made = Buffer.alloc(4)
    made.writeUInt32BE(3_800_000_000)
    expect(before.includes(made)).toBe(true)
    expect(after.includes(made)).toBe(false)
    expect(cleanVideo(mp4({ long: true })).bytes.includes(made)).toBe(false)
  })

  it('carries its label at the end, once, whatever box was last', async () => {
    for (const bytes of [mp4(), mp4({ openEnd: true }), mp4({ headLast: true }), await playableClip()]) {
      const once = await label(output(bytes), facts)
      expect(once.includes('digitalsourcetype/compositeWithTrainedAlgorithmicMedia')).toBe(true)
      expect((await label(output(once), facts)).equals(once)).toBe(true)
      expect(videoFacts(once)).toEqual(videoFacts(bytes))
      const last = [...boxesIn(once, newBudget())].at(-1)
      expect(last?.type).toBe('uuid')
      expect(once.subarray(last?.body, (last?.body ?? 0) + 16).toString('hex')).toBe(
        'be7acfcb97a942e89c71999491e3afac',
      )
    }
    await expect(label(output(Buffer.from('GIF89a and so on and on')), facts)).rejects.toThrow(RangeError)
  })

  const whole = mp4()
  const at = (type: string) => whole.indexOf(type)
  const changed = (type: string, offset: number, value: number) => {
    const bytes = Buffer.from(whole)
    bytes.writeUInt32BE(value, at(type) + offset)
    return bytes
  }
  it.each<[string, Buffer]>([
    ['nothing', Buffer.alloc(0)],
    ['a page', Buffer.from('<!doctype html><title>Sign in</title>')],
    ['a photo in the same kind of boxes', mp4({ brand: 'heic' })],
    ['QuickTime', mp4({ brand: 'qt  ' })],
    ['a name alone', box('ftyp', 'isom', 0, 'isom')],
    ['one without a header', Buffer.concat([box('ftyp', 'isom', 0, 'isom'), box('mdat', 'pictures')])],
    ['one without pictures', whole.subarray(0, at('mdat') - 4)],
    ['one that is cut off', whole.subarray(0, whole.length - 3)],
    ['one that is cut off before its end is known', mp4({ openEnd: true }).subarray(0, at('mdat') + 4)],
    ['two headers', Buffer.concat([whole, whole.subarray(at('moov') - 4, at('mdat') - 4)])],
    ['sound alone', mp4({ handler: 'soun' })],
    ['an unknown codec', mp4({ codec: 'drms' })],
    ['more than a minute', mp4({ seconds: 61 })],
    ['no length', mp4({ seconds: 0 })],
    ['giant pictures', mp4({ width: 8_192 })],
    ['flat pictures', mp4({ width: 0 })],
    ['a box that reaches out of its parent', changed('stbl', -4, 0x7fffffff)],
    ['a box that is smaller than its own head', changed('mvhd', -4, 4)],
    ['a box inside without a size', changed('tkhd', -4, 0)],
    ['a table longer than its box', changed('stco', 8, 0xffffffff)],
    ['pictures behind the end', changed('stco', 12, 0x7fffffff)],
    ['no time', changed('mvhd', 16, 0)],
    ['a header that is too short', mp4({ movie: [] }).subarray(0, at('mvhd') + 8)],
  ])('is not %s', (_what, bytes) => {
    expect(() => cleanVideo(bytes)).toThrow(expect.objectContaining({ code: 'engine_output' }))
  })

  it('is not a heap of a million boxes, and that is seen soon', () => {
    const heap = Buffer.alloc(8_000_000)
    for (let i = 0; i < heap.length; i += 8) heap.write('\0\0\0\x08free', i, 'latin1')
    const bomb = Buffer.concat([mp4(), heap])
    expect(bomb.length / 8).toBeGreaterThan(OUTPUT.videoBoxes)
    expect(() => cleanVideo(bomb)).toThrow(expect.objectContaining({ code: 'engine_output' }))
  })

  it('fails in one way only, whatever its bytes are', () => {
    const places = fc.nat(at('mdat'))
    fc.assert(
      fc.property(
        fc.array(fc.tuple(places, fc.nat(255)), { minLength: 1, maxLength: 12 }),
        fc.nat(99),
        (edits, cut) => {
          const bytes = Buffer.from(cut < 20 ? whole.subarray(0, cut * 40) : whole)
          for (const [place, value] of edits) if (place < bytes.length) bytes[place] = value
          try {
            expect(cleanVideo(bytes).bytes).toHaveLength(bytes.length)
          } catch (error) {
            expect(error).toMatchObject({ code: 'engine_output' })
          }
        },
      ),
      { numRuns: 2_000 },
    )
  })

  it('is known by its beginning', () => {
    expect(isMp4(mp4())).toBe(true)
    expect(isMp4(mp4({ brand: 'avif' }))).toBe(false)
    expect(isMp4(Buffer.from('ftyp'))).toBe(false)
  })
})
