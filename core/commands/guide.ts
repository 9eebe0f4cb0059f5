import { PHOTO } from '../../config/limits.js'
import { type Command, say } from './command.js'
import { makers } from './makers.js'

/** Tells how to take a photo that works well. */
export const guide: Command = {
  name: 'guide',
  argument: '',
  takesPhoto: false,
  needsConsent: false,
  async run(context) {
    const guide = context.say('texts.guide', { megabytes: PHOTO.maxBytes / 1024 / 1024 })
    return say(`${guide} ${makers(context, 'texts.guideStudio')}`)
  },
}
