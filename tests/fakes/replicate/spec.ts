/** Replicate's own description of its API as an oracle for requests and answers, where it is present beside the project. */
import { existsSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js'

interface Operation {
  requestBody?: { content: Record<string, unknown> }
  responses: Record<string, { content?: Record<string, unknown> }>
}

interface OpenApi {
  paths: Record<string, Record<string, Operation>>
}

export interface SpecCheck {
  request(method: string, route: string, body: unknown): string[]
  answer(method: string, route: string, status: number, body: unknown): string[]
}

const PATH = fileURLToPath(new URL('../../../../shared/specs/replicate.openapi.json', import.meta.url))

/** Routes are named as in the description: `/predictions/{prediction_id}`. Null without the description. */
export const specCheck: SpecCheck | null = existsSync(PATH)
  ? createCheck(JSON.parse(readFileSync(PATH, 'utf8')))
  : null

function createCheck(api: OpenApi): SpecCheck {
  const ajv = new Ajv2020({ strict: false, validateFormats: false, allErrors: true, logger: false })
  ajv.addSchema(api, 'replicate')
  const compiled = new Map<string, ValidateFunction>()

  function check(pointer: string, what: string, body: unknown): string[] {
    const validate =
      compiled.get(pointer) ??
      ajv.compile({ $ref: `replicate#/paths/${pointer}/content/application~1json/schema` })
    compiled.set(pointer, validate)
    if (validate(body)) return []
    // `hidden` is one of the strings too, so that of the two kinds of version both fit.
    const errors = (validate.errors ?? []).filter(({ instancePath }) => !/\/version$/.test(instancePath))
    return errors.map(({ instancePath, message }) => `${what}: ${instancePath} ${message}`)
  }

  return {
    request(method, route, body) {
      const operation = api.paths[route]?.[method.toLowerCase()]
      if (!operation) return [`there is no ${method} ${route}`]
      if (!operation.requestBody?.content['application/json']) return []
      return check(`${escaped(route)}/${method.toLowerCase()}/requestBody`, `${method} ${route}`, body)
    },
    answer(method, route, status, body) {
      const told = api.paths[route]?.[method.toLowerCase()]?.responses[status]
      if (!told?.content?.['application/json']) return []
      const pointer = `${escaped(route)}/${method.toLowerCase()}/responses/${status}`
      return check(pointer, `the stand-in’s answer to ${method} ${route}`, body)
    },
  }
}

function escaped(path: string): string {
  return encodeURIComponent(path.replaceAll('~', '~0').replaceAll('/', '~1')).replaceAll('%7E', '~')
}
