/**
 * What a platform can do, as data: the tests skip just what is said to be impossible, and the README's table is made
 * from it. No code asks a platform by its name.
 */
import type { Platform } from '../core/platform.js'

/** True, or why not: a sentence for the README. */
export type Can = true | { can: false; because: string }

/** The ways a photo can come in, as people know them. */
export const PHOTO_WAYS = {
  message: 'sent into the chat with the bot',
  file: 'sent there as a file, lossless',
  album: 'several in one go',
  option: 'attached to a command',
  reply: 'a command in reply to a photo',
  menu: 'from the menu of a message',
  form: 'in a form with a file field',
} as const
export type PhotoWay = keyof typeof PHOTO_WAYS

/** What else differs from platform to platform, worded for the README. */
export const ABILITIES = {
  shared: 'works where others read along',
  onlyYou: 'answers there are for the person alone',
  edits: 'one message from the progress to the result',
  editsPrivately: 'the same for answers that only one person sees among others',
  sendsOnce: 'a crash in the very moment of sending leaves no second message',
  album: 'several pictures in one message',
  altText: 'pictures have an alternative text',
  stickers: 'stickers are stickers',
  fullQuality: 'full quality on request, as a file',
  language: 'knows which language a person speaks',
  commandMenu: 'commands are offered while one types',
  localNames: 'commands have names in the language of the person',
  deepLinks: 'links that open the chat with a style',
  home: 'a page of its own: work, gallery, settings',
  takesBack: 'takes its messages away when a person deletes everything',
  blocking: 'notices when it is blocked, and stops',
  patient: 'bears with the platform: 429, errors, silence',
} as const
export type Ability = keyof typeof ABILITIES

/** Numbers are limits of the platform; `null` and infinity mean that there is none. */
export interface Capabilities {
  platform: Platform
  /** Until when the platform wants a first sign of life, and how long an address for answers lives. */
  answerWithinMs: number | null
  replyExpiresMs: number | null
  /** Characters of a message, and of the words under a picture where these are fewer. */
  textChars: number
  captionChars?: number
  /** What a button may carry, and how many a message may have. */
  buttonPayloadBytes: number
  buttonsPerMessage: number
  imagesPerMessage: number
  /** Bytes of a picture that goes out; larger ones are made to fit. */
  imageBytes: number | null
  /** Bytes of a video that goes out; a larger one is left to the web chat. */
  videoBytes: number | null
  /** Bytes of a file that goes out as it is, an archive; a larger one is left to a link or to the web chat. */
  fileBytes: number | null
  /** Photos that one event may bring, and the bytes of one. */
  photosAtOnce: number
  photoBytes: number
  ways: Record<PhotoWay, Can>
  can: Record<Ability, Can>
}

/** Something that a platform cannot do. `because` is the part of a sentence after "because". */
export function no(because: string): Can {
  return { can: false, because }
}
