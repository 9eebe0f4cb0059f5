import type { Notice } from '../notice.js'
import type { Button, Message } from '../platform.js'
import type { Say } from '../say.js'

/** A message that says something of its own; `closesAt`, in epoch milliseconds, becomes a day in the person's language. Pure. */
export function viewSays(deliveryId: string, { id, context }: Notice, say: Say): Message {
  const { closesAt } = context
  const day = new Intl.DateTimeFormat(say.language, { dateStyle: 'long', timeZone: 'UTC' })
  return {
    slot: `says:${deliveryId}`,
    text: say.notice({
      id,
      context: { ...context, ...(closesAt !== undefined && { date: day.format(Number(closesAt)) }) },
    }),
    buttons: id === 'account_closing' ? [stay(say)] : [],
    images: [],
    // An answer of the operators is nobody else's business; a button brings it.
    ...(id === 'request_answer' && {
      personal: true,
      elsewhere: {
        text: say('texts.notificationElsewhere'),
        buttons: [[{ action: 'request', label: say('texts.showButton'), tone: 'primary' as const }]],
      },
    }),
  }
}

/** Pressing anything is a visit, and that is all it takes. */
function stay(say: Say): Button[] {
  return [{ action: 'stay', label: say('texts.stayButton'), tone: 'primary' }]
}
