/** The languages the booth speaks, by BCP 47 tag, each with its name in itself. */
export const LANGUAGES = { en: 'English', de: 'Deutsch' } as const
export type Language = keyof typeof LANGUAGES

/** Serves everybody whose language we do not speak. */
export const FALLBACK_LANGUAGE: Language = 'en'

/** Whether that is the tag of one of our languages. */
export function isLanguage(tag: string): tag is Language {
  return Object.hasOwn(LANGUAGES, tag)
}

/** The one of our languages that serves a BCP 47 tag: itself, the one without its region, or the fallback. */
export function speakable(tag: string): Language {
  const lower = tag.toLowerCase()
  const base = lower.split('-')[0] ?? ''
  return isLanguage(lower) ? lower : isLanguage(base) ? base : FALLBACK_LANGUAGE
}
