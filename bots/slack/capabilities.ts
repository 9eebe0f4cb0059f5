/** What Slack can do, as data. */
import { SLACK } from '../../config/limits.js'
import { type Capabilities, no } from '../capabilities.js'

export const capabilities = {
  platform: 'slack',
  /** An event or interaction is acknowledged within that; answers follow on their own. */
  answerWithinMs: 3_000,
  /** A response_url takes 5 uses in 30 minutes; then `chat.postEphemeral`, then the direct channel, which lives for ever. */
  replyExpiresMs: 30 * 60_000,
  textChars: SLACK.sectionChars,
  buttonPayloadBytes: 2_000,
  buttonsPerMessage: SLACK.rows * SLACK.buttonsInBlock,
  imagesPerMessage: SLACK.pictures,
  imageBytes: SLACK.pictureBytes,
  /** Shared as a file of its own below the message: no block shows a video that lies at Slack. */
  videoBytes: SLACK.videoBytes,
  fileBytes: SLACK.videoBytes,
  photosAtOnce: SLACK.formFiles,
  /** Of a file field; the direct channel takes what the booth takes. */
  photoBytes: 10 * 1024 * 1024,
  ways: {
    message: true,
    file: no('Slack sends every photo as the file that it is'),
    album: true,
    option: no('slash commands carry no file; the form takes its place'),
    reply: no('slash commands cannot be given in reply to a message'),
    menu: true,
    form: true,
  },
  can: {
    shared: true,
    onlyYou: true,
    edits: true,
    editsPrivately: no(
      'Slack lets nobody change what one person alone sees in a channel; the result is a message of its own there',
    ),
    sendsOnce: no('a new message has no key by which Slack would know the second one'),
    album: true,
    altText: true,
    stickers: no('Slack has no stickers; they are pictures there'),
    fullQuality: no('Slack keeps every picture as the file that was uploaded'),
    language: no('Slack tells it only to apps that may read the list of members'),
    commandMenu: no('there is one command, /pixbooth, with words behind it'),
    localNames: no('there is one command, /pixbooth, with words behind it'),
    deepLinks: no('links to an app open its page and carry nothing'),
    home: true,
    /** But for what one person alone saw in a channel: that has no name, and Slack forgets it by itself. */
    takesBack: true,
    blocking: no('a person cannot block an app; when the app is taken off, all is deleted'),
    patient: true,
  },
} as const satisfies Capabilities
