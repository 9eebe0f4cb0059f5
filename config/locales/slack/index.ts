import { type Language, speakable } from '../languages.js'
import { de } from './de.js'
import { slack as en, type SlackWords } from './en.js'

const WORDS: Record<Language, SlackWords> = { en, de }

/** The sentences of Slack's forms and pages in the language that serves a BCP 47 tag. */
export function slackWords(language: string | undefined): SlackWords {
  return WORDS[speakable(language ?? '')]
}
export type { SlackWords }
