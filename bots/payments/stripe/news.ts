/** What Stripe announces. Pure. */
import { z } from 'zod'
import type { Kind } from './read.js'

/** The announcements that we want, with what each is about; docs/payments.md and `pixbooth stripe` name them. */
export const EVENTS: Readonly<Record<string, Kind>> = {
  'checkout.session.completed': 'session',
  'checkout.session.async_payment_succeeded': 'session',
  'checkout.session.async_payment_failed': 'session',
  'checkout.session.expired': 'session',
  'invoice.paid': 'invoice',
  'invoice.payment_failed': 'invoice',
  'customer.subscription.created': 'subscription',
  'customer.subscription.updated': 'subscription',
  'customer.subscription.deleted': 'subscription',
  'charge.refunded': 'charge',
  'charge.dispute.created': 'dispute',
  'charge.dispute.updated': 'dispute',
  'charge.dispute.closed': 'dispute',
  'charge.dispute.funds_withdrawn': 'dispute',
  'charge.dispute.funds_reinstated': 'dispute',
}

/** An announcement, as little of it as is kept. */
export interface News {
  id: string
  type: string
  objectId: string
}

const id = z.string().regex(/^[A-Za-z0-9_]{1,255}$/)

export const eventShape = z.object({
  id,
  type: z.string().max(100),
  data: z.object({ object: z.looseObject({ id: id.optional() }) }),
})

/** Reads one; `other` when it is about something that we do not look after, null when it is none. */
export function readNews(body: Buffer): News | 'other' | null {
  let json: unknown
  try {
    json = JSON.parse(body.toString())
  } catch {
    return null
  }
  const event = eventShape.safeParse(json)
  return event.success ? newsOf(event.data) : null
}

/** As `readNews`, of an event that was parsed. */
export function newsOf({ id, type, data }: z.infer<typeof eventShape>): News | 'other' {
  const objectId = data.object.id
  return Object.hasOwn(EVENTS, type) && objectId !== undefined ? { id, type, objectId } : 'other'
}
