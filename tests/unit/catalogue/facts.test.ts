import { describe, expect, it } from 'vitest'
import { LOCALES } from '../../../config/locales/index.js'
import { findModel, MODELS, type ModelId } from '../../../config/models.js'
import { FREE_PLAN } from '../../../config/plans.js'
import { type AnyStyle, COLLECTIONS, findStyle, PHOTOLESS_KINDS, STYLES } from '../../../config/styles.js'

const styles = STYLES as readonly AnyStyle[]
const models = Object.keys(MODELS) as ModelId[]
const drawn = styles.filter(style => style.models.some(model => MODELS[model].engine !== 'local'))

it('holds at least 24 styles besides the studio’s, on every kind of model that the field knows', () => {
  expect(drawn.length).toBeGreaterThanOrEqual(24)
  const names = new Set(drawn.flatMap(style => style.models.map(model => MODELS[model].name)))
  for (const name of [
    'black-forest-labs/flux-kontext-pro',
    'black-forest-labs/flux-kontext-max',
    'black-forest-labs/flux-2-pro',
    'bytedance/flux-pulid',
    'zsxkib/instant-id',
    'tencentarc/photomaker',
    'flux-kontext-apps/face-to-many-kontext',
    'google/nano-banana-pro',
    '851-labs/background-remover',
    'minimax/video-01-live',
    'fal-ai/flux-pro/kontext',
    'fal-ai/flux-2-pro/edit',
    'fal-ai/flux-2-pro',
    'fal-ai/flux-pulid',
    'fal-ai/birefnet/v2',
    'fal-ai/image-apps-v2/headshot-photo',
  ])
    expect(names).toContain(name)
  for (const kind of ['portrait', 'imagine', 'character', 'cutout', 'enhance', 'video'])
    expect(drawn.map(style => style.kind)).toContain(kind)
  for (const kind of ['imagine', 'character', 'enhance', 'video']) expect(findStyle(kind)?.kind).toBe(kind)
  expect(findStyle('cutout')?.models).toEqual(['studio'])
})

it('has ids of its own, short enough for a button', () => {
  expect(new Set(styles.map(({ id }) => id)).size).toBe(styles.length)
  // style:<id>:<selfie>, where ids of ours have 36 characters, within the 64 bytes of a button.
  for (const { id } of styles) expect(id).toMatch(/^[a-z]{2,20}$/)
  for (const id of COLLECTIONS) expect(Buffer.byteLength(`shelf:${id}:`) + 36).toBeLessThanOrEqual(64)
})

