import { INVITE } from '../../config/plans.js'
import { redeem } from '../billing/codes.js'
import { invitationOf } from '../billing/invite.js'
import { notice } from '../notice.js'
import type { Command } from './command.js'
import { say, tell } from './command.js'
import { originOf } from './make.js'

/** Takes a code for credits: of the operators, or of somebody who has invited a newcomer. */
export const promo: Command = {
  name: 'promo',
  argument: '<code>',
  options: [{ name: 'promo', required: true }],
  takesPhoto: false,
  needsConsent: false,
  async run(context, argument) {
    const { db, visitor, now } = context
    if (argument.trim() === '') return tell(context, notice('promo_empty'))
    const by = { personId: visitor.personId, origin: originOf(context, 'promo'), now }
    const done = await redeem(db, by, argument)
    if (!done.ok) return tell(context, done.notice)
    return say(
      context.say(done.how === 'credited' ? 'money.promoDone' : 'money.promoWaiting', {
        count: done.credits,
      }),
    )
  },
}

/** Half and half, as codes are read aloud. */
function shown(code: string): string {
  const half = Math.ceil(code.length / 2)
  return `${code.slice(0, half)}-${code.slice(half)}`
}

/** A person's own code for friends who are new, and what has come of it. */
export const invite: Command = {
  name: 'invite',
  argument: '',
  takesPhoto: false,
  needsConsent: false,
  async run({ db, visitor, say: word, now }) {
    const { code, waiting, credited } = await invitationOf(db, visitor.personId, now)
    return say(
      [
        word('money.inviteHow', {
          ...{ code: shown(code), credits: INVITE.credits, newcomer: INVITE.newcomerCredits },
          days: INVITE.newForMs / 86_400_000,
        }),
        word('money.inviteCount', { credited, most: INVITE.mostPerMonth, waiting }),
      ].join('\n'),
    )
  },
}
