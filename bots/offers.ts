/** Buttons as a platform may show them. What is to be paid in a way that it does not allow never gets past this file. */
import { RAILS_OF } from '../config/plans.js'
import type { Pay } from '../core/billing/pay.js'
import type { Button, Platform } from '../core/platform.js'

/** Something to press, or to follow. Renderers make a platform's buttons of these alone, and never of a core `Button`. */
export type ShownButton =
  | ({ is: 'press' } & Omit<Button, 'pay'>)
  | ({ is: 'link'; url: string } & Omit<Button, 'pay'>)

/**
 * The buttons that a platform may show, in their rows; rows that are left empty go. `linkOf` says where a way to pay leads
 * from there, and undefined when it leads nowhere: that button is left out. Pure.
 */
export function shownButtons(
  platform: Platform,
  rows: readonly (readonly Button[])[],
  linkOf: (pay: Pay) => string | undefined,
): ShownButton[][] {
  const show = ({ pay, ...button }: Button): ShownButton[] => {
    if (!pay) return [{ is: 'press', ...button }]
    const url = RAILS_OF[platform].includes(pay.rail) ? linkOf(pay) : undefined
    return url === undefined ? [] : [{ is: 'link', url, ...button }]
  }
  return rows.map(row => row.flatMap(show)).filter(row => row.length > 0)
}

/** Where a payment by card leads, which is a page of the payment service. Pure. */
export function cardLink(pay: Pay): string | undefined {
  return pay.rail === 'stripe' && /^https?:\/\/\S+$/.test(pay.url) ? pay.url : undefined
}
