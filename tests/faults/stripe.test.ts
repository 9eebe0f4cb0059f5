import { type ChildProcess, fork } from 'node:child_process'
import { createRequire } from 'node:module'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { expect, it } from 'vitest'
import { createStripe } from '../../bots/payments/main.js'
import { createCalls } from '../../bots/payments/stripe/calls.js'
import { createCatalog } from '../../bots/payments/stripe/catalog.js'
import { createPayments } from '../../bots/payments/stripe/payments.js'
import { syncStripe } from '../../bots/payments/stripe/sync.js'
import { findProduct, PRODUCTS } from '../../config/plans.js'
import { creditsBack } from '../../core/billing/settle/reversed.js'
import { createPrisma } from '../../prisma/client.js'
import { openStripeServer } from '../fakes/stripe/server.js'
import { eventually } from '../support/booth.js'
import { fastClock, type RailOptions } from '../support/child-rail.js'
import { freePort } from '../support/free-port.js'
import { freshDatabase } from '../support/postgres.js'
import { begin, differences, newPerson, purse } from '../unit/billing/house.js'

/** Three minutes of a lease are a second and a half. */
const PACE = 120
const PACKS = 18
const PLANS = 8
const KILLS = 4
const signal = new AbortController().signal

it('kill -9 while people pay: every charge, refund, dispute and end is booked once, whatever was in hand', async () => {
  const since = Date.now()
  const clock = fastClock(since, PACE)
  const stripe = await openStripeServer(clock)
  const database = await freshDatabase()
  const db = createPrisma(database.connection)
  const calls = createCalls(createStripe(stripe.config))
  await syncStripe(calls, { products: PRODUCTS, dryRun: false, signal })
  const payments = createPayments({
    calls,
    catalog: createCatalog(calls, clock),
    backTo: 'https://booth.example/',
  })
  const port = await freePort()
  const { connection } = database
  const children: ChildProcess[] = []
  /** One hears Stripe at the port, the others work along. */
  const start = async (at: number) => {
    const options: RailOptions = { connection, config: stripe.config, port: at, since, pace: PACE }
    const child = await startRail(options)
    children.push(child)
    return child
  }
  stripe.post.to(`http://127.0.0.1:${port}/webhooks/stripe`)
  Object.assign(stripe.post.manner, { tries: 12, pauseMs: 100, copies: 2 })
  try {
    let hears = await start(port)
    let helps = await start(await freePort())
    /** What everybody is to have in the end. */
    const due: { ledgerId: string; paid: number; frozen: boolean }[] = []
    for (let count = 0; count < PACKS + PLANS; count++) {
      const who = await newPerson(db)
      const id = count < PACKS ? 'pack_100' : 'plus'
      const product = findProduct(id)!
      const paymentId = await begin(db, who, id)
      const { sessionId } = await payments.checkout(
        {
          ...{ paymentId, reference: who.ledgerId, product, language: 'en' },
          expiresAt: clock.now() + 2 * 3_600_000,
        },
        { signal },
      )
      stripe.people.pay(sessionId)
      const intent = stripe.people.intentOf(sessionId)
      const [refunded, disputed] = [count % 4 === 1, count % 6 === 2]
      if (refunded) stripe.people.refund(intent.id, 100)
      if (disputed) stripe.people.dispute(intent.id)
      const amount = product.prices.stripe!
      const back = refunded ? creditsBack({ credits: product.credits, amount }, 100) : 0
      due.push({ ledgerId: who.ledgerId, paid: product.credits - back, frozen: disputed })
      if (count >= PACKS && count % 2 === 0)
        stripe.people.cancelNow(stripe.people.subscriptionOf(sessionId).id)
      if (count % Math.floor((PACKS + PLANS) / KILLS) !== 3) continue
      await new Promise(resolve => setTimeout(resolve, 40))
      await Promise.all([kill(hears), kill(helps)])
      hears = await start(port)
      helps = await start(await freePort())
    }
    await stripe.post.settled()
    await eventually(
      () => db.paymentEvent.count({ where: { doneAt: null } }),
      left => left === 0,
      45_000,
    )
    for (const { ledgerId, paid, frozen } of due)
      expect(await purse(db, ledgerId)).toMatchObject({ paid, debt: 0, frozen })
    expect(await differences(db)).toEqual([])
    for (const { id, status } of stripe.world.all('subscription'))
      expect(await db.subscription.findFirst({ where: { subscriptionId: id } })).toMatchObject({
        state: status === 'canceled' ? 'ended' : 'active',
      })
    expect(stripe.world.violations).toEqual([])
    expect(await db.paymentEvent.count({ where: { attempts: { gt: 1 } } })).toBeGreaterThan(0)
  } finally {
    await Promise.all(children.map(kill))
    await stripe.close()
    await db.$disconnect()
    await database.drop()
  }
}, 180_000)

function startRail(options: RailOptions): Promise<ChildProcess> {
  const entry = fileURLToPath(new URL('../support/child-rail.ts', import.meta.url))
  const loader = pathToFileURL(createRequire(import.meta.url).resolve('tsx')).href
  const child = fork(entry, [JSON.stringify(options)], {
    execArgv: ['--import', loader],
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  })
  return new Promise((resolve, reject) => {
    child.once('message', () => resolve(child))
    child.once('exit', () => reject(new Error('The child ended before it was ready.')))
  })
}

async function kill(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const gone = new Promise(resolve => child.once('exit', resolve))
  child.kill('SIGKILL')
  await gone
}
