/** What the web chat can do, as data. */
import { PHOTO, WEB } from '../../config/limits.js'

export const capabilities = {
  platform: 'web',
  /** The page keeps every message by its slot, so an edit is a write like any other and never too late. */
  edits: true,
  /** The page never shows one person's messages to another. */
  onlyYouSeeIt: true,
  /** No deadline from outside: the answer leaves with the request that asked. */
  answerWithinMs: WEB.handleMs,
  textChars: WEB.textChars,
  /** A button is a row of the page, so nothing but good taste bounds them. */
  buttonPayloadBytes: 64,
  photosAtOnce: WEB.photosAtOnce,
  photoBytes: PHOTO.maxBytes,
  /** The page draws every picture of a message in one gallery. */
  imagesPerMessage: Number.POSITIVE_INFINITY,
} as const
