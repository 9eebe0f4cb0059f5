import { expect, it } from 'vitest'
import { readModel } from '../../../workers/engines/replicate/schema.js'
import { createModels, describeModel } from '../../fakes/replicate/models.js'

const schemas = (Input: object, more: object = {}) => ({ components: { schemas: { Input, ...more } } })
const version = (openapi_schema: unknown) => ({ id: 'v1', openapi_schema })

it('official models have no version, others their newest one', () => {
  const openapi = schemas({ properties: {} })
  expect(readModel({ is_official: true, latest_version: version(openapi) }).version).toBeNull()
  expect(readModel({ is_official: false, latest_version: version(openapi) }).version).toBe('v1')
  expect(readModel({ latest_version: null }).version).toBeNull()
})

it('no schema means that nothing can be checked', () => {
  const nothing = { required: [], properties: {} }
  expect(readModel({ is_official: true, latest_version: null })).toEqual({ version: null, ...nothing })
  expect(readModel({ latest_version: version(null) })).toEqual({ version: 'v1', ...nothing })
})

it('references are followed, in every way that they are written', () => {
  const ratio = { type: 'string', enum: ['1:1', '4:5'], title: 'aspect_ratio' }
  const ref = { $ref: '#/components/schemas/aspect_ratio' }
  const Input = {
    required: ['prompt'],
    properties: {
      prompt: { type: 'string', title: 'Prompt' },
      seed: { anyOf: [{ type: 'integer', minimum: 0 }, { type: 'null' }] },
      steps: { type: 'integer', minimum: 1, maximum: 20, default: 20 },
      wrapped: { allOf: [ref], default: '1:1' },
      bare: ref,
      either: { anyOf: [{ type: 'string' }, { type: 'integer' }] },
      endless: { $ref: '#/components/schemas/endless' },
      odd: 7,
    },
  }
  const endless = { allOf: [{ $ref: '#/components/schemas/endless' }] }
  const model = readModel({ latest_version: version(schemas(Input, { aspect_ratio: ratio, endless })) })
  expect(model.required).toEqual(['prompt'])
  expect(model.properties).toEqual({
    prompt: { type: 'string' },
    seed: { type: 'integer', minimum: 0 },
    steps: { type: 'integer', minimum: 1, maximum: 20 },
    wrapped: { type: 'string', enum: ['1:1', '4:5'] },
    bare: { type: 'string', enum: ['1:1', '4:5'] },
    either: {},
    endless: {},
    odd: {},
  })
})

it.each([null, 'x', [], { latest_version: version(schemas({ properties: 7 })) }, { latest_version: 5 }])(
  'what is no model is a fault: %j',
  answer => {
    expect(() => readModel(answer)).toThrow(expect.objectContaining({ code: 'engine_failed' }))
  },
)

it('reads every model of the stand-in', () => {
  for (const model of createModels().values()) {
    const read = readModel(describeModel(model))
    expect(read.version).toBe(model.official ? null : model.version)
    expect(Object.keys(read.properties)).toEqual(model.shown ? Object.keys(model.inputs) : [])
  }
})
