/** The live schema of a model at Replicate, read into ours. Pure. */
import { z } from 'zod'
import { Fault } from '../../../core/errors.js'
import type { InputSchema, LiveSchema } from '../live-schema.js'

const Model = z.looseObject({
  is_official: z.boolean().nullish(),
  latest_version: z
    .looseObject({
      id: z.string(),
      openapi_schema: z
        .looseObject({ components: z.looseObject({ schemas: z.record(z.string(), z.unknown()) }) })
        .nullish(),
    })
    .nullish(),
})

const Inputs = z.looseObject({
  properties: z.record(z.string(), z.unknown()).default({}),
  required: z.array(z.string()).default([]),
})

const Part = z.looseObject({
  $ref: z.string().optional(),
  allOf: z.array(z.unknown()).optional(),
  anyOf: z.array(z.unknown()).optional(),
  type: z.string().optional(),
  enum: z.array(z.unknown()).optional(),
  minimum: z.number().optional(),
  maximum: z.number().optional(),
})

type Schemas = Record<string, unknown>

const TYPES = ['string', 'integer', 'number', 'boolean', 'array'] as const

/**
 * Reads what `GET /models/{owner}/{name}` answers. Official models are started by their name (`version` null), all others
 * by their newest version. Official ones may show no schema at all: then `required` and `properties` are both empty, which
 * means that nothing can be checked and not that the model has no inputs.
 */
export function readModel(answer: unknown): LiveSchema {
  const model = Model.safeParse(answer)
  if (!model.success) throw unreadable()
  const { is_official, latest_version } = model.data
  const version = is_official ? null : (latest_version?.id ?? null)
  const schemas = latest_version?.openapi_schema?.components.schemas
  if (!schemas) return { version, required: [], properties: {} }
  const inputs = Inputs.safeParse(schemas.Input)
  if (!inputs.success) throw unreadable()
  const properties = Object.fromEntries(
    Object.entries(inputs.data.properties).map(([name, property]) => [name, resolve(property, schemas, 0)]),
  )
  return { version, required: inputs.data.required, properties }
}

/** One input with what it refers to. What may be null besides is read as what it is otherwise. */
function resolve(property: unknown, schemas: Schemas, depth: number): InputSchema {
  const parsed = Part.safeParse(property)
  if (!parsed.success || depth > 4) return {}
  const { $ref, allOf = [], anyOf = [], type, minimum, maximum } = parsed.data
  const kinds = anyOf.filter(one => Part.safeParse(one).data?.type !== 'null')
  const parts = [
    ...($ref ? [schemas[$ref.split('/').at(-1) ?? '']] : []),
    ...allOf,
    // Of several kinds none is the one.
    ...(kinds.length === 1 ? kinds : []),
  ].map(part => resolve(part, schemas, depth + 1))
  const known = TYPES.find(name => name === type)
  const choices = parsed.data.enum?.filter(one => typeof one === 'string' || typeof one === 'number')
  return Object.assign({}, ...parts, {
    ...(known && { type: known }),
    ...(choices && choices.length > 0 && { enum: choices }),
    ...(minimum !== undefined && { minimum }),
    ...(maximum !== undefined && { maximum }),
  })
}

function unreadable(): Fault {
  return new Fault('engine_failed', 'Replicate describes the model in a way that cannot be read.', {
    retry: 'never',
  })
}
