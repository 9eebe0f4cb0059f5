/** Telegram's own description of its Bot API as an oracle for calls, where it is present beside the project. */
import { existsSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { isUpload } from './upload.js'

interface Field {
  name: string
  types: string[]
  required: boolean
  description: string
}
interface Api {
  methods: Record<string, { fields?: Field[] }>
  types: Record<string, { fields?: Field[]; subtypes?: string[] }>
}

const PATH = fileURLToPath(new URL('../../../../shared/specs/telegram.api.json', import.meta.url))

const LIST = 'Array of '

/** Answers what is wrong with a call: missing, unknown, mistyped and overlong fields. Null without the description. */
export const specCheck: ((method: string, payload: Record<string, unknown>) => string[]) | null = existsSync(
  PATH,
)
  ? createCheck(JSON.parse(readFileSync(PATH, 'utf8')) as Api)
  : null

function createCheck(api: Api) {
  function checkFields(fields: Field[], value: Record<string, unknown>, at: string): string[] {
    const wrong = Object.keys(value)
      .filter(key => !fields.some(({ name }) => name === key))
      .map(key => `${at}.${key} is unknown`)
    for (const field of fields) {
      const given = value[field.name]
      if (given === undefined) {
        if (field.required) wrong.push(`${at}.${field.name} is missing`)
        continue
      }
      wrong.push(...checkOneOf(field.types, given, `${at}.${field.name}`), ...checkLength(field, given, at))
    }
    return wrong
  }

  function checkOneOf(types: string[], value: unknown, at: string): string[] {
    const lists = types.filter(type => type.startsWith(LIST))
    // `Array of A`, `Array of B` are one list in which both may stand: photos and videos in an album.
    if (lists.length > 1 && Array.isArray(value)) {
      const inner = lists.map(type => type.slice(LIST.length))
      return value.flatMap((one, index) => checkOneOf(inner, one, `${at}[${index}]`))
    }
    const verdicts = types.map(type => checkType(type, value, at))
    return verdicts.find(wrong => wrong.length === 0) ?? verdicts.sort((a, b) => a.length - b.length)[0] ?? []
  }

  function checkType(type: string, value: unknown, at: string): string[] {
    const no = [`${at} is no ${type}`]
    if (type.startsWith(LIST)) {
      if (!Array.isArray(value)) return no
      const inner = type.slice(LIST.length)
      return value.flatMap((one, index) => checkType(inner, one, `${at}[${index}]`))
    }
    if (type === 'Integer') return Number.isSafeInteger(value) ? [] : no
    if (type === 'Float') return typeof value === 'number' ? [] : no
    if (type === 'Boolean') return typeof value === 'boolean' ? [] : no
    // A file inside of a description of media is named by a string, which stands for the upload.
    if (type === 'String')
      return typeof value === 'string' || (isUpload(value) && /\.media$/.test(at)) ? [] : no
    if (type === 'InputFile') return isUpload(value) ? [] : no
    const known = api.types[type]
    if (!known || typeof value !== 'object' || value === null) return no
    if (known.subtypes?.length) return checkOneOf(known.subtypes, value, at)
    const fields = known.fields ?? []
    const says = fields.find(({ name }) => name === 'type')?.description.match(/must be "?(\w+)"?/)?.[1]
    if (says !== undefined && (value as { type?: unknown }).type !== says) return [...no, ...no, ...no]
    return checkFields(fields, value as Record<string, unknown>, at)
  }

  return (method: string, payload: Record<string, unknown>): string[] => {
    const known = api.methods[method]
    return known ? checkFields(known.fields ?? [], payload, method) : [`${method} is no method`]
  }
}

/** "1-64 bytes", "0-1024 characters after entities parsing" */
function checkLength({ description, name }: Field, value: unknown, at: string): string[] {
  const said = /(\d+)-(\d+) (characters|bytes)/.exec(description)
  if (!said || typeof value !== 'string') return []
  const length = said[3] === 'bytes' ? Buffer.byteLength(value) : value.length
  return length >= Number(said[1]) && length <= Number(said[2])
    ? []
    : [`${at}.${name} has ${length} ${said[3]}`]
}
