import { type WebWords, webWords } from '../../../config/locales/web/index.js'

/** The page's own sentences as they are now: read them where they are shown, for they change with the language. */
export let texts: WebWords = webWords(globalThis.document?.documentElement.lang)

/** Goes on in the person's language. */
export function speak(language: string): void {
  texts = webWords(language)
  document.documentElement.lang = language
}
