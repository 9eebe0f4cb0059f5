import { findStyle } from '../../config/styles.js'
import { notice } from '../notice.js'
import { type Command, tell } from './command.js'
import { makeStyle } from './portrait.js'

/** Cuts the person out of the attached photo, or of the last one. */
export const cutout: Command = {
  name: 'cutout',
  argument: '',
  takesPhoto: true,
  needsConsent: true,
  async run(context) {
    const style = findStyle('cutout')
    return style ? makeStyle(context, style) : tell(context, notice('style_unknown', { style: 'cutout' }))
  },
}
