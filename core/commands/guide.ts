import { PHOTO } from '../../config/limits.js'
import { type Command, say } from './command.js'

/** Tells how to take a photo that works well. */
export const guide: Command = {
  name: 'guide',
  argument: '',
  takesPhoto: false,
  needsConsent: false,
  async run(context) {
    return say(context.say('texts.guide', { megabytes: PHOTO.maxBytes / 1024 / 1024 }))
  },
}
