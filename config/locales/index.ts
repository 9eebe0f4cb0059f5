import { de } from './de/index.js'
import { en, type Locale } from './en/index.js'
import type { Language } from './languages.js'

export * from './languages.js'

/** Every sentence of the booth, by language. */
export const LOCALES: Record<Language, Locale> = { en, de }
