/** The routes of Stripe's API that the booth uses, with every parameter that each takes. */
import type { Params } from './form.js'
import { endSubscription } from './money.js'
import { createPeople, refund } from './people.js'
import { page, show } from './shape.js'
import type { Thing, World } from './world.js'

export interface Answer {
  status: number
  json: unknown
}

/** Stripe refuses; `begun` says that it had begun to work on it, so that the refusal is kept with the idempotency key. */
export class Refused extends Error {
  readonly answer: Answer
  readonly begun: boolean

  constructor(status: number, error: Record<string, unknown>, begun = false) {
    super(String(error.message))
    this.answer = { status, json: { error: { type: 'invalid_request_error', ...error } } }
    this.begun = begun
  }
}

export interface Asked {
  world: World
  params: Params
  /** From the path. */
  id: string
}

export interface Route {
  method: 'GET' | 'POST' | 'DELETE'
  /** With `:id`. */
  path: string
  params: readonly string[]
  run(asked: Asked): Answer
}

const LIST = ['limit', 'starting_after', 'expand']

function lookUp(world: World, id: string, object: string, param = 'id', status = 404): Thing {
  const thing = world.things.get(id)
  if (thing?.object !== object || thing.gone)
    throw new Refused(status, {
      code: 'resource_missing',
      param,
      message: `No such ${object}: '${id}'; a key like sk_test_quoted must not be told`,
    })
  return thing
}

const shown = (world: World, thing: Thing, params: Params): Answer => ({
  status: 200,
  json: show(world, thing, (params.expand as string[] | undefined) ?? []),
})

function retrieve(path: string, object: string): Route {
  return {
    method: 'GET',
    path: `${path}/:id`,
    params: ['expand'],
    run: ({ world, id, params }) => shown(world, lookUp(world, id, object), params),
  }
}

const text = (params: Params, name: string): string => {
  const value = params[name]
  if (typeof value !== 'string')
    throw new Refused(400, {
      code: 'parameter_missing',
      param: name,
      message: `Missing required param: ${name}.`,
    })
  return value
}
const inner = (value: unknown): Params =>
  typeof value === 'object' && value !== null ? (value as Params) : {}

