/** Discord's own description of its API as an oracle for bodies, where it is present beside the project. */
import { existsSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js'

interface OpenApi {
  paths: Record<string, Record<string, { requestBody?: { content: Record<string, unknown> } }>>
}

const PATH = fileURLToPath(new URL('../../../../shared/specs/discord.openapi.json', import.meta.url))

/** Routes that Discord has and its description leaves out. */
const UNWRITTEN = [/^\/attachments\/refresh-urls$/, /^\/applications\/\d+\/skus$/]

/** Answers what is wrong with the JSON of a call. Null without the description. */
export const specCheck: ((method: string, path: string, body: unknown) => string[]) | null = existsSync(PATH)
  ? createCheck(JSON.parse(readFileSync(PATH, 'utf8')))
  : null

function createCheck(api: OpenApi) {
  // Formats are words of Discord's own (snowflake, nonce); their patterns stand beside them.
  const ajv = new Ajv2020({ strict: false, validateFormats: false, allErrors: true, logger: false })
  ajv.addSchema(api, 'discord')
  const known = Object.keys(api.paths)
    .map(path => ({ path, pattern: patternOf(path), literal: path.replace(/\{\w+\}/g, '').length }))
    // The most literal one is meant: `@original` is no id.
    .sort((a, b) => b.literal - a.literal)
  const compiled = new Map<string, ValidateFunction | null>()

  function validator(method: string, path: string): ValidateFunction | null {
    const key = `${method} ${path}`
    const held = compiled.get(key)
    if (held !== undefined) return held
    const has = api.paths[path]?.[method.toLowerCase()]?.requestBody?.content['application/json']
    const pointer = `${escaped(path)}/${method.toLowerCase()}/requestBody/content/application~1json/schema`
    const made = has ? ajv.compile({ $ref: `discord#/paths/${pointer}` }) : null
    compiled.set(key, made)
    return made
  }

  return (method: string, path: string, body: unknown): string[] => {
    if (UNWRITTEN.some(pattern => pattern.test(path))) return []
    const route = known.find(
      ({ pattern, path: name }) => pattern.test(path) && method.toLowerCase() in (api.paths[name] ?? {}),
    )
    if (!route) return [`there is no ${method} ${path}`]
    const validate = validator(method, route.path)
    if (!validate || validate(body)) return []
    // Of the alternatives that do not fit, the deepest one says most.
    const [worst] = [...(validate.errors ?? [])].sort((a, b) => b.instancePath.length - a.instancePath.length)
    return [`${method} ${route.path}: ${worst?.instancePath} ${worst?.message}`]
  }
}

function patternOf(path: string): RegExp {
  return new RegExp(`^${path.replace(/[.+$]/g, '\\$&').replace(/\{\w+\}/g, '[^/]+')}$`)
}

function escaped(path: string): string {
  return encodeURIComponent(path.replaceAll('~', '~0').replaceAll('/', '~1')).replaceAll('%7E', '~')
}
