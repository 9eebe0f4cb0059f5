/** Payments by card as a process of its own, on a database that others share. */
import { Registry } from 'prom-client'
import { createStripeRail } from '../../bots/payments/main.js'
import { createServer, listen } from '../../bots/server.js'
import type { StripeConfig } from '../../config/env.js'
import type { Fact } from '../../core/billing/facts.js'
import { settleFact } from '../../core/billing/settle/index.js'
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

const options = process.argv[2]
if (options?.startsWith('{')) {
  const { connection, config, port, since, pace } = JSON.parse(options) as RailOptions
  const db = createPrisma(connection)
  const log = createTestLog()
  const clock = fastClock(since, pace)
  const rail = createStripeRail({ config, db, clock, log })
  // Pauses, so that a kill falls between steps, too.
  const pause = () => new Promise(resolve => setTimeout(resolve, 5))
  const settle = async (fact: Fact) => {
    await pause()
    const told = await settleFact(db, fact, clock.now())
    await pause()
    return told === null ? ('unknown' as const) : ('taken' as const)
  }
  const server = await createServer({ log, metrics: new Registry(), ready: async () => ({}) })
  await rail.register(server, new Registry())
  await listen(server, { host: '127.0.0.1', port })
  rail.start({ settle })
  process.on('disconnect', () => process.exit(0))
  process.send?.(port)
}
