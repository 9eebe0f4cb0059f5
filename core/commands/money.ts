/** What the commands about money share. */

import type { Product } from '../../config/plans.js'
import { type Ledger, offer } from '../billing/offers.js'
import { sells } from '../billing/shop.js'
import type { Button } from '../platform.js'
import { type Answer, type Context, say } from './command.js'

/** An answer for the person alone; among others it is a button that brings it, by that action. */
export function personal({ say: word }: Context, action: string, text: string, buttons: Button[][]): Answer {
  return say(text, {
    buttons,
    personal: true,
    elsewhere: {
      text: word('money.onlyYou'),
      buttons: [[{ action, label: word('texts.showButton'), tone: 'primary' }]],
    },
  })
}

/** What is for sale, in words and buttons: `again` is the action of the button that tries once more. */
export async function shelf(
  context: Context,
  wanted: { products: readonly Product[]; ledger: () => Promise<Ledger>; title: string; again: string },
): Promise<{ lines: string[]; buttons: Button[][] }> {
  const { say: word } = context
  if (!sells(context)) return { lines: [word('money.sellsNothing')], buttons: [] }
  const { products, ledger, title, again } = wanted
  const { buttons, trouble } = await offer(context, { products, ledger: await ledger() })
  return {
    lines: [...(buttons.length > 0 ? [title] : []), ...(trouble ? [word('money.trouble')] : [])],
    buttons: trouble ? [...buttons, [{ action: again, label: word('money.againButton') }]] : buttons,
  }
}
