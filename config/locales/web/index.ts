import { type Language, speakable } from '../languages.js'
import { de } from './de.js'
import { web as en, type WebWords } from './en.js'

const WORDS: Record<Language, WebWords> = { en, de }

/** The web chat's own sentences in the language that serves a BCP 47 tag, or the first one of an Accept-Language header. */
export function webWords(language: string | undefined): WebWords {
  return WORDS[speakable(language?.split(/[,;]/)[0]?.trim() ?? '')]
}
export type { WebWords }
