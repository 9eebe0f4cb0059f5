/** What Telegram can do, as data. */
import { TELEGRAM } from '../../config/limits.js'
import { type Capabilities, no } from '../capabilities.js'

export const capabilities = {
  platform: 'telegram',
  /** Nothing is due; a press spins until it is answered, which is done before it is handled. */
  answerWithinMs: null,
  /** Chat ids are good until the person blocks the bot or the group throws it out. */
  replyExpiresMs: null,
  textChars: TELEGRAM.textUnits,
  captionChars: TELEGRAM.captionUnits,
  buttonPayloadBytes: TELEGRAM.callbackBytes,
  buttonsPerMessage: TELEGRAM.buttons,
  imagesPerMessage: TELEGRAM.album,
  imageBytes: TELEGRAM.photoBytes,
  videoBytes: TELEGRAM.videoBytes,
  fileBytes: TELEGRAM.documentBytes,
  photosAtOnce: TELEGRAM.album,
  /** Larger files cannot be fetched by a bot (getFile). */
  photoBytes: TELEGRAM.fetchBytes,
  ways: {
    message: true,
    file: true,
    album: true,
    /** A photo whose caption is a command. */
    option: true,
    reply: true,
    menu: no('bots cannot add to the menu of a message'),
    form: no('bots have no forms; a photo is simply sent'),
  },
  can: {
    shared: true,
    /**
     * What shows a person's pictures goes to the private chat; where none was opened, a note and a link to it stay in
     * the group. Ephemeral messages (Bot API 10.2, another form in 10.3) are no way for these: a bot that is no
     * administrator may send one only within 15 s of a press or an ephemeral command, Telegram promises neither that it
     * nor that an edit of it arrives, and an album cannot be one. A picture takes longer, and has cost a credit.
     */
    onlyYou: no('only pictures go to the private chat; other answers stand in the group, as replies'),
    edits: true,
    editsPrivately: no('there is no such answer that is sure to arrive'),
    sendsOnce: no('a bot can give a new message no name by which Telegram would know it again'),
    album: true,
    altText: no('pictures have captions only'),
    stickers: true,
    fullQuality: true,
    language: true,
    commandMenu: true,
    localNames: no('a command has one word in all languages, of small Latin letters'),
    deepLinks: true,
    home: no('the chat is the home'),
    /** For 48 hours; a picture that is older is replaced by an empty one, and words stay. */
    takesBack: true,
    blocking: true,
    patient: true,
  },
} as const satisfies Capabilities
