import i18next, { type TFunction } from 'i18next'
import type { Locale } from '../config/locales/en/index.js'
import { LOCALES } from '../config/locales/index.js'
import { FALLBACK_LANGUAGE, type Language, speakable } from '../config/locales/languages.js'
import { Fault } from './errors.js'
import type { Notice, NoticeContext } from './notice.js'

/** Dotted names of all sentences; plural endings are i18next's own business. */
type Plain<Key extends string> = Key extends `${infer Stem}_${'one' | 'other'}` ? Stem : Key
export type TextId = {
  [Section in keyof Locale]: {
    [Key in keyof Locale[Section] & string]: Locale[Section][Key] extends string
      ? `${Section}.${Plain<Key>}`
      : `${Section}.${Key}.${keyof Locale[Section][Key] & string}`
  }[keyof Locale[Section] & string]
}[keyof Locale]

/** Words in one language. */
export interface Say {
  (id: TextId, context?: NoticeContext): string
  /** The sentence of a notice or of a refusal reason. */
  notice(notice: Notice): string
  /** The language that they are in, whichever was asked for. */
  language: Language
}

/** Builds the wording of all languages once; `say(language)` picks one, or the fallback where we do not speak it. */
export function createSay(): (language: string) => Say {
  const instance = i18next.createInstance({
    initAsync: false,
    fallbackLng: FALLBACK_LANGUAGE,
    supportedLngs: Object.keys(LOCALES),
    resources: Object.fromEntries(
      Object.entries(LOCALES).map(([language, locale]) => [language, { translation: locale }]),
    ),
    // Every platform escapes in its own renderer.
    interpolation: { escapeValue: false },
    returnNull: false,
    saveMissing: true,
    missingKeyHandler: (_languages, _namespace, key) => {
      throw new Fault('bug', `There is no text ${key}.`)
    },
  })
  instance.init()

  const known = new Map<Language, Say>()
  return asked => {
    const language = speakable(asked)
    const before = known.get(language)
    if (before) return before
    const t: TFunction = instance.getFixedT(language)
    const word = (id: TextId, context: NoticeContext = {}): string => t(id, context)
    const made = Object.assign(word, {
      language,
      notice: (notice: Notice) => {
        // Rows may be older than the code: an id that is gone is told as the failure that it was.
        const id = [`refusals.${notice.id}`, `notices.${notice.id}`].find(key => instance.exists(key))
        return t(id ?? 'notices.failed', notice.context)
      },
    })
    known.set(language, made)
    return made
  }
}
