/** Payments by card as a process of its own, on a database that others share; it writes down what core would be told. */
import { Registry } from 'prom-client'
import { createStripeRail } from '../../bots/payments/main.js'
import { createServer, listen } from '../../bots/server.js'
import type { StripeConfig } from '../../config/env.js'
import type { Fact } from '../../core/billing/facts.js'
import { createPrisma } from '../../prisma/client.js'
import type { Connection } from '../../prisma/postgres/launch.js'
import { createTestLog } from './booth.js'

/** What the process is told on its command line. */
export interface RailOptions {
  connection: Connection
  config: StripeConfig
  port: number
  /** Time goes by so much faster since then. */
  since: number
  pace: number
}

/** Time as all of them have it. */
export function fastClock(since: number, pace: number) {
  return { shift: 0, now: () => since + (Date.now() - since) * pace }
}

/** As core keeps it: a charge once, and the rest as it was told last. */
export const TOLD = `CREATE TABLE told (about TEXT PRIMARY KEY, fact JSONB NOT NULL, times INTEGER NOT NULL DEFAULT 1)`

const options = process.argv[2]
if (options?.startsWith('{')) {
  const { connection, config, port, since, pace } = JSON.parse(options) as RailOptions
  const db = createPrisma(connection)
  const log = createTestLog()
  const rail = createStripeRail({ config, db, clock: fastClock(since, pace), log })
  const settle = async (fact: Fact) => {
    const about = [
      fact.is,
      'subscriptionId' in fact ? fact.subscriptionId : 'chargeId' in fact ? fact.chargeId : '',
    ]
    // So that a kill falls between two of them.
    await new Promise(resolve => setTimeout(resolve, 10))
    await db.$executeRaw`
      INSERT INTO told (about, fact) VALUES (${about.join(' ')}, ${JSON.stringify(fact)}::jsonb)
      ON CONFLICT (about) DO UPDATE SET fact = excluded.fact, times = told.times + 1`
    return 'taken' as const
  }
  const server = await createServer({ log, metrics: new Registry(), ready: async () => ({}) })
  await rail.register(server, new Registry())
  await listen(server, { host: '127.0.0.1', port })
  rail.start({ settle })
  process.on('disconnect', () => process.exit(0))
  process.send?.(port)
}
