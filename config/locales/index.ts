import { en, type Locale } from './en/index.js'

/** The languages the booth speaks, by BCP 47 tag; the first one serves everybody else. */
export const LOCALES = { en } as const satisfies Record<string, Locale>
export const FALLBACK_LANGUAGE = 'en'
