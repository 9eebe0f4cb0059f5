import { LINK } from '../../config/limits.js'
import type { Button, Message, Platform } from '../platform.js'
import type { Say } from '../say.js'
import { type Side, slotOf } from './store.js'

/** A link as one of its two sides shows it. */
export interface LinkFacts {
  id: string
  side: Side
  state: 'open' | 'claimed' | 'agreed' | 'joined' | 'refused' | 'expired'
  /** The same on both sides. */
  number: number
  /** Where the other account is; null while nobody has typed the code, and when the account is gone. */
  other: Platform | null
}

/**
 * One side's message of a link. `code` is known to the answer that shows it, and to nobody after that. Where others
 * read along, a button stands for it. Pure.
 */
export function viewLink(facts: LinkFacts, say: Say, code?: string): Message {
  const { id, side, state, number, other } = facts
  const who = { number, platform: other ? say(`platforms.${other}`) : '' }
  const show = (text: string, buttons: Button[] = []): Message => ({
    slot: slotOf({ linkId: id, side }),
    text,
    buttons: buttons.length > 0 ? [buttons] : [],
    images: [],
    elsewhere: {
      text: say('link.elsewhere'),
      buttons: [[{ action: `link:show:${id}`, label: say('texts.showButton'), tone: 'primary' }]],
    },
  })
  const yes: Button = { action: `link:yes:${id}`, label: say('link.yesButton'), tone: 'primary' }
  const no: Button = { action: `link:no:${id}`, label: say('link.noButton') }
  // Nobody is there any more to say yes to.
  if ((state === 'claimed' || state === 'agreed') && !other) return show(say('link.refused'))
  switch (state) {
    case 'open':
      return show(code ? say('link.code', { code, minutes: LINK.codeMs / 60_000 }) : say('link.codeHidden'))
    case 'claimed':
      return side === 'guest'
        ? show(say('link.askGuest', who), [yes, no])
        : show(say('link.typed', who), [no])
    case 'agreed':
      return side === 'guest' ? show(say('link.wait', who), [no]) : show(say('link.askHost', who), [yes, no])
    case 'joined':
      return show(say('link.joined'))
    case 'refused':
      return show(say('link.refused'))
    default:
      return show(say('link.expired'))
  }
}
