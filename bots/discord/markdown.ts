/** Our small markup as Discord's markdown. Pure. */
import { toPieces } from '../pieces.js'

/** Text that Discord shows as it is: no markup, no mention, no link that unfolds. */
export function escapeText(text: string): string {
  return text.replace(/[\\*_~`|>#[\]()<:@-]/g, '\\$&')
}

/** Names of commands with their ids: those become mentions that can be pressed. */
export type CommandIds = ReadonlyMap<string, string | undefined>

/** The text as markdown pieces of at most `most` UTF-16 units each. */
export function toMarkdown(text: string, ids: CommandIds, most: number): string[] {
  const dialect = {
    bold: '**',
    italic: '*',
    bullet: '- ',
    escape: escapeText,
    isCommand: (name: string) => ids.has(name),
    command(name: string) {
      const id = ids.get(name)
      return { text: `/${name}`, whole: id && `</${name}:${id}>` }
    },
  }
  return toPieces(text, dialect, most)
}
