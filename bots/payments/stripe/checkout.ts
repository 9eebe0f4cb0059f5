/** What a page for paying is asked for with. Pure. */
import type Stripe from 'stripe'
import type { CheckoutWish } from '../../../core/ports.js'
import { localeOf } from './names.js'

/** Where people go from Stripe's pages when the booth has no address that Stripe takes. They came from a chat. */
const NOWHERE = 'https://stripe.com/'

/** Where people go when they are done: to the booth's own page. With a key for real money, Stripe wants https for it. */
export function wayBack(publicUrl: string | undefined, key: string): string {
  const fits = publicUrl?.startsWith('https:') || (publicUrl !== undefined && /^[sr]k_test_/.test(key))
  return fits ? `${publicUrl}/` : NOWHERE
}

/**
 * A page for this one product. It is paid at most once: Stripe closes it then, and `expires_at` closes it otherwise. The
 * same wish makes the same words, so that a repeat with the same idempotency key opens the same page.
 */
export function checkoutOf(
  wish: CheckoutWish,
  { price, backTo }: { price: string; backTo: string },
): Stripe.Checkout.SessionCreateParams {
  const { paymentId, product, customerId } = wish
  // Copied to what comes of it, since events are about those.
  const metadata = { payment: paymentId, product: product.id }
  const customer = customerId === undefined ? {} : { customer: customerId }
  const common: Stripe.Checkout.SessionCreateParams = {
    line_items: [{ price, quantity: 1 }],
    client_reference_id: wish.reference,
    metadata,
    expires_at: Math.floor(wish.expiresAt / 1_000),
    locale: localeOf(wish.language),
    success_url: backTo,
    cancel_url: backTo,
    ...customer,
  }
  if (product.kind === 'plan') return { ...common, mode: 'subscription', subscription_data: { metadata } }
  return {
    ...common,
    mode: 'payment',
    submit_type: 'pay',
    payment_intent_data: { metadata },
    // The portal shows invoices, so a pack has one too.
    invoice_creation: { enabled: true, invoice_data: { metadata } },
    ...(customerId === undefined && { customer_creation: 'always' as const }),
  }
}
