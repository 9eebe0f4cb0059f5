import { FALLBACK_LANGUAGE } from '../../config/locales/languages.js'
import type { Message } from '../platform.js'
import type { Say } from '../say.js'

/** What the operators have to tell, by language; there is always one in the language of last resort. */
export type NotificationTexts = Readonly<Record<string, string>>

export interface NotificationFacts {
  id: string
  texts: NotificationTexts
}

/** The operators' words, in the person's language where they have written them. */
export function wordsOf(texts: NotificationTexts, language: string): string {
  return texts[language] ?? texts[FALLBACK_LANGUAGE] ?? ''
}

/**
 * The message with what the operators have to tell, for the person alone. Where others read along it is said that there
 * is something, and a button brings it. Pure.
 */
export function viewNotification({ id, texts }: NotificationFacts, say: Say): Message {
  return {
    slot: `notification:${id}`,
    personal: true,
    text: wordsOf(texts, say.language),
    buttons: [],
    images: [],
    elsewhere: {
      text: say('texts.notificationElsewhere'),
      buttons: [[{ action: `told:${id}`, label: say('texts.showButton'), tone: 'primary' }]],
    },
  }
}
