/** How Stripe's objects are shown: with others expanded, in the shape of a version. */
import type { Thing, World } from './world.js'

/** A copy of an object with what was asked for in place of ids. */
export function show(world: World, thing: Thing, expand: readonly string[] = []): unknown {
  const copy = structuredClone(thing)
  for (const path of expand) expandAt(world, copy, path.split('.'))
  return clean(world, copy)
}

function expandAt(world: World, at: Thing, [field, ...rest]: string[]): void {
  if (field === undefined) return
  if (at.object === 'invoice' && field === 'payments')
    at.payments = {
      object: 'list',
      has_more: false,
      data: world.all('invoice_payment').filter(({ invoice }) => invoice === at.id),
    }
  const value = at[field]
  if (typeof value === 'string') {
    at[field] = structuredClone(world.things.get(value) ?? value)
    if (typeof at[field] === 'object') expandAt(world, at[field], rest)
  } else if (Array.isArray(value)) for (const one of value) expandAt(world, one, rest)
  else if (value) expandAt(world, value, rest)
  else if (value === undefined) throw new Error(`${at.object} has no ${field} that could be expanded`)
}

function clean(world: World, value: unknown): unknown {
  if (Array.isArray(value)) return value.map(inner => clean(world, inner))
  if (typeof value !== 'object' || value === null) return value
  const { order, card, secret, ...rest } = value as Thing
  const shown = world.oldShape ? older(world, rest as Thing) : rest
  return Object.fromEntries(Object.entries(shown).map(([key, inner]) => [key, clean(world, inner)]))
}

/** As it was before Basil (2025-03-31). */
function older(world: World, thing: Thing): Record<string, unknown> {
  if (thing.object === 'invoice') {
    const { parent, payments: _, ...rest } = thing
    const details = parent?.subscription_details
    const paying = world.all('invoice_payment').find(({ invoice }) => invoice === thing.id)
    return {
      ...rest,
      subscription: details?.subscription ?? null,
      subscription_details: details ? { metadata: details.metadata } : null,
      payment_intent: paying?.payment.payment_intent ?? null,
    }
  }
  if (thing.object === 'line_item') {
    const { parent, pricing, ...rest } = thing
    const item = parent?.subscription_item_details
    return {
      ...rest,
      type: item ? 'subscription' : 'invoiceitem',
      proration: item?.proration ?? false,
      price: world.things.get(pricing.price_details.price),
    }
  }
  if (thing.object === 'subscription') {
    const [item] = thing.items.data
    return {
      ...thing,
      current_period_start: item.current_period_start,
      current_period_end: item.current_period_end,
      items: {
        ...thing.items,
        data: [{ ...item, current_period_start: undefined, current_period_end: undefined }],
      },
    }
  }
  if (thing.object === 'payment_intent') {
    const paying = world.all('invoice_payment').find(({ payment }) => payment.payment_intent === thing.id)
    return { ...thing, invoice: paying?.invoice ?? null }
  }
  return thing
}

/** One page of a list. */
export function page(
  world: World,
  things: readonly Thing[],
  params: Record<string, unknown>,
  url: string,
): { status: number; json: unknown } {
  const limit = Number(params.limit ?? 10)
  const after = params.starting_after
  const from = after === undefined ? 0 : things.findIndex(({ id }) => id === after) + 1
  const data = things.slice(from, from + limit)
  const has_more = from + limit < things.length
  return {
    status: 200,
    json: { object: 'list', url, has_more, data: data.map(one => show(world, one)) },
  }
}
