/** A person's words for a picture: made clean, measured, screened. Pure. */
import { PROMPT } from '../../config/limits.js'
import type { Category } from '../../config/screening.js'
import { type Notice, notice } from '../notice.js'
import type { Screen } from './screen.js'

/** Words that may be drawn, or why they are not; `category` when they were refused for what they say. */
export type Judged = { ok: true; words: string } | { ok: false; notice: Notice; category?: Category }

/**
 * Words as they can stand inside of a sentence of ours: one line, without quotation marks, brackets and other signs that
 * could end it or mean something to a model. Cleaning twice changes nothing.
 */
export function cleanWords(text: string): string {
  return (
    text
      .normalize('NFKC')
      // What cannot be seen goes, but for what joins an emoji or a script's letters.
      .replace(/[^\P{Cf}\u200c\u200d]|[\p{Cs}\p{Co}\p{Cn}]/gu, '')
      .replace(/[\p{Cc}\p{Zl}\p{Zp}]/gu, ' ')
      .replace(/(?<=\p{L})[’‘'`´](?=\p{L})/gu, '’')
      .replace(/(?<!\p{L})’|’(?!\p{L})|["'`´‘“”„‚«»‹›]/gu, ' ')
      .replace(/[{}[\]<>|\\^~_*=#]/g, ' ')
      .replace(/\s+/g, ' ')
      .replace(/ (?=[,.;:!?])/g, '')
      .replace(/^[\s,.;:!?/-]+|[\s,;:/-]+$/g, '')
  )
}

/** Judges what a person wrote. Notices: `prompt_empty`, `text_too_long`, `prompt_refused` and its kin. */
export function judgeWords(
  text: string,
  rules: { most: number; face: boolean; screen: Screen; command: string },
): Judged {
  const { most, face, screen, command } = rules
  const words = cleanWords(text)
  if (!/[\p{L}\p{N}\p{Extended_Pictographic}]/u.test(words))
    return { ok: false, notice: notice('prompt_empty', { command }) }
  if ([...text].length > most) return { ok: false, notice: notice('text_too_long', { limit: most }) }
  // As it was written: signs that are taken out say something too.
  const category = screen(text, { face })
  if (category) return { ok: false, notice: refusalOf(category), category }
  return { ok: true, words }
}

/** How a refusal is told: one sentence, and the words are not said again. */
export function refusalOf(category: Category): Notice {
  if (category === 'smuggling') return notice('prompt_plain')
  if (category === 'self_harm') return notice('prompt_care')
  return notice('prompt_refused')
}

/** The most that may be written for a command's picture. */
export function mostChars(kind: 'portrait' | 'imagine' | 'character'): number {
  return { portrait: PROMPT.portraitChars, imagine: PROMPT.imagineChars, character: PROMPT.characterChars }[
    kind
  ]
}
