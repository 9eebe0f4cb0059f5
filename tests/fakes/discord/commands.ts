/** The rules of commands as they are registered. */
import { fields, length } from './components.js'

type Payload = Record<string, unknown>

/** Letters of any language and digits; small ones, where a letter has a small form. */
const NAME = /^[-_'\p{L}\p{N}\p{sc=Deva}\p{sc=Thai}]{1,32}$/u

const LOCALES = new Set(
  (
    'ar bg cs da de el en-GB en-US es-419 es-ES fi fr he hi hr hu id it ja ko lt nl no pl pt-BR ro ru sv-SE th tr uk ' +
    'vi zh-CN zh-TW'
  ).split(' '),
)

const COMMAND = [
  ...['type', 'name_localizations', 'description', 'description_localizations', 'options', 'contexts'],
  ...['integration_types', 'default_member_permissions', 'nsfw'],
]
const OPTION = ['name_localizations', 'description_localizations', 'required', 'choices', 'autocomplete']
const MORE = ['min_length', 'max_length', 'min_value', 'max_value']

/** Everything that is wrong with the body of PUT. */
export function checkCommands(body: unknown): string[] {
  if (!Array.isArray(body)) return ['commands are no list']
  const line = body.filter(({ type = 1 }) => type === 1)
  const names = body.map(({ type = 1, name }) => `${type}:${name}`)
  return [
    ...(line.length > 100 ? [`${line.length} commands`] : []),
    ...(body.length - line.length > 15 ? ['too many menus'] : []),
    ...(new Set(names).size === names.length ? [] : ['two commands of one name']),
    ...body.flatMap(command => checkCommand(command).map(problem => `/${command.name}: ${problem}`)),
  ]
}

function checkCommand(command: Payload): string[] {
  const line = (command.type ?? 1) === 1
  const options = (command.options ?? []) as Payload[]
  const optional = options.findIndex(({ required }) => !required)
  return [
    ...fields(command, { required: ['name'], optional: COMMAND }),
    ...words(command, 'name', 32, line ? NAME : undefined),
    ...(line ? words(command, 'description', 100) : []),
    ...(line && !command.description ? ['description is missing'] : []),
    ...(!line && (options.length > 0 || command.description) ? ['a menu has a name alone'] : []),
    ...(options.length > 25 ? [`${options.length} options`] : []),
    ...(optional >= 0 && options.slice(optional).some(({ required }) => required)
      ? ['required options come first']
      : []),
    ...options.flatMap(option => checkOption(option).map(problem => `${option.name}: ${problem}`)),
  ]
}

function checkOption(option: Payload): string[] {
  const choices = (option.choices ?? []) as Payload[]
  return [
    ...fields(option, { required: ['type', 'name', 'description'], optional: [...OPTION, ...MORE] }),
    ...words(option, 'name', 32, NAME),
    ...words(option, 'description', 100),
    ...(choices.length > 25 ? [`${choices.length} choices`] : []),
    ...(option.autocomplete && choices.length > 0 ? ['choices and autocomplete'] : []),
    ...(option.autocomplete && option.type !== 3 ? ['autocomplete of what is no text'] : []),
  ]
}

/** A word and its translations. */
function words(of: Payload, name: string, most: number, pattern?: RegExp): string[] {
  const local = (of[`${name}_localizations`] ?? {}) as Payload
  const wrong = (text: unknown) =>
    pattern && (!pattern.test(String(text)) || String(text).toLowerCase() !== text) ? [`${name} ${text}`] : []
  return [
    ...length(of, name, 1, most),
    ...wrong(of[name]),
    ...Object.entries(local).flatMap(([locale, text]) => [
      ...(LOCALES.has(locale) ? [] : [`the locale ${locale}`]),
      ...length({ text }, 'text', 1, most),
      ...wrong(text),
    ]),
  ]
}
