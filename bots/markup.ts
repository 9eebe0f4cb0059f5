/** The small markup of messages: `**bold**`, `_italic_`, `- ` lists, lines and `/command` words. Pure. */

export type Words =
  | { kind: 'text'; text: string }
  | { kind: 'command'; text: string }
  | { kind: 'bold'; words: Words[] }
  | { kind: 'italic'; words: Words[] }

export interface Block {
  kind: 'lines' | 'list'
  lines: Words[][]
}

const TOKEN =
  /\*\*(?<bold>[^\s*](?:[^*\n]*[^\s*])?)\*\*|(?<![\p{L}\p{N}_])_(?<italic>[^\s_](?:[^_\n]*[^\s_])?)_(?![\p{L}\p{N}_])|(?<![\p{L}\p{N}_/])\/(?<command>[a-z0-9_]{1,32})(?![\p{L}\p{N}_/])/gu

/** The words of a line. A command is one only when `isCommand` knows it. */
export function parseWords(line: string, isCommand: (name: string) => boolean): Words[] {
  const words: Words[] = []
  let at = 0
  const plain = (until: number) => {
    if (until > at) words.push({ kind: 'text', text: line.slice(at, until) })
  }
  for (const match of line.matchAll(TOKEN)) {
    const { bold, italic, command } = match.groups ?? {}
    if (command !== undefined && !isCommand(command)) continue
    plain(match.index)
    if (bold !== undefined) words.push({ kind: 'bold', words: parseWords(bold, isCommand) })
    else if (italic !== undefined) words.push({ kind: 'italic', words: parseWords(italic, isCommand) })
    else words.push({ kind: 'command', text: `/${command}` })
    at = match.index + match[0].length
  }
  plain(line.length)
  return words
}

/** The text in blocks; an empty line ends one. */
export function parseText(text: string, isCommand: (name: string) => boolean): Block[] {
  const blocks: Block[] = []
  let open: Block | undefined
  for (const line of text.split('\n')) {
    const item = /^[-•] (.*)$/.exec(line.trimStart())?.[1]
    if (line.trim() === '') {
      open = undefined
      continue
    }
    const words = parseWords(item ?? line, isCommand)
    const kind = item === undefined ? 'lines' : 'list'
    if (open?.kind !== kind) {
      open = { kind, lines: [] }
      blocks.push(open)
    }
    open.lines.push(words)
  }
  return blocks
}
