/** Our small markup in the words of a platform that has a markup of its own, in pieces that a message can hold. Pure. */
import { type Block, parseText, type Words } from './markup.js'

const graphemes = new Intl.Segmenter(undefined, { granularity: 'grapheme' })

/** A grapheme of hundreds of joined marks is no character that anybody misses beyond this. */
const GRAPHEME_UNITS = 32

/** How a platform writes what our markup says. */
export interface Dialect {
  /** Stand before and after. */
  bold: string
  italic: string
  bullet: string
  /** Text that the platform shows as it is. */
  escape(text: string): string
  isCommand(name: string): boolean
  /** A command's word, as text in a frame, or `whole` where it must not be parted. */
  command(name: string): { open?: string; close?: string; text: string; whole?: string | undefined }
}

/** A stretch in one style; it can be parted between characters. */
interface Stretch {
  open: string
  close: string
  text: string
  whole?: string | undefined
}

/** Cuts at whole characters, with an ellipsis when something is left out. Lengths are UTF-16 units. */
export function cut(text: string, most: number): string {
  if (text.length <= most) return text
  let kept = ''
  for (const { segment } of graphemes.segment(text)) {
    if (kept.length + segment.length > most - 1) break
    kept += segment
  }
  return `${kept}…`
}

/** The text in pieces of at most `most` units each, parted between lines where that is possible. */
export function toPieces(text: string, dialect: Dialect, most: number): string[] {
  const pieces: string[] = []
  let open = ''
  for (const block of parseText(text, dialect.isCommand)) {
    let gap = '\n\n'
    for (const line of linesOf(block, dialect, most)) {
      if (open !== '' && open.length + gap.length + line.length > most) {
        pieces.push(open)
        open = ''
      }
      open = open === '' ? line : open + gap + line
      gap = '\n'
    }
  }
  if (open !== '') pieces.push(open)
  return pieces
}

function linesOf(block: Block, dialect: Dialect, most: number): string[] {
  const bullet = block.kind === 'list' ? dialect.bullet : ''
  return block.lines.flatMap(words => renderLine(stretches(words, dialect), bullet, dialect, most))
}

function stretches(words: Words[], dialect: Dialect, open = '', close = ''): Stretch[] {
  return words.flatMap((word): Stretch[] => {
    if (word.kind === 'text') return [{ open, close, text: word.text }]
    if (word.kind === 'command') {
      const { text, whole, ...frame } = dialect.command(word.text.slice(1))
      return [{ open: open + (frame.open ?? ''), close: (frame.close ?? '') + close, text, whole }]
    }
    const sign = word.kind === 'bold' ? dialect.bold : dialect.italic
    return stretches(word.words, dialect, open + sign, sign + close)
  })
}

/** A line as strings of at most `most` units; usually one. */
function renderLine(line: Stretch[], bullet: string, dialect: Dialect, most: number): string[] {
  const parts: string[] = []
  let now = bullet
  for (const { open, close, text, whole } of line) {
    const frame = open.length + close.length
    const all = whole ?? dialect.escape(text)
    if (now.length + frame + all.length <= most) {
      now += open + all + close
      continue
    }
    let inner = ''
    for (const { segment } of graphemes.segment(text)) {
      const next = dialect.escape(cut(segment, GRAPHEME_UNITS))
      if (now.length + frame + inner.length + next.length > most) {
        parts.push(inner ? now + open + inner + close : now)
        now = ''
        inner = ''
      }
      inner += next
    }
    if (inner) now += open + inner + close
  }
  parts.push(now)
  return parts.filter(part => part !== '')
}
