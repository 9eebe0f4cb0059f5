import { findStyle } from '../../config/styles.js'
import { notice } from '../notice.js'
import { type Command, tell } from './command.js'
import { makeStyle } from './portrait.js'

/** A command that makes one style, from the attached photo or the last one. */
function createShortcut(id: 'cutout' | 'sticker'): Command {
  return {
    name: id,
    argument: '',
    takesPhoto: true,
    needsConsent: true,
    async run(context) {
      const style = findStyle(id)
      return style ? makeStyle(context, style) : tell(context, notice('style_unknown', { style: id }))
    },
  }
}

/** Cuts the person out. */
export const cutout = createShortcut('cutout')

/** The person with a white edge around, in the size of stickers. */
export const sticker = createShortcut('sticker')
