/** A whole booth as a process, to be killed: what happens at its platform comes in over loopback, what it says goes out so. */
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setTimeout as wait } from 'node:timers/promises'
import type { Incoming } from '../../core/platform.js'
import { openTestBooth } from './booth.js'
import { tinyOutput } from './engines.js'
import { createEyes } from './eyes.js'
import { createFarBot } from './far-platform.js'
import { openHooks, type PaidAccounts, paidParts } from './paid-house.js'
import { PLENTY } from './sitter.js'

/** What the process is told on its command line. */
export interface ChildOptions {
  connection: object
  vaultDir: string
  masterKey: string
  platform: string
  redis?: string
  /** It is the only one on its database, so that whoever held a lease is dead. */
  alone: boolean
  engineMs: [least: number, most: number]
  /** Paid engines beside the local one. */
  paid?: PaidAccounts
}

const options = JSON.parse(process.argv[2] ?? '') as ChildOptions
const bot = createFarBot(options.platform)
const output = await tinyOutput()
const [least, most] = options.engineMs
const paid = options.paid && paidParts(options.paid)
const house = await openTestBooth({
  backend: options.redis ? { redis: options.redis } : 'postgres',
  home: {
    connection: options.connection as never,
    vaultDir: options.vaultDir,
    masterKey: Buffer.from(options.masterKey, 'hex'),
  },
  bot,
  vision: createEyes(),
  plan: PLENTY,
  ...paid,
  engines: {
    ...paid?.engines,
    local: {
      id: 'local',
      paid: false,
      async start({ generationId }, { signal }) {
        await wait(least + Math.random() * (most - least), undefined, { signal })
        return { engineId: generationId, outputs: [output] }
      },
      look: async () => ({ state: 'lost' }),
      cancel: async () => {},
      fetch: async () => output,
    },
  },
})
if (options.paid) await openHooks(options.paid, house)
if (options.alone) await house.queues.jobs.enqueue(await house.tasks.freeAll())

const server = createServer(async (request, response) => {
  const pieces: Buffer[] = []
  for await (const piece of request) pieces.push(piece)
  const incoming = JSON.parse(Buffer.concat(pieces).toString()) as Incoming
  const address = incoming.replyTo.rungs[0]?.address ?? {}
  const send = (message: Parameters<typeof bot.send>[1]) =>
    bot.send(address, message, null, { signal: AbortSignal.timeout(5_000) })
  try {
    await house.booth.handle(incoming, send)
    const { platform, eventId } = incoming
    const row = await house.db.inboxEvent.findUnique({ where: { platform_eventId: { platform, eventId } } })
    // Somebody else may hold it, maybe somebody who has died: the platform is to come again.
    response.writeHead(row?.doneAt ? 200 : 503).end()
  } catch {
    response.writeHead(500).end()
  }
})
server.listen(0, '127.0.0.1', () => process.send?.((server.address() as AddressInfo).port))
process.on('disconnect', () => process.exit(0))
