/** The command table as Discord registers it. Pure. */
import {
  ApplicationCommandOptionType,
  ApplicationCommandType,
  ApplicationIntegrationType,
  InteractionContextType,
  Locale,
} from 'discord.js'
import { DISCORD, PROMPT, TEXT } from '../../config/limits.js'
import type { CommandSpec } from '../../core/platform.js'
import type { Say } from '../../core/say.js'
import { cut } from '../pieces.js'

/** A language with its command table and its words; the first one serves everybody else. */
export interface Tongue {
  language: string
  commands: readonly CommandSpec[]
  say: Say
}

/** For everybody: in servers, alone with the bot, and in other private channels where a person brings the bot along. */
const EVERYWHERE = {
  integration_types: [ApplicationIntegrationType.GuildInstall, ApplicationIntegrationType.UserInstall],
  contexts: [
    InteractionContextType.Guild,
    InteractionContextType.BotDM,
    InteractionContextType.PrivateChannel,
  ],
}

/** The body of `PUT /applications/{id}/commands`: the commands of the chat line, and the menu at messages. */
export function renderCommands(tongues: readonly [Tongue, ...Tongue[]]): Record<string, unknown>[] {
  const [first, ...others] = tongues
  const line = first.commands.map(spec => {
    const local = others.map(({ language, commands }) => ({
      language,
      spec: commands.find(({ name }) => name === spec.name) ?? spec,
    }))
    return {
      type: ApplicationCommandType.ChatInput,
      name: spec.name,
      ...localized('name', local, one => one.localName ?? one.name),
      description: cut(spec.summary, DISCORD.descriptionChars),
      ...localized('description', local, one => cut(one.summary, DISCORD.descriptionChars)),
      options: [...renderOptions(spec, local), ...renderPhoto(spec, first, others)],
      ...EVERYWHERE,
    }
  })
  const titles = others.map(({ language, say }) => ({ language, spec: say('texts.menuPortrait') }))
  const menu = {
    type: ApplicationCommandType.Message,
    name: menuName(first.say),
    ...localized('name', titles, title => cut(title, DISCORD.nameChars)),
    ...EVERYWHERE,
  }
  return [...line, menu]
}

/** The menu's name, by which it comes back. */
export function menuName(say: Say): string {
  return cut(say('texts.menuPortrait'), DISCORD.nameChars)
}

/** Values of an option that fit what was typed, by value or by name. */
export function complete(
  spec: CommandSpec | undefined,
  option: string,
  typed: string,
): { name: string; value: string }[] {
  const wanted = typed.trim().toLowerCase()
  return (spec?.options.find(({ name }) => name === option)?.choices ?? [])
    .filter(({ value, label }) => value.includes(wanted) || label.toLowerCase().includes(wanted))
    .slice(0, DISCORD.choices)
    .map(({ value, label }) => ({ name: cut(label, DISCORD.optionChars), value }))
}

function renderOptions(spec: CommandSpec, local: { language: string; spec: CommandSpec }[]) {
  return spec.options.map(({ name, summary, required, choices }, index) => ({
    type: ApplicationCommandOptionType.String,
    name,
    description: cut(summary, DISCORD.descriptionChars),
    ...localized('description', local, one =>
      cut(one.options[index]?.summary ?? summary, DISCORD.descriptionChars),
    ),
    required,
    ...(choices.length > 0 ? { autocomplete: true } : { max_length: mostOf(name) }),
  }))
}

/** Longer words are refused anyway, so Discord says so while they are typed. */
function mostOf(option: string): number {
  if (option === 'name') return PROMPT.nameChars
  return option === 'prompt' || option === 'description' ? PROMPT.imagineChars : TEXT.reportChars
}

function renderPhoto(spec: CommandSpec, first: Tongue, others: readonly Tongue[]) {
  if (!spec.takesPhoto) return []
  const local = others.map(({ language, say }) => ({ language, spec: say('options.photo') }))
  return [
    {
      type: ApplicationCommandOptionType.Attachment,
      name: 'photo',
      description: cut(first.say('options.photo'), DISCORD.descriptionChars),
      ...localized('description', local, text => cut(text, DISCORD.descriptionChars)),
      required: false,
    },
  ]
}

const KNOWN: readonly string[] = Object.values(Locale)

/** Discord's tags of a language: its own, or those with regions (`es-ES`, `es-419`). */
function tagsOf(language: string): string[] {
  return KNOWN.filter(tag => tag === language || tag.startsWith(`${language}-`))
}

/** `<field>_localizations`, for languages that Discord knows; nothing when there is none. */
function localized<T>(
  field: 'name' | 'description',
  local: readonly { language: string; spec: T }[],
  word: (spec: T) => string,
): Record<string, Record<string, string>> {
  const words = local.flatMap(({ language, spec }) => tagsOf(language).map(tag => [tag, word(spec)] as const))
  return words.length === 0 ? {} : { [`${field}_localizations`]: Object.fromEntries(words) }
}

/** Whether what Discord has is what we want: it adds fields of its own, and leaves out what is empty. */
export function sameCommands(theirs: unknown, ours: readonly Record<string, unknown>[]): boolean {
  if (!Array.isArray(theirs) || theirs.length !== ours.length) return false
  const key = (one: Record<string, unknown>) => `${one.type ?? 1}:${one.name}`
  const by = new Map(theirs.map(one => [key(one), one]))
  return ours.every(one => contains(by.get(key(one)), one))
}

const TRANSLATIONS = ['name_localizations', 'description_localizations']

function sizeOf(value: unknown): number {
  return Object.keys(value ?? {}).length
}

/** Every field of `ours` stands in `theirs`; lists have the same length, and empty ones may be missing. */
function contains(theirs: unknown, ours: unknown): boolean {
  if (Array.isArray(ours)) {
    const list = Array.isArray(theirs) ? theirs : []
    return list.length === ours.length && ours.every((one, index) => contains(list[index], one))
  }
  if (typeof ours === 'object' && ours !== null) {
    const fields = (theirs ?? {}) as Record<string, unknown>
    // A translation that we no longer have is to go.
    const gone = TRANSLATIONS.some(name => sizeOf(fields[name]) !== sizeOf((ours as typeof fields)[name]))
    return !gone && Object.entries(ours).every(([name, value]) => contains(fields[name], value))
  }
  return theirs === ours || (ours === false && theirs === undefined)
}
