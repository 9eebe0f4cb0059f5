/** Our small markup as Slack's mrkdwn. Pure. */
import { toPieces } from '../pieces.js'

const ENTITIES: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;' }
/** Stands behind a character that would begin markup: seen by nobody, and Slack has no way to escape those. */
const GUARD = '\u2060'

/** Text that Slack shows as it is. */
export function escapeText(text: string): string {
  return text.replace(/[&<>]/g, sign => ENTITIES[sign] ?? sign).replace(/[*_~`]/g, `$&${GUARD}`)
}

/** The text as mrkdwn pieces of at most `most` UTF-16 units each, such as a section holds. */
export function toMrkdwn(text: string, isCommand: (name: string) => boolean, most: number): string[] {
  const dialect = {
    bold: '*',
    italic: '_',
    bullet: '• ',
    escape: escapeText,
    isCommand,
    // Slack sends a bare /word to itself; only our own command reaches us.
    command: (name: string) => ({ open: '`', close: '`', text: `/pixbooth ${name}` }),
  }
  return toPieces(text, dialect, most)
}
