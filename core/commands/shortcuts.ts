import { findStyle } from '../../config/styles.js'
import { notice } from '../notice.js'
import { parsePrompt } from '../prompt/parse.js'
import { type Command, join, say, tell } from './command.js'
import { available, makeStyle } from './make.js'
import { judge, refused, takesWords } from './words.js'

/** A command that makes one style, from the attached photo or the last one. */
function createShortcut(id: 'cutout' | 'sticker' | 'enhance'): Command {
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

/** The whole photo, sharper and cleaner. */
export const enhance = createShortcut('enhance')

/** The photo as a short clip; words say what happens in it. */
export const video: Command = {
  name: 'video',
  argument: '[your words]',
  options: [{ name: 'prompt', required: false }],
  takesPhoto: true,
  needsConsent: true,
  async run(context, argument) {
    const style = available(context, 'video')
    if ('messages' in style) return style
    const { wish, seed } = parsePrompt(argument)
    if (wish === '') return makeStyle(context, style, { seed })
    if (!takesWords(style))
      return join(say(context.say('prompts.wishIgnored')), await makeStyle(context, style, { seed }))
    const judged = judge(context, style, wish, 'video')
    if (!judged.ok) return refused(context, judged)
    return makeStyle(context, style, { prompt: judged.words, seed })
  },
}
