/** What Discord can do, as data. */
import { DISCORD, PHOTO } from '../../config/limits.js'
import { type Capabilities, no } from '../capabilities.js'

export const capabilities = {
  platform: 'discord',
  /** An interaction is met within that by a deferral; answers follow on their own. */
  answerWithinMs: 3_000,
  /** The token of an interaction; then the channel, then the direct channel, which live for ever. */
  replyExpiresMs: 15 * 60_000,
  textChars: DISCORD.textChars,
  buttonPayloadBytes: 64,
  buttonsPerMessage: DISCORD.rows * DISCORD.buttonsInRow,
  imagesPerMessage: DISCORD.pictures,
  imageBytes: DISCORD.pictureBytes,
  videoBytes: DISCORD.pictureBytes,
  fileBytes: DISCORD.pictureBytes,
  photosAtOnce: DISCORD.formFiles,
  photoBytes: PHOTO.maxBytes,
  ways: {
    message: true,
    file: no('Discord sends every photo as the file that it is'),
    album: true,
    option: true,
    reply: no('commands cannot be given in reply to a message; its menu takes that place'),
    menu: true,
    form: true,
  },
  can: {
    shared: true,
    onlyYou: true,
    edits: true,
    editsPrivately: true,
    sendsOnce: no('answers to interactions have no key by which Discord would know the second one'),
    album: true,
    altText: true,
    stickers: no('bots cannot send pictures as stickers; they are pictures there'),
    fullQuality: no('Discord keeps every picture as the file that was sent'),
    language: true,
    commandMenu: true,
    localNames: true,
    deepLinks: no('links to an app carry nothing to it'),
    home: no('apps have no page of their own for a person'),
    /** By the interaction's token while it lives; after that where the bot may write, so not what one person alone saw there. */
    takesBack: true,
    blocking: no(
      'a closed direct channel says nothing about the channels where one is answered; nothing but a notice about a breach is sent unasked',
    ),
    patient: true,
  },
} as const satisfies Capabilities
