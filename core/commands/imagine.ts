import { parsePrompt } from '../prompt/parse.js'
import type { Command } from './command.js'
import { available, generate } from './make.js'
import { judge, refused } from './words.js'

/** Draws what the words say, without a photo. */
export const imagine: Command = {
  name: 'imagine',
  argument: '<your words>',
  options: [{ name: 'prompt', required: true }],
  takesPhoto: false,
  needsConsent: true,
  async run(context, argument) {
    const style = available(context, 'imagine')
    if ('messages' in style) return style
    const { wish, seed } = parsePrompt(argument)
    const judged = judge(context, style, wish, 'imagine')
    if (!judged.ok) return refused(context, judged)
    return generate(context, { style, selfieId: null, part: 'generation', prompt: judged.words, seed })
  },
}
