/** Composition of the ways to pay that are no platform's own: Stripe's client, what it announces, and what is asked of it. */
import type { FastifyInstance } from 'fastify'
import { Counter, type Registry } from 'prom-client'
import Stripe from 'stripe'
import type { StripeConfig } from '../../config/env.js'
import { STRIPE } from '../../config/limits.js'
import type { Booth } from '../../core/platform.js'
import type { Clock, Log, Payments } from '../../core/ports.js'
import type { PrismaClient } from '../../prisma/client.js'
import { type Calls, createCalls } from './stripe/calls.js'
import { createCatalog } from './stripe/catalog.js'
import { wayBack } from './stripe/checkout.js'
import { createDesk } from './stripe/desk.js'
import { fetchBounded } from './stripe/http.js'
import { createPayments } from './stripe/payments.js'
import { createRead } from './stripe/read.js'
import { createRounds } from './stripe/rounds.js'
import { createTell, type Settle } from './stripe/tell.js'
import { registerWebhook } from './stripe/webhook.js'

export interface StripeRailDeps {
  config: StripeConfig
  db: PrismaClient
  clock: Clock
  log: Log
  publicUrl?: string | undefined
}

export interface StripeRail {
  /** For core, which asks for pages. */
  payments: Payments
  /** Adds the route where Stripe announces, if it has a secret; before the server listens. */
  register(server: FastifyInstance, metrics: Registry): Promise<void>
  /** Begins to tell the booth what happens. */
  start(booth: Pick<Booth, 'settle'>): void
  /** Ends what is under way; somebody else goes on with it. */
  close(): Promise<void>
}

/** Stripe's own client of one account. */
export function createStripe({ key, apiUrl }: StripeConfig): Stripe {
  const { protocol, hostname, port } = new URL(apiUrl)
  return new Stripe(key, {
    apiVersion: Stripe.API_VERSION as Stripe.LatestApiVersion,
    protocol: protocol === 'http:' ? 'http' : 'https',
    host: hostname,
    port: port || (protocol === 'http:' ? '80' : '443'),
    httpClient: Stripe.createFetchHttpClient(fetchBounded),
    maxNetworkRetries: STRIPE.retries,
    timeout: STRIPE.tryMs,
    telemetry: false,
  })
}

/** Calls with that account, for whoever sets it up. */
export function createStripeCalls(config: StripeConfig): Calls {
  return createCalls(createStripe(config))
}

/** Makes everything; nothing is asked of Stripe yet. */
export function createStripeRail({ config, db, clock, log, publicUrl }: StripeRailDeps): StripeRail {
  const stripe = createStripe(config)
  const calls = createCalls(stripe)
  const catalog = createCatalog(calls, clock)
  const payments = createPayments({ calls, catalog, backTo: wayBack(publicUrl, config.key) })
  const read = createRead(calls)
  const closing = new AbortController()
  const hears = config.webhookSecrets.length > 0
  let count = (_outcome: string) => {}
  let wake = () => {}
  let running: { close(): Promise<void> }[] = []

  return {
    payments,

    async register(server, metrics) {
      const counter = new Counter({
        name: 'pixbooth_stripe_events_total',
        help: 'What Stripe announced, by what was done about it.',
        labelNames: ['outcome'],
        registers: [metrics],
      })
      count = outcome => counter.inc({ outcome })
      const { signature } = stripe.webhooks
      if (!hears || !signature) return
      await registerWebhook(server, {
        db,
        clock,
        log,
        signature,
        secrets: config.webhookSecrets,
        wake: () => wake(),
        count: outcome => count(outcome),
      })
    },

    start(booth) {
      const { signal } = closing
      const settle: Settle = fact => booth.settle(fact)
      const tell = createTell(read, settle)
      const desk = createDesk({ db, clock, log, tell, signal, count: outcome => count(outcome) })
      wake = desk.wake
      const shared = { db, clock, log, tell, settle, signal, calls, payments }
      const rounds = createRounds({ ...shared, hears, wake })
      running = [desk, rounds]
      desk.start()
      rounds.start()
    },

    async close() {
      closing.abort()
      wake = () => {}
      await Promise.all(running.map(part => part.close()))
    },
  }
}