describe.each(styles)('$id', style => {
  it('has a title and a line about it in every language, for buttons of every platform', () => {
    for (const locale of Object.values(LOCALES)) {
      const { title, about } = locale.styles[style.id]
      expect([...title].length).toBeLessThanOrEqual(24)
      expect(title).toMatch(/^\S(.*\S)?$/)
      expect([...about].length).toBeLessThanOrEqual(90)
      // It goes on in a sentence.
      expect(about).not.toMatch(/[.!]$|\n/)
      expect(locale.collections[style.collection]).toMatch(/\S/)
    }
  })

  it('is served by models that there are, its second one at another engine', () => {
    expect(style.models.length).toBeGreaterThan(0)
    const engines = style.models.map(model => findModel(model)?.engine)
    expect(engines).not.toContain(undefined)
    expect(new Set(engines).size).toBe(engines.length)
    if (style.collection === 'studio') expect(engines).toEqual(['local'])
    else expect(engines).not.toContain('local')
  })

  it('costs its first model’s cents, and no more than a day’s free credits', () => {
    const [first] = style.models
    const { micros, outputs, engine } = MODELS[first as ModelId]
    const cents = (micros * Math.min(style.candidates ?? 1, outputs)) / 10_000
    expect(style.cost).toBe(engine === 'local' ? 1 : Math.min(FREE_PLAN.freePerDay, Math.ceil(cents)))
  })

  it('falls over to nothing that costs far more than what its price is made from', () => {
    const micros = (id: ModelId) => MODELS[id].micros * Math.min(style.candidates ?? 1, MODELS[id].outputs)
    const [first, ...others] = style.models
    for (const other of others) expect(micros(other)).toBeLessThanOrEqual(3 * micros(first as ModelId))
  })

  it('fits what its models take and make', () => {
    for (const id of style.models) {
      const model = findModel(id)!
      expect(model.makes).toBe(style.kind === 'video' ? 'video' : 'image')
      // Without a photo there is none to send, and one that is sent must be taken.
      const photoless = PHOTOLESS_KINDS.includes(style.kind)
      expect(model.faces).toBe(photoless ? 0 : 1)
      if (model.engine !== 'local') expect(model.input.pictures !== undefined).toBe(!photoless)
      if (model.input.prompt) expect(style.prompt).toMatch(/\S/)
      if (style.aspect) expect(model.aspects).toContain(style.aspect)
      // What a person sees as the estimate is not far from what the model takes.
      expect(style.seconds).toBeGreaterThanOrEqual(model.seconds / 2)
      expect(style.seconds).toBeLessThan(model.deadlineSeconds)
    }
    for (const id of Object.keys(style.inputs ?? {})) expect(style.models).toContain(id)
  })

  it('takes words at one place at most, and all of its models hear them', () => {
    expect((style.prompt ?? '').split('{wish}').length).toBeLessThanOrEqual(2)
    expect((style.prompt ?? '').replace('{wish}', '')).not.toMatch(/[{}]/)
    if (style.prompt?.includes('{wish}'))
      for (const id of style.models) expect(findModel(id)?.input.prompt).toBeDefined()
    if (PHOTOLESS_KINDS.includes(style.kind)) expect(style.prompt).toContain('{wish}')
  })

  it('keeps the person, and says so to every model that is told anything', () => {
    if (style.kind !== 'portrait' || style.collection === 'studio') return
    expect(style.prompt).toMatch(/the same person/)
    expect(style.prompt).toMatch(/the same facial features/)
    expect(style.prompt).toMatch(/one person only|this one person only/)
  })
})

describe.each(models)('the model %s', id => {
  const model = findModel(id)!

  it('serves a style', () => {
    expect(styles.some(style => style.models.includes(id))).toBe(true)
  })

  it('has a price and times that can be', () => {
    if (model.engine === 'local') return
    expect(model.micros).toBeGreaterThan(0)
    expect(Number.isInteger(model.micros)).toBe(true)
    expect(model.deadlineSeconds).toBeGreaterThan(model.seconds * 3)
    // A generation as a whole has half an hour.
    expect(model.deadlineSeconds).toBeLessThanOrEqual(900)
  })

  it('words every aspect ratio that it is asked for', () => {
    const { aspect, width, height, sizes } = model.input
    expect(model.aspects.length > 0).toBe(aspect !== undefined || width !== undefined)
    expect(width === undefined).toBe(height === undefined)
    for (const ratio of model.aspects) {
      const size = sizes?.[ratio]
      if (width !== undefined) {
        const [w, h] = size as readonly [number, number]
        const [a = 0, b = 1] = ratio.split(':').map(Number)
        expect(Math.abs(w / h / (a / b) - 1)).toBeLessThan(0.02)
        expect((w % 16) + (h % 16)).toBe(0)
      } else if (sizes) expect(size).toMatch(/\S/)
    }
  })

  it('makes several only where it can be asked for several', () => {
    expect(model.outputs > 1).toBe(model.input.count !== undefined)
  })
})

it('knows nothing by the names that every object has', () => {
  for (const name of ['constructor', '__proto__', 'toString']) {
    expect(findModel(name)).toBeUndefined()
    expect(findStyle(name)).toBeUndefined()
  }
})
