/** The live schema of a model of fal, from the OpenAPI description that fal gives of each. */
import { z } from 'zod'
import { Fault } from '../../../core/errors.js'
import type { Clock } from '../../../core/ports.js'
import type { InputSchema, LiveSchema, ReadSchema } from '../live-schema.js'
import { CallFailed, createAsk } from './calls.js'
import { sortCall } from './sort.js'

type Json = Record<string, unknown>

const json = z.record(z.string(), z.unknown())
const TYPES = ['string', 'integer', 'number', 'boolean', 'array'] as const

/** Reads live schemas; nothing of ours goes there, not even the key. */
export function createFalSchemas(options: { apiUrl?: string | undefined; clock: Clock }): ReadSchema {
  const ask = createAsk({ key: '', apiUrl: options.apiUrl })
  return async (name, { signal }) => {
    const query = new URLSearchParams({ endpoint_id: name })
    let description: unknown
    try {
      description = await ask(`https://fal.ai/api/openapi/queue/openapi.json?${query}`, {
        signal,
        open: true,
      })
    } catch (error) {
      if (error instanceof CallFailed && error.failure.kind === 'answer' && error.failure.status === 404)
        throw new Fault('engine_failed', 'fal has no such model.', { retry: 'never' })
      throw sortCall(error, options.clock.now())
    }
    return readDescription(description, name)
  }
}

/** What the request that starts work takes, by an OpenAPI description. Pure. Faults: `engine_failed`. */
export function readDescription(description: unknown, name: string): LiveSchema {
  const unknown = () => new Fault('engine_failed', 'fal describes the model in an unknown way.')
  const whole = json.safeParse(description)
  if (!whole.success) throw unknown()
  const at = (node: unknown, ...path: string[]): Json =>
    path.reduce<Json>((found, part) => asJson(found[part]), asJson(node))
  const post = at(whole.data, 'paths', `/${name}`, 'post')
  const input = resolve(at(post, 'requestBody', 'content', 'application/json', 'schema'), whole.data)
  const properties = asJson(input.properties)
  if (Object.keys(properties).length === 0) throw unknown()
  return {
    version: null,
    required: z.array(z.string()).catch([]).parse(input.required),
    properties: Object.fromEntries(
      Object.entries(properties).map(([key, schema]) => [key, simplify(resolve(asJson(schema), whole.data))]),
    ),
  }
}

/** Follows references, and takes together what is written in parts. `null` beside something else only says that it may be left out. */
function resolve(schema: Json, whole: Json, depth = 0): Json {
  if (depth > 10) return {}
  const { $ref, allOf, anyOf, oneOf, ...own } = schema
  const deeper = (part: unknown) => resolve(asJson(part), whole, depth + 1)
  if (typeof $ref === 'string') {
    const found = $ref
      .replace(/^#\//, '')
      .split('/')
      .reduce<Json>((node, part) => asJson(node[part.replaceAll('~1', '/').replaceAll('~0', '~')]), whole)
    return { ...deeper(found), ...own }
  }
  if (Array.isArray(allOf)) return Object.assign({}, ...allOf.map(deeper), own)
  const choice = Array.isArray(anyOf) ? anyOf : Array.isArray(oneOf) ? oneOf : undefined
  if (!choice) return own
  const ways = choice.map(deeper).filter(({ type }) => type !== 'null')
  // Several ways to say it: whichever we take, fal checks it.
  return ways.length === 1 ? { ...ways[0], ...own } : {}
}

function simplify(schema: Json): InputSchema {
  const type = TYPES.find(each => each === schema.type)
  const values = Array.isArray(schema.enum) ? schema.enum : 'const' in schema ? [schema.const] : undefined
  const allowed = values?.filter(value => typeof value === 'string' || typeof value === 'number')
  return {
    ...(type && { type }),
    ...(allowed && allowed.length > 0 && { enum: allowed }),
    ...(typeof schema.minimum === 'number' && { minimum: schema.minimum }),
    ...(typeof schema.maximum === 'number' && { maximum: schema.maximum }),
  }
}

function asJson(value: unknown): Json {
  return json.catch({}).parse(value)
}
