/** Completion of slash commands and their choices. Pure. */
import type { CommandSpec } from '../../../core/platform.js'

export interface Suggestion {
  /** What the whole text becomes. */
  text: string
  title: string
  detail: string
  /** Nothing is missing: it can be sent as it is. */
  whole: boolean
}

export interface Suggestions {
  items: Suggestion[]
  /** Which one Enter takes before an arrow key was used; -1 when Enter sends what was typed. */
  first: number
}

const NONE: Suggestions = { items: [], first: -1 }

/** What the text could become, when it begins a command. */
export function suggest(text: string, commands: readonly CommandSpec[]): Suggestions {
  const begun = /^\/([a-z0-9_]*)$/i.exec(text)
  if (begun) return suggestCommands(begun[1]?.toLowerCase() ?? '', commands)
  const chosen = /^\/([a-z0-9_]+)\s+(\S*)$/i.exec(text)
  const command = chosen && commands.find(one => one.name === chosen[1]?.toLowerCase())
  return command ? suggestChoices(command, chosen[2]?.toLowerCase() ?? '') : NONE
}

function suggestCommands(typed: string, commands: readonly CommandSpec[]): Suggestions {
  const items = commands
    .filter(one => one.name.startsWith(typed))
    .map(one => ({
      text: one.argument ? `/${one.name} ` : `/${one.name}`,
      title: [`/${one.name}`, one.argument].filter(Boolean).join(' '),
      detail: one.summary,
      whole: !one.argument,
    }))
  const exact = commands.some(one => one.name === typed)
  return { items, first: exact ? -1 : 0 }
}

function suggestChoices(command: CommandSpec, typed: string): Suggestions {
  const fits = (word: string) => word.toLowerCase().startsWith(typed)
  const items = (command.options[0]?.choices ?? [])
    .filter(one => fits(one.value) || fits(one.label))
    .filter(one => one.value !== typed)
    .map(one => ({ text: `/${command.name} ${one.value}`, title: one.value, detail: one.label, whole: true }))
  return { items, first: typed === '' ? -1 : items.length > 0 ? 0 : -1 }
}
