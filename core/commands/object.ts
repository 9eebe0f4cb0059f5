import type { Purpose } from '../../config/policy.js'
import { notice } from '../notice.js'
import { purposeWords, refuse } from './choices.js'
import { type Answer, type Command, type Context, say, tell } from './command.js'

/** What can be objected to while everything else goes on. */
const OBJECTIONABLE = ['likeness', 'recommend', 'improve'] as const satisfies readonly Purpose[]

function which(context: Context): Answer {
  return say(context.say('rights.objectTitle'), {
    buttons: OBJECTIONABLE.map(purpose => [
      { action: `object:${purpose}`, label: context.say(`purposes.${purpose}.label`) },
    ]),
  })
}

/** Objects to a use of one's data. An objection is written down as a no, whether or not there was a yes before. */
export const object: Command = {
  name: 'object',
  argument: '',
  takesPhoto: false,
  needsConsent: false,
  run: async context => which(context),
  presses: {
    async object(context, [value]) {
      if (value === undefined) return which(context)
      const purpose = OBJECTIONABLE.find(one => one === value)
      if (!purpose) return tell(context, notice('button_old'))
      await refuse(context, purpose)
      return say(context.say('rights.objected', { what: purposeWords(context, purpose) }))
    },
  },
}
