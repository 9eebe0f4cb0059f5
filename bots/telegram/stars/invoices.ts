/** Links of invoices in Stars: what stands behind a button is made when the message is sent. */
import { STARS } from '../../../config/limits.js'
import { RAILS_OF, STARS_PERIOD_SECONDS } from '../../../config/plans.js'
import type { Pay } from '../../../core/billing/pay.js'
import { Fault } from '../../../core/errors.js'
import type { Button } from '../../../core/platform.js'
import { type Call, Refused } from '../calls.js'
import { createLedger } from '../ledger.js'
import { cutText } from '../text.js'

/** The links of all buttons that want one, by our id of the payment. Faults as `Call`. */
export type Invoices = (
  buttons: readonly (readonly Button[])[],
  signal: AbortSignal,
) => Promise<ReadonlyMap<string, string>>

/**
 * Builds it. A link that was made is used again while it is remembered, so that an edit which changes nothing is none; a
 * second one for the same payment does no harm: whichever is paid first is the one that may be paid.
 */
export function createInvoices({ call }: { call: Call }): Invoices {
  const made = createLedger<string>(STARS.invoicesKept)

  async function linkOf(pay: Extract<Pay, { rail: 'stars' }>, signal: AbortSignal): Promise<string> {
    const name = JSON.stringify(pay)
    const before = made.find(name)
    if (before !== undefined) return before
    const { paymentId, amount, monthly } = pay
    if (monthly && amount > STARS.monthlyMost)
      throw new Fault('bug', 'No subscription in Stars can cost so much.')
    const title = cutText(pay.title, STARS.titleUnits)
    const payload = {
      title,
      description: cutText(pay.description, STARS.descriptionUnits),
      payload: paymentId,
      // Stars have no provider.
      provider_token: '',
      currency: 'XTR',
      prices: [{ label: title, amount }],
      ...(monthly && { subscription_period: STARS_PERIOD_SECONDS }),
    }
    const link = await call('createInvoiceLink', payload, { signal }).catch(error => {
      throw error instanceof Refused ? new Fault('bug', error.message) : error
    })
    made.note(name, link)
    return link
  }

  return async (buttons, signal) => {
    const links = new Map<string, string>()
    if (!RAILS_OF.telegram.includes('stars')) return links
    for (const { pay } of buttons.flat())
      if (pay?.rail === 'stars') links.set(pay.paymentId, await linkOf(pay, signal))
    return links
  }
}
