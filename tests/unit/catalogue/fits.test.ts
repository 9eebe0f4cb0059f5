import { describe, expect, it } from 'vitest'
import { findStyle, type StyleId } from '../../../config/styles.js'
import { judge } from '../../../workers/engines/check.js'
import { fits, sampleInput } from '../../../workers/engines/fits.js'
import type { LiveSchema } from '../../../workers/engines/live-schema.js'

const schema: LiveSchema = {
  version: null,
  required: ['prompt'],
  properties: {
    prompt: { type: 'string' },
    steps: { type: 'integer', minimum: 1, maximum: 20 },
    weight: { type: 'number', maximum: 3 },
    format: { type: 'string', enum: ['png', 'jpg'] },
    level: { enum: [1, 2] },
    safe: { type: 'boolean' },
    images: { type: 'array' },
    anything: {},
  },
}
const whole = {
  prompt: 'a cat',
  steps: 20,
  weight: 0.5,
  format: 'png',
  level: 2,
  safe: true,
  images: ['https://a.example/b.png'],
  anything: 'x',
}

describe('fits', () => {
  it('says nothing against what the schema allows', () => {
    expect(fits(schema, whole)).toBeNull()
    expect(fits(schema, { prompt: '' })).toBeNull()
  })

  it.each([
    [{ ...whole, stepps: 1 }, 'no input "stepps"'],
    [{ ...whole, constructor: 1 }, 'no input "constructor"'],
    [{ ...whole, steps: 2.5 }, '"steps" wants integer'],
    [{ ...whole, steps: '2' }, '"steps" wants integer'],
    [{ ...whole, steps: 0 }, '"steps" begins at 1'],
    [{ ...whole, steps: 21 }, '"steps" ends at 20'],
    [{ ...whole, weight: true }, '"weight" wants number'],
    [{ ...whole, weight: 4 }, '"weight" ends at 3'],
    [{ ...whole, format: 'webp' }, '"format" does not take "webp", but "png", "jpg"'],
    [{ ...whole, level: '2' }, '"level" does not take "2"'],
    [{ ...whole, safe: 'true' }, '"safe" wants boolean'],
    [{ ...whole, images: 'https://a.example/b.png' }, '"images" wants array'],
    [{ steps: 3 }, 'needs an input "prompt"'],
  ])('%o: %s', (input, reason) => {
    expect(fits(schema, input)).toContain(reason)
  })

  it('has nothing to hold against a model that shows no schema', () => {
    expect(fits({ version: 'v', required: [], properties: {} }, whole)).toBeNull()
  })
})

describe('what a style sends', () => {
  const sent = (style: StyleId, model: Parameters<typeof sampleInput>[1]) =>
    sampleInput(findStyle(style)!, model)

  it('is its prompt with words, the picture, the seed, and the model’s own settings', () => {
    expect(sent('magazine', 'kontext-pro')).toEqual({
      prompt: expect.stringMatching(/glossy magazine.*exactly the same facial features.*a red hat/s),
      input_image: 'https://sample.invalid/photo.jpg',
      seed: 2 ** 31 - 1,
      aspect_ratio: '4:5',
      output_format: 'png',
      safety_tolerance: 2,
      prompt_upsampling: false,
    })
  })

  it('names sizes as the model does', () => {
    expect(sent('knight', 'fal-pulid')).toMatchObject({ image_size: 'portrait_4_3' })
    expect(sent('astronaut', 'pulid')).toMatchObject({ width: 896, height: 1120, num_outputs: 2 })
    expect(sent('astronaut', 'pulid')).not.toHaveProperty('aspect')
    expect(sent('imagine', 'flux-2-words')).toMatchObject({ aspect_ratio: '1:1' })
    expect(sent('imagine', 'fal-flux-2-words')).toMatchObject({ image_size: 'square_hd' })
  })

  it('has no picture where there is no photo, and a list where the model wants one', () => {
    expect(sent('imagine', 'flux-2-words')).not.toHaveProperty('input_images')
    expect(sent('actor', 'flux-2')).toMatchObject({ input_images: ['https://sample.invalid/photo.jpg'] })
    expect(sent('viking', 'photomaker')).toMatchObject({ input_image: 'https://sample.invalid/photo.jpg' })
    expect(sent('viking', 'photomaker')).not.toHaveProperty('input_image2')
  })

  it('begins as PhotoMaker wants it, for PhotoMaker alone', () => {
    expect(sent('viking', 'photomaker').prompt).toMatch(/\bperson img: viking/)
    expect(sent('viking', 'fal-pulid').prompt).not.toContain('img')
  })

  it('says which of its styles a model with a list of them is to draw, and no other model', () => {
    expect(sent('clay', 'face-to-many')).toMatchObject({ style: 'Clay' })
    expect(sent('clay', 'fal-kontext')).not.toHaveProperty('style')
  })
})

describe('a model and its styles', () => {
  /** What all of a model's styles send, allowed. */
  const taking = (more: LiveSchema['properties'] = {}): LiveSchema => ({
    version: 'v1',
    required: ['input_image'],
    properties: {
      ...Object.fromEntries(
        Object.keys(sampleInput(findStyle('clay')!, 'face-to-many')).map(name => [name, {}]),
      ),
      ...more,
    },
  })

  it('serves while they fit', () => {
    expect(judge('face-to-many', taking())).toEqual([
      { id: 'face-to-many', fits: true, reason: null, version: 'v1' },
    ])
  })

  it('loses only the style that it no longer has', () => {
    const without = ['Anime', 'Cartoon', 'Clay', 'Graphic Novel', 'Pixel Art', 'Toy', 'Gothic']
    expect(judge('face-to-many', taking({ style: { type: 'string', enum: without } }))).toEqual([
      { id: 'face-to-many', fits: true, reason: null, version: 'v1' },
      {
        id: 'face-to-many/bricks',
        fits: false,
        reason: expect.stringContaining('"style" does not take "Lego"'),
        version: 'v1',
      },
    ])
  })

  it('is off when it takes none of them', () => {
    expect(judge('face-to-many', taking({ seed: { type: 'integer', maximum: 1_000 } }))).toEqual([
      {
        id: 'face-to-many',
        fits: false,
        reason: 'its input "seed" ends at 1000, not 2147483647',
        version: 'v1',
      },
    ])
  })

  it('that shows no schema serves, and says so', () => {
    expect(judge('kontext-pro', { version: null, required: [], properties: {} })).toEqual([
      { id: 'kontext-pro', fits: true, reason: 'shows no schema to check', version: null },
    ])
  })
})
