/** What a test's booth needs for paid engines: their real clients, and the server that they call. */
import { Registry } from 'prom-client'
import { createEngines, engineHooks } from '../../bin/start/engines.js'
import { registerEngineHooks } from '../../bots/hooks/main.js'
import { close, createServer, listen } from '../../bots/server.js'
import type { Config } from '../../config/config.js'
import type { Catalogue } from '../../core/catalogue.js'
import type { Jobs, Log } from '../../core/ports.js'
import type { PrismaClient } from '../../prisma/client.js'
import type { TestBoothOptions } from './booth.js'

/** Accounts at stand-ins, and the loopback port that these are to call; it stays the same when the booth starts again. */
export interface PaidAccounts {
  engines: Config['engines']
  port: number
  /** Without it the booth learns everything by asking. */
  hears: boolean
}

/** More starts than any test makes. */
const FREELY = 1_000_000

/** The parts that `openTestBooth` takes. */
export function paidParts(
  { engines, port, hears }: PaidAccounts,
  clock = { now: Date.now },
): Required<Pick<TestBoothOptions, 'engines' | 'startsPerMinute'>> & Pick<TestBoothOptions, 'webhooks'> {
  const catalogue = { version: () => null } as unknown as Catalogue
  const http = { host: '127.0.0.1', port, publicUrl: `http://127.0.0.1:${port}`, trustProxy: false }
  const made = createEngines({ engines, http }, { catalogue, clock })
  return {
    engines: made.engines,
    startsPerMinute: { replicate: FREELY, fal: FREELY },
    ...(hears && { webhooks: made.webhooks }),
  }
}

/** Opens the server that the engines call. */
export async function openHooks(
  { engines, port }: PaidAccounts,
  deps: { db: PrismaClient; queues: { jobs: Jobs }; log: Log },
): Promise<{ close(): Promise<void> }> {
  const { db, log } = deps
  const metrics = new Registry()
  const server = await createServer({ log, metrics, ready: async () => ({}) })
  const clock = { now: Date.now }
  await registerEngineHooks(server, {
    db,
    jobs: deps.queues.jobs,
    clock,
    log,
    metrics,
    ...engineHooks({ engines }),
  })
  await listen(server, { host: '127.0.0.1', port })
  return { close: () => close(server) }
}
