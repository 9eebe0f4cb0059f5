import { ALL_PURPOSES } from '../../config/policy.js'
import { notice } from '../notice.js'
import type { Button } from '../platform.js'
import { purposeWords, refuse } from './choices.js'
import { type Answer, type Command, type Context, join, say, tell } from './command.js'
import { withdraw as withdrawAll } from './consent.js'

/** Which consent: a button for each that was given. */
function which(context: Context): Answer {
  const given = ALL_PURPOSES.filter(purpose => context.visitor.answers[purpose])
  if (given.length === 0) return say(context.say('rights.withdrawNone'))
  const buttons = given.map((purpose): Button[] => [
    { action: `withdraw:${purpose}`, label: context.say(`purposes.${purpose}.label`) },
  ])
  const lines = given.map(purpose => `- ${purposeWords(context, purpose)}`)
  return say([context.say('rights.withdrawWhat'), ...lines].join('\n'), { buttons })
}

/** Takes consents back, one by one. */
export const withdraw: Command = {
  name: 'withdraw',
  argument: '',
  takesPhoto: false,
  needsConsent: false,
  run: async context => which(context),
  presses: {
    async withdraw(context, [value]) {
      // The button of older messages, which had one for everything.
      if (value === undefined) return withdrawAll(context)
      if (value === 'ask') return which(context)
      const purpose = ALL_PURPOSES.find(one => one === value)
      if (!purpose) return tell(context, notice('button_old'))
      const told = await refuse(context, purpose)
      if (told.messages.length > 0) return told
      const what = purposeWords(context, purpose)
      return join(say(context.say('rights.withdrawn', { what })), told)
    },
  },
}
