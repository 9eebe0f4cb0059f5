/** Pages for paying by card, and for looking after what was bought. */
import { z } from 'zod'
import { Fault } from '../../../core/errors.js'
import type { CheckoutWish, Payments } from '../../../core/ports.js'
import type { Calls } from './calls.js'
import type { Catalog } from './catalog.js'
import { checkoutOf } from './checkout.js'
import { localeOf } from './names.js'
import { named, subscription } from './shapes.js'

const opened = z.object({ id: z.string(), url: z.url() })
const page = z.object({ url: z.url() })

export interface PaymentsDeps {
  calls: Calls
  catalog: Catalog
  /** Where people go when they are done. */
  backTo: string
}

export function createPayments({ calls, catalog, backTo }: PaymentsDeps): Payments {
  /**
   * Opens a page; where Stripe certainly has not, since the price was replaced or the customer is gone, once more with what
   * there is now. Each way has a key of its own, for Stripe answers the same to the same key.
   */
  async function open(
    wish: CheckoutWish,
    signal: AbortSignal,
    again: boolean,
  ): Promise<z.infer<typeof opened>> {
    const price = await catalog.price(wish.product, signal)
    const key = `checkout-${wish.paymentId}${again ? '-again' : ''}`
    try {
      return await calls.call(
        opened,
        stripe =>
          stripe.checkout.sessions.create(checkoutOf(wish, { price, backTo }), { idempotencyKey: key }),
        signal,
      )
    } catch (error) {
      if (again || !isRefused(error)) throw error
      catalog.forget()
      const isTheirs = error instanceof Fault && error.facts.param === 'customer'
      return open({ ...wish, ...(isTheirs && { customerId: undefined }) }, signal, true)
    }
  }

  async function stop(id: string, signal: AbortSignal): Promise<void> {
    try {
      await calls.find(named, stripe => stripe.subscriptions.cancel(id, { prorate: false }), signal)
    } catch (error) {
      // One that has ended cannot be cancelled, which is as good.
      const left = await calls.find(subscription, stripe => stripe.subscriptions.retrieve(id), signal)
      if (left && !['canceled', 'incomplete_expired'].includes(left.status)) throw error
    }
  }

  return {
    async checkout(wish, { signal }) {
      const { id, url } = await open(wish, signal, false)
      return { sessionId: id, url }
    },

    async portal(customerId, { language, signal }) {
      const open = async () =>
        calls.call(
          page,
          stripe =>
            stripe.billingPortal.sessions.create({
              customer: customerId,
              configuration,
              return_url: backTo,
              locale: localeOf(language),
            }),
          signal,
        )
      let configuration = await catalog.portal(signal)
      try {
        return (await open()).url
      } catch (error) {
        if (!isRefused(error)) throw error
        catalog.forget()
        configuration = await catalog.portal(signal)
        return (await open()).url
      }
    },

    async forget({ customerId, subscriptionId }, { signal }) {
      if (subscriptionId !== undefined) await stop(subscriptionId, signal)
      // Their name, address and cards go, with whatever subscription is left; what was paid stays for the books.
      if (customerId !== undefined)
        await calls.find(named, stripe => stripe.customers.del(customerId), signal)
    },
  }
}

/** Certainly nothing was made. The same key with other words is another matter: something was made with it before. */
function isRefused(error: unknown): boolean {
  return error instanceof Fault && error.code === 'config' && error.facts.status === 400
}
