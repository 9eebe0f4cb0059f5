/** A rail on a stand-in of Stripe and a real database; what core would be told is written down. */
import { Registry } from 'prom-client'
import { createStripe, createStripeRail } from '../../../bots/payments/main.js'
import { createCalls } from '../../../bots/payments/stripe/calls.js'
import { createCatalog } from '../../../bots/payments/stripe/catalog.js'
import { createPayments } from '../../../bots/payments/stripe/payments.js'
import { createRead } from '../../../bots/payments/stripe/read.js'
import { syncStripe } from '../../../bots/payments/stripe/sync.js'
import { close, createServer, listen } from '../../../bots/server.js'
import { findProduct, PRODUCTS, type ProductId } from '../../../config/plans.js'
import type { Fact } from '../../../core/billing/facts.js'
import { newId } from '../../../core/id.js'
import type { CheckoutWish } from '../../../core/ports.js'
import { createPrisma } from '../../../prisma/client.js'
import { openStripeServer } from '../../fakes/stripe/server.js'
import { createTestLog } from '../../support/booth.js'
import { freshDatabase } from '../../support/postgres.js'

export const MINUTE = 60_000
export const HOUR = 60 * MINUTE
export const DAY = 24 * HOUR

const NEVER = new AbortController().signal
export const signal = NEVER

/** Stripe alone, set up, with everything that asks it. */
export async function openDesk() {
  const clock = { shift: 0, now: () => Date.now() + clock.shift }
  const stripe = await openStripeServer(clock)
  const calls = createCalls(createStripe(stripe.config))
  await syncStripe(calls, { products: PRODUCTS, dryRun: false, signal })
  const catalog = createCatalog(calls, clock)
  const payments = createPayments({ calls, catalog, backTo: 'https://booth.example/' })
  const read = createRead(calls)
  const product = (id: ProductId) => {
    const found = findProduct(id)
    if (!found) throw new Error(`There is no ${id}.`)
    return found
  }
  return {
    ...stripe,
    clock,
    calls,
    catalog,
    payments,
    product,
    read: (kind: Parameters<typeof read>[0]['kind'], id: string) => read({ kind, id }, { signal }),
    price: (id: ProductId) =>
      stripe.world.all('price').find(one => one.active && one.product === `pixbooth_${id}`)!,
    wish: (id: ProductId, more: Partial<CheckoutWish> = {}): CheckoutWish => ({
      paymentId: newId(),
      reference: 'somebody',
      product: product(id),
      language: 'de',
      expiresAt: clock.now() + HOUR,
      ...more,
    }),
    /** Opens a page for it. */
    async open(id: ProductId, more: Partial<CheckoutWish> = {}) {
      const wish = this.wish(id, more)
      const { sessionId } = await payments.checkout(wish, { signal })
      return { sessionId, paymentId: wish.paymentId }
    },
  }
}

export type Desk = Awaited<ReturnType<typeof openDesk>>

/** With the rail as the booth runs it, on a database of its own. */
export async function openScene(options: { deaf?: boolean } = {}) {
  const desk = await openDesk()
  const database = await freshDatabase()
  const db = createPrisma(database.connection)
  const log = createTestLog()
  const told: Fact[] = []
  /** What core answers; a test may make it fail. */
  const core = { settle: async (_fact: Fact): Promise<'taken' | 'unknown'> => 'taken' }
  const booth = {
    async settle(fact: Fact) {
      const answer = await core.settle(fact)
      told.push(fact)
      return answer
    },
  }
  const metrics = new Registry()
  const server = await createServer({ log, metrics, ready: async () => ({}) })
  const config = { ...desk.config, ...(options.deaf && { webhookSecrets: [] }) }
  const deps = { config, db, clock: desk.clock, log }
  const rail = createStripeRail(deps)
  await rail.register(server, metrics)
  const address = await listen(server, { host: '127.0.0.1', port: 0 })
  desk.post.to(`${address}/webhooks/stripe`)
  await db.person.create({ data: { id: 'ann' } })
  await db.ledgerAccount.create({ data: { id: 'somebody', personId: 'ann' } })
  return {
    ...desk,
    db,
    log,
    told,
    core,
    booth,
    rail,
    deps,
    address,
    metrics,
    events: () => db.paymentEvent.findMany({ orderBy: { receivedAt: 'asc' } }),
    /** A payment as core begins it, with its page. */
    async begin(id: ProductId, more: { checkAt?: Date | null } = {}) {
      const opened = await desk.open(id)
      await db.payment.create({
        data: {
          id: opened.paymentId,
          origin: opened.paymentId,
          personId: 'ann',
          ledgerId: 'somebody',
          rail: 'stripe',
          product: id,
          credits: 100,
          amount: 499,
          currency: 'usd',
          sessionId: opened.sessionId,
          createdAt: new Date(desk.clock.now()),
          expiresAt: new Date(desk.clock.now() + HOUR),
          checkAt: new Date(desk.clock.now() + 10 * MINUTE),
          ...more,
        },
      })
      return opened
    },
    async close() {
      await rail.close()
      await close(server)
      await desk.close()
      await db.$disconnect()
      await database.drop()
    },
  }
}

export type Scene = Awaited<ReturnType<typeof openScene>>
