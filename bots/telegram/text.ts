/** Our markup as Telegram's text with entities: no escaping, and lengths are what Telegram counts (UTF-16 units). Pure. */
import { TELEGRAM } from '../../config/limits.js'
import { parseWords, type Words } from '../markup.js'

interface Entity {
  type: 'bold' | 'italic'
  offset: number
  length: number
}

export interface StyledText {
  text: string
  entities: Entity[]
}

/** Telegram shows nothing for these alone, and refuses a text of nothing. */
const INVISIBLE = /[\s\p{C}\p{M}\u115f\u1160\u2800\u3164\uffa0]/gu

/** What stands where nothing is to be read. */
const NOTHING = '…'

/** Text that Telegram takes: whole characters, no control characters but line breaks and tabs. */
export function cleanText(text: string): string {
  return text
    .replace(/\r\n?/g, '\n')
    .replace(/[\u2028\u2029]/g, '\n')
    .replace(/[^\P{Cc}\n\t]|\p{Surrogate}/gu, '')
}

/** Pages of the payment service for cards: Telegram wants no way to them for what is digital, whoever wrote the words. */
const CARD_LINK = /(?:https?:\/\/)?(?:[\w-]+\.)*stripe\.com(?![\w-])\S*/gi

/** A text without links to pay by card. */
export function withoutCardLinks(text: string): string {
  return text.replace(CARD_LINK, NOTHING)
}

/** The markup taken out of a text and kept beside it as entities. Telegram itself makes links of `/command` words. */
export function styleText(source: string): StyledText {
  const entities: Entity[] = []
  let text = ''
  const write = (words: readonly Words[]) => {
    for (const word of words) {
      if (word.kind === 'text' || word.kind === 'command') {
        text += word.text
        continue
      }
      const offset = text.length
      write(word.words)
      entities.push({ type: word.kind, offset, length: text.length - offset })
    }
  }
  for (const [index, line] of cleanText(source).split('\n').entries()) {
    if (index > 0) text += '\n'
    const item = /^\s*[-•] (.*)$/.exec(line)?.[1]
    if (item !== undefined) text += '• '
    write(parseWords(item ?? line, () => true))
  }
  return part({ text, entities }, 0, text.length)
}

/** Whether anything is to be read. */
export function isBlank(text: string): boolean {
  return text.replace(INVISIBLE, '') === ''
}

/** The text in pieces of at most so many units, cut between lines or words where that is possible; at least one piece. */
export function splitText(styled: StyledText, units: number = TELEGRAM.textUnits): StyledText[] {
  const pieces: StyledText[] = []
  for (let from = 0; from < styled.text.length; ) {
    const until = cutBefore(styled.text, from, units)
    const piece = part(styled, from, until)
    if (!isBlank(piece.text)) pieces.push(piece)
    from = until
  }
  return pieces.length > 0 ? pieces : [{ text: NOTHING, entities: [] }]
}

/** The beginning of a text that takes no markup: a button's label, an alert, a description. Never empty. */
export function cutText(text: string, units: number): string {
  const clean = cleanText(text).trim()
  if (isBlank(clean)) return NOTHING
  if (clean.length <= units) return clean
  return `${clean.slice(0, wholeBefore(clean, 0, units - 1)).trimEnd()}…`
}

/** Where a piece that begins at `from` ends: after a line, else after a word, else between two characters. */
function cutBefore(text: string, from: number, units: number): number {
  if (text.length - from <= units) return text.length
  const end = wholeBefore(text, from, units)
  for (const gap of ['\n', ' ']) {
    const at = text.lastIndexOf(gap, end - 1)
    // A piece that is nearly empty is worse than one that ends inside a paragraph.
    if (at >= from + units / 2) return at + 1
  }
  return end
}

const characters = new Intl.Segmenter('en', { granularity: 'grapheme' })

/** The last boundary between two characters as people see them, at most `units` after `from`. */
function wholeBefore(text: string, from: number, units: number): number {
  const end = from + units
  // A window is enough to find the character that would be cut; a longer one is cut anyway.
  const start = Math.max(from, end - 200)
  const cut = characters.segment(text.slice(start, end + 200)).containing(end - start)
  if (cut && start + cut.index > from) return start + cut.index
  return /[\ud800-\udbff]/.test(text[end - 1] ?? '') ? end - 1 : end
}

/** A piece of a text without white space around it, its entities moved along; those beyond Telegram's number are dropped. */
function part({ text, entities }: StyledText, from: number, until: number): StyledText {
  const raw = text.slice(from, until)
  const start = from + (raw.length - raw.trimStart().length)
  const piece = raw.trim()
  const moved = entities.flatMap((entity): Entity[] => {
    const offset = Math.max(entity.offset - start, 0)
    const length = Math.min(entity.offset + entity.length - start, piece.length) - offset
    return length > 0 ? [{ ...entity, offset, length }] : []
  })
  return { text: piece, entities: moved.slice(0, TELEGRAM.entities) }
}
