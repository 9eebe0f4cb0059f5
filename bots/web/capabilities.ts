/** What the web chat can do, as data. */
import { PHOTO, WEB } from '../../config/limits.js'
import { type Capabilities, no } from '../capabilities.js'

const ONE_TO_ONE = 'the page has nobody but the person and the booth'

export const capabilities = {
  platform: 'web',
  /** No deadline from outside: the answer leaves with the request that asked. */
  answerWithinMs: null,
  /** An address is an account. */
  replyExpiresMs: null,
  textChars: WEB.textChars,
  /** A button is a row of the page, so nothing but good taste bounds them; what they carry is bounded by core. */
  buttonPayloadBytes: 64,
  buttonsPerMessage: Number.POSITIVE_INFINITY,
  /** The page draws every picture of a message in one gallery. */
  imagesPerMessage: Number.POSITIVE_INFINITY,
  imageBytes: null,
  videoBytes: null,
  fileBytes: null,
  photosAtOnce: WEB.photosAtOnce,
  photoBytes: PHOTO.maxBytes,
  ways: {
    message: true,
    file: no('every photo comes in as the file that it is'),
    album: true,
    option: true,
    reply: no('sent photos are not kept on the page, so there is none to reply to'),
    menu: no('sent photos are not kept on the page, so they have no menu'),
    form: no('the chat itself takes photos, by button, drop and paste'),
  },
  can: {
    shared: no(ONE_TO_ONE),
    onlyYou: no(ONE_TO_ONE),
    /** The page keeps every message by its slot, so an edit is a write like any other and never too late. */
    edits: true,
    editsPrivately: no(ONE_TO_ONE),
    sendsOnce: true,
    album: true,
    altText: true,
    stickers: no('the web has no such thing: a sticker is a picture that one can see through'),
    fullQuality: no('the page shows the picture itself, and a click downloads it'),
    language: true,
    commandMenu: true,
    localNames: no('the words of the commands are the same in every language there'),
    deepLinks: no('the page opens with everything at hand'),
    home: no('the conversation is the page'),
    takesBack: true,
    blocking: no('whoever leaves just closes the page'),
    patient: no('the booth is the platform'),
  },
} as const satisfies Capabilities
