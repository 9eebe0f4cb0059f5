/** What stands in a button: the action, and whose it is where others could press it. Ids, never state. Pure. */
import { DISCORD } from '../../config/limits.js'

/** The action of the bot's own button that opens the form, and the name of the form. */
export const FORM = 'form'

/** `<action>|<owner>|<n>`; `n` tells buttons of one message apart that do the same. */
export function customId(action: string, owner: string, n?: number): string {
  return `${action}|${owner}${n === undefined ? '' : `|${n}`}`.slice(0, DISCORD.customIdChars)
}

/** The action and its owner; null when it is none of ours. */
export function readAction(id: string): { action: string; owner?: string } | null {
  const [action, owner] = id.split('|')
  if (!action) return null
  return owner ? { action, owner } : { action }
}