function createSession({ world, params }: Asked): Answer {
  const mode = text(params, 'mode')
  const [item] = (params.line_items ?? []) as Params[]
  const price = lookUp(world, text(inner(item), 'price'), 'price', 'line_items[0][price]', 400)
  if (!price.active)
    throw new Refused(
      400,
      { param: 'line_items[0][price]', message: 'The price specified is inactive.' },
      true,
    )
  const isPlan = price.recurring !== null
  const wrong: [boolean, string][] = [
    [isPlan !== (mode === 'subscription'), 'mode'],
    [
      mode !== 'payment' && ('payment_intent_data' in params || 'invoice_creation' in params),
      'payment_intent_data',
    ],
    [mode !== 'subscription' && 'subscription_data' in params, 'subscription_data'],
    [mode !== 'payment' && 'customer_creation' in params, 'customer_creation'],
    ['customer' in params && 'customer_creation' in params, 'customer_creation'],
    [!/^https:\/\//.test(text(params, 'success_url')), 'success_url'],
    [text(params, 'client_reference_id').length > 200, 'client_reference_id'],
  ]
  const ahead = Number(params.expires_at ?? world.seconds() + 86_400) - world.seconds()
  // Stripe wants half an hour to a day; a minute is left for the way.
  wrong.push([ahead < 29 * 60 || ahead > 86_400 + 60, 'expires_at'])
  const bad = wrong.find(([is]) => is)
  if (bad) throw new Refused(400, { code: 'parameter_invalid', param: bad[1], message: `Invalid ${bad[1]}` })
  const customer = params.customer as string | undefined
  if (customer !== undefined) lookUp(world, customer, 'customer', 'customer', 400)
  const session = world.make('cs_test', 'checkout.session', {
    mode,
    status: 'open',
    payment_status: 'unpaid',
    client_reference_id: params.client_reference_id,
    customer: customer ?? null,
    customer_creation: params.customer_creation ?? null,
    amount_total: price.unit_amount,
    currency: price.currency,
    expires_at: Number(params.expires_at),
    metadata: inner(params.metadata),
    locale: params.locale,
    payment_intent: null as string | null,
    subscription: null as string | null,
    invoice: null as string | null,
    success_url: params.success_url,
    url: null as string | null,
    secret: {
      price: price.id,
      intentMetadata: inner(inner(params.payment_intent_data).metadata),
      subscriptionMetadata: inner(inner(params.subscription_data).metadata),
      invoice:
        inner(params.invoice_creation).enabled === 'true'
          ? { metadata: inner(inner(inner(params.invoice_creation).invoice_data).metadata) }
          : null,
    },
  })
  session.url = `https://checkout.stripe.example/c/pay/${session.id}`
  return shown(world, session, params)
}

function createPrice({ world, params }: Asked): Answer {
  const product = lookUp(world, text(params, 'product'), 'product', 'product', 400)
  const key = (params.lookup_key as string | undefined) ?? null
  const before = world.all('price').find(({ lookup_key }) => key !== null && lookup_key === key)
  if (before && params.transfer_lookup_key !== 'true')
    throw new Refused(400, { param: 'lookup_key', message: 'A price already uses that lookup key.' }, true)
  if (before) before.lookup_key = null
  const recurring = inner(params.recurring)
  const price = world.make('price', 'price', {
    active: true,
    product: product.id,
    currency: text(params, 'currency'),
    unit_amount: Number(text(params, 'unit_amount')),
    lookup_key: key,
    type: recurring.interval ? 'recurring' : 'one_time',
    recurring: recurring.interval ? { interval: recurring.interval, interval_count: 1 } : null,
    metadata: inner(params.metadata),
  })
  return shown(world, price, params)
}

export const ROUTES: readonly Route[] = [
  {
    method: 'POST',
    path: '/checkout/sessions',
    params: [
      'mode',
      'line_items.price',
      'line_items.quantity',
      'client_reference_id',
      'metadata.payment',
      'metadata.product',
      'payment_intent_data.metadata.payment',
      'payment_intent_data.metadata.product',
      'subscription_data.metadata.payment',
      'subscription_data.metadata.product',
      'invoice_creation.enabled',
      'invoice_creation.invoice_data.metadata.payment',
      'invoice_creation.invoice_data.metadata.product',
      'customer',
      'customer_creation',
      'expires_at',
      'locale',
      'submit_type',
      'success_url',
      'cancel_url',
    ],
    run: createSession,
  },
  retrieve('/checkout/sessions', 'checkout.session'),
  {
    method: 'POST',
    path: '/checkout/sessions/:id/expire',
    params: [],
    run({ world, id, params }) {
      const session = lookUp(world, id, 'checkout.session')
      if (session.status !== 'open')
        throw new Refused(
          400,
          { message: `Only Checkout Sessions with a status in ["open"] can be expired.` },
          true,
        )
      createPeople(world).expire(id)
      return shown(world, session, params)
    },
  },
  retrieve('/payment_intents', 'payment_intent'),
  retrieve('/invoices', 'invoice'),
  retrieve('/subscriptions', 'subscription'),
  retrieve('/charges', 'charge'),
  retrieve('/disputes', 'dispute'),
  retrieve('/products', 'product'),
  {
    method: 'DELETE',
    path: '/subscriptions/:id',
    params: ['prorate', 'invoice_now'],
    run({ world, id, params }) {
      const subscription = lookUp(world, id, 'subscription')
      // Stripe's own words for one that has ended already.
      if (subscription.status === 'canceled')
        throw new Refused(404, { code: 'resource_missing', param: 'id', message: 'No such subscription' })
      endSubscription(world, subscription)
      return shown(world, subscription, params)
    },
  },
  {
    method: 'DELETE',
    path: '/customers/:id',
    params: [],
    run({ world, id }) {
      const customer = lookUp(world, id, 'customer')
      customer.gone = true
      for (const subscription of world.all('subscription'))
        if (subscription.customer === id && subscription.status !== 'canceled')
          endSubscription(world, subscription)
      return { status: 200, json: { id, object: 'customer', deleted: true } }
    },
  },
  {
    method: 'GET',
    path: '/invoice_payments',
    params: [...LIST, 'payment.type', 'payment.payment_intent'],
    run({ world, params }) {
      const intent = inner(params.payment).payment_intent
      const found = world.all('invoice_payment').filter(({ payment }) => payment.payment_intent === intent)
      return page(world, found, params, '/v1/invoice_payments')
    },
  },
  {
    method: 'GET',
    path: '/disputes',
    params: [...LIST, 'payment_intent', 'charge'],
    run({ world, params }) {
      const found = world.all('dispute').filter(one => one.payment_intent === params.payment_intent)
      return page(world, found, params, '/v1/disputes')
    },
  },
  {
    method: 'GET',
    path: '/events',
    params: [...LIST, 'types', 'created.gte'],
    run({ world, params }) {
      const since = Number(inner(params.created).gte ?? 0)
      const types = params.types as string[]
      if (types.length > 20) throw new Refused(400, { param: 'types', message: 'At most 20 types.' })
      const found = world.all('event').filter(({ type, created }) => types.includes(type) && created >= since)
      return page(world, found, params, '/v1/events')
    },
  },
  {
    method: 'POST',
    path: '/refunds',
    params: ['payment_intent', 'amount', 'metadata.payment'],
    run({ world, params }) {
      const intent = lookUp(world, text(params, 'payment_intent'), 'payment_intent', 'payment_intent', 400)
      const charge = world.get(intent.latest_charge)
      if (charge.refunded)
        throw new Refused(
          400,
          { code: 'charge_already_refunded', message: 'Charge has already been refunded.' },
          true,
        )
      if (world.all('dispute').some(one => one.charge === charge.id && one.status !== 'won'))
        throw new Refused(400, { code: 'charge_disputed', message: 'Charge has been charged back.' }, true)
      return shown(world, refund(world, intent), params)
    },
  },
  {
    method: 'POST',
    path: '/products',
    params: ['id', 'name', 'metadata.pixbooth'],
    run({ world, params }) {
      const id = text(params, 'id')
      if (world.things.has(id))
        throw new Refused(400, { code: 'resource_already_exists', message: 'Product already exists.' }, true)
      const metadata = inner(params.metadata)
      const product = world.make('prod', 'product', {
        id,
        name: text(params, 'name'),
        active: true,
        metadata,
      })
      return shown(world, product, params)
    },
  },
  {
    method: 'POST',
    path: '/products/:id',
    params: ['active'],
    run({ world, id, params }) {
      const product = lookUp(world, id, 'product')
      product.active = params.active === 'true'
      return shown(world, product, params)
    },
  },
  {
    method: 'GET',
    path: '/prices',
    params: [...LIST, 'lookup_keys', 'active', 'product'],
    run({ world, params }) {
      const keys = params.lookup_keys as string[] | undefined
      const found = world
        .all('price')
        .filter(one => keys === undefined || keys.includes(one.lookup_key))
        .filter(one => params.active === undefined || String(one.active) === params.active)
        .filter(one => params.product === undefined || one.product === params.product)
      return page(world, found, params, '/v1/prices')
    },
  },
  {
    method: 'POST',
    path: '/prices',
    params: [
      'product',
      'currency',
      'unit_amount',
      'lookup_key',
      'transfer_lookup_key',
      'recurring.interval',
      'metadata.pixbooth',
    ],
    run: createPrice,
  },
  {
    method: 'POST',
    path: '/prices/:id',
    params: ['active'],
    run({ world, id, params }) {
      const price = lookUp(world, id, 'price')
      price.active = params.active === 'true'
      return shown(world, price, params)
    },
  },
  {
    method: 'GET',
    path: '/billing_portal/configurations',
    params: [...LIST, 'active'],
    run({ world, params }) {
      const found = world
        .all('billing_portal.configuration')
        .filter(one => params.active === undefined || String(one.active) === params.active)
      return page(world, found, params, '/v1/billing_portal/configurations')
    },
  },
  {
    method: 'POST',
    path: '/billing_portal/configurations',
    params: [
      'metadata.pixbooth',
      'features.invoice_history.enabled',
      'features.payment_method_update.enabled',
      'features.subscription_cancel.enabled',
      'features.subscription_cancel.mode',
      'features.customer_update.enabled',
      'features.subscription_update.enabled',
    ],
    run({ world, params }) {
      const made = { active: true, features: params.features, metadata: inner(params.metadata) }
      return shown(world, world.make('bpc', 'billing_portal.configuration', made), params)
    },
  },
  {
    method: 'POST',
    path: '/billing_portal/sessions',
    params: ['customer', 'configuration', 'return_url', 'locale'],
    run({ world, params }) {
      const customer = lookUp(world, text(params, 'customer'), 'customer', 'customer', 400).id
      const { id } = lookUp(
        world,
        text(params, 'configuration'),
        'billing_portal.configuration',
        'configuration',
        400,
      )
      const made = world.make('bps', 'billing_portal.session', { customer, configuration: id, url: '' })
      made.url = `https://billing.stripe.example/p/session/${made.id}`
      return shown(world, made, params)
    },
  },
]
