import { RAILS_OF } from '../../config/plans.js'
import type { Notice } from '../notice.js'
import type { Button, Message, Platform } from '../platform.js'
import type { Say, TextId } from '../say.js'
import { styleTitle } from './view.js'

/** Notices about money: nobody else's business. */
const MONEY = /^(credits|plan|payment)_/

/**
 * A message that says something of its own, on that platform. `closesAt` and `day`, in epoch milliseconds, become a date in
 * the person's language, `product` and `style` their titles. Pure.
 */
export function viewSays(
  { deliveryId, platform }: { deliveryId: string; platform: Platform },
  { id, context }: Notice,
  say: Say,
): Message {
  const { receipt, product, style, ...facts } = context
  const at = facts.closesAt ?? facts.day
  const day = new Intl.DateTimeFormat(say.language, { dateStyle: 'long', timeZone: 'UTC' })
  const text = say.notice({
    id,
    context: {
      ...facts,
      ...(style !== undefined && { style: styleTitle(say, String(style)) }),
      ...(product !== undefined && { product: say(`money.products.${product}` as TextId) }),
      ...(at !== undefined && { date: day.format(Number(at)) }),
    },
  })
  const aboutMoney = MONEY.test(id)
  // An answer of the operators stands among the tickets, and not among the credits.
  const action = id === 'payment_answer' ? 'paysupport' : 'credits'
  return {
    slot: `says:${deliveryId}`,
    text,
    buttons: [...buttonsOf(id, say), ...receiptOf(receipt, platform, say)],
    images: [],
    // An answer of the operators is nobody else's business; a button brings it.
    ...(id === 'request_answer' && {
      personal: true,
      elsewhere: {
        text: say('texts.notificationElsewhere'),
        buttons: [[{ action: 'request', label: say('texts.showButton'), tone: 'primary' as const }]],
      },
    }),
    ...(aboutMoney && {
      personal: true,
      elsewhere: {
        text: say('money.elsewhere'),
        buttons: [[{ action, label: say('texts.showButton'), tone: 'primary' as const }]],
      },
    }),
  }
}

function buttonsOf(id: string, say: Say): Button[][] {
  // Pressing anything is a visit, and that is all it takes.
  if (id === 'account_closing') return [[{ action: 'stay', label: say('texts.stayButton'), tone: 'primary' }]]
  if (id === 'plan_late') return [[{ action: 'billing', label: say('money.billingButton'), tone: 'primary' }]]
  return []
}

/** A receipt is a page of the card payments, which not every platform allows. */
function receiptOf(receipt: string | number | undefined, platform: Platform, say: Say): Button[][] {
  if (typeof receipt !== 'string' || !RAILS_OF[platform].includes('stripe')) return []
  return [[{ action: 'billing', label: say('money.receiptButton'), pay: { rail: 'stripe', url: receipt } }]]
}
