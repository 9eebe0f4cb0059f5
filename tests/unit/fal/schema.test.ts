import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { MODELS } from '../../../config/models.js'
import { readDescription } from '../../../workers/engines/fal/schema.js'
import { openFalStage } from '../../fakes/fal/stage.js'

const describing = (input: object, schemas: object = {}) => ({
  components: { schemas: { In: { type: 'object', ...input }, ...schemas } },
  paths: {
    '/a/b/requests/{request_id}': { get: {} },
    '/a/b': {
      post: {
        requestBody: { content: { 'application/json': { schema: { $ref: '#/components/schemas/In' } } } },
      },
    },
  },
})

describe('a description of a model', () => {
  it('is read whichever way fal writes it', () => {
    const schema = readDescription(
      describing(
        {
          required: ['prompt'],
          properties: {
            prompt: { type: 'string', title: 'Prompt' },
            seed: { anyOf: [{ type: 'integer' }, { type: 'null' }] },
            ratio: { anyOf: [{ $ref: '#/components/schemas/Ratio' }, { type: 'null' }], default: '1:1' },
            format: { allOf: [{ $ref: '#/components/schemas/Format' }], default: 'png' },
            weight: { type: 'number', minimum: 0, maximum: 1 },
            size: { anyOf: [{ $ref: '#/components/schemas/Size' }, { type: 'string', enum: ['square'] }] },
            mode: { const: 'fast', type: 'string' },
            urls: { type: 'array', items: { type: 'string' } },
            loop: { $ref: '#/components/schemas/Loop' },
          },
        },
        {
          Ratio: { type: 'string', enum: ['1:1', '3:4'] },
          Format: { enum: ['png', 'jpeg'], type: 'string' },
          Size: { type: 'object', properties: {} },
          Loop: { $ref: '#/components/schemas/Loop' },
        },
      ),
      'a/b',
    )
    expect(schema).toEqual({
      version: null,
      required: ['prompt'],
      properties: {
        prompt: { type: 'string' },
        seed: { type: 'integer' },
        ratio: { type: 'string', enum: ['1:1', '3:4'] },
        format: { type: 'string', enum: ['png', 'jpeg'] },
        weight: { type: 'number', minimum: 0, maximum: 1 },
        size: {},
        mode: { type: 'string', enum: ['fast'] },
        urls: { type: 'array' },
        loop: {},
      },
    })
  })

  it('that says nothing about that model is refused', () => {
    const other = describing({ properties: { prompt: { type: 'string' } } })
    for (const bad of [null, 'x', [], {}, { paths: {} }, describing({}), describing({ properties: 7 })])
      expect(() => readDescription(bad, 'a/b')).toThrow('unknown way')
    expect(() => readDescription(other, 'a/c')).toThrow('unknown way')
  })
})

describe('the live schemas', () => {
  let stage: Awaited<ReturnType<typeof openFalStage>>
  beforeAll(async () => {
    stage = await openFalStage()
  })
  afterAll(() => stage.close())

  it.each(Object.values(MODELS).flatMap(({ engine, name }) => (engine === 'fal' ? [name] : [])))(
    'of %s has what the catalogue fills',
    async name => {
      const { input } = Object.values(MODELS).find(model => model.name === name)!
      const schema = await stage.readSchema(name, { signal: AbortSignal.timeout(5_000) })
      const fixed = 'fixed' in input ? Object.keys(input.fixed) : []
      for (const key of [...fixed, ...('prompt' in input ? [input.prompt] : [])])
        expect(schema.properties).toHaveProperty(key)
      expect(stage.violations()).toEqual([])
    },
  )
})
