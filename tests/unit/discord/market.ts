/** The bot on a whole Discord that sells, with a core that only writes down what it is told about money. */
import { Registry } from 'prom-client'
import { createDiscordBot } from '../../../bots/discord/main.js'
import type { ProductId } from '../../../config/plans.js'
import type { Fact } from '../../../core/billing/facts.js'
import { type DiscordServer, openDiscordServer } from '../../fakes/discord/server.js'
import { createTestLog, eventually } from '../../support/booth.js'

export type Market = Awaited<ReturnType<typeof openMarket>>

/** Opens it; the bot is started by `start`. */
export async function openMarket(
  options: { sells?: boolean; kinds?: Partial<Record<string, 2 | 3 | 5>> } = {},
) {
  const server: DiscordServer = await openDiscordServer()
  const { world, trade } = server
  const make = (product: ProductId, type: 2 | 3 | 5) => trade.sku(options.kinds?.[product] ?? type, product)
  const skus = {
    pack_100: make('pack_100', 3),
    team_500: make('team_500', 3),
    plus: make('plus', 5),
    pro: make('pro', 5),
  }
  const log = createTestLog()
  const clock = { shift: 0, now: () => Date.now() + clock.shift }
  const told: Fact[] = []
  const charges = new Map<string, { amount: number; reversed: number }>()
  const trouble = { failing: 0, hold: undefined as Promise<void> | undefined }
  const refunds: { id: string }[] = []
  const stops: { id: string }[] = []
  /** Whom core does not know. */
  const strangers = new Set<string>()
  const rounds: string[] = []
  let bot: Awaited<ReturnType<typeof createDiscordBot>> | undefined

  /** As core promises it: a repeat changes nothing, what nobody has told of is unknown. */
  async function settle(fact: Fact): Promise<'taken' | 'unknown'> {
    await trouble.hold
    if (trouble.failing > 0) {
      trouble.failing--
      throw new Error('The database is away.')
    }
    if (fact.buyer && strangers.has(fact.buyer.userId)) return 'unknown'
    told.push(fact)
    if (fact.is === 'paid' && !charges.has(fact.chargeId))
      charges.set(fact.chargeId, { amount: fact.amount, reversed: 0 })
    if (fact.is !== 'reversed') return 'taken'
    const charge = charges.get(fact.chargeId)
    if (!charge) return 'unknown'
    charge.reversed = fact.amount
    return 'taken'
  }

  async function start(): Promise<void> {
    bot = await createDiscordBot(
      {
        booth: { settle, commands: () => [] } as never,
        db: {
          hot: async () => {
            rounds.push('taken')
            return [{ name: 'taken' }]
          },
          payment: { findMany: async () => refunds },
          subscription: { findMany: async () => stops },
        } as never,
        intake: { take: async () => ({ done: Promise.resolve(true) }), watch() {}, close: async () => {} },
        pictures: async () => [],
        links: async message => message,
        installations: {} as never,
        server: {} as never,
        clock,
        log,
        metrics: new Registry(),
        publicResults: false,
        secretsFor: () => ['secret'],
      },
      {
        token: server.token,
        shards: 'auto',
        apiUrl: `${server.origin}/api`,
        fileOrigins: [server.origin],
        skus:
          options.sells === false
            ? {}
            : Object.fromEntries(Object.entries(skus).map(([product, { id }]) => [product, id])),
      },
    )
    await bot.connect()
    await eventually(
      () => server.gateway.connected(),
      there => there,
    )
  }

  return {
    ...{
      server,
      world,
      trade,
      skus,
      log,
      clock,
      told,
      charges,
      trouble,
      refunds,
      stops,
      strangers,
      rounds,
      start,
    },
    /** The newest fact about a subscription. */
    standing: () => told.findLast(fact => fact.is === 'subscription'),
    paid: () => told.filter(fact => fact.is === 'paid'),
    calls: (name: string) => world.calls.get(name) ?? 0,
    /** Ends the bot; what it was at is given up. */
    async stop() {
      await bot?.bot.close()
      bot = undefined
    },
    async restart() {
      await bot?.bot.close()
      await start()
    },
    async close() {
      await bot?.bot.close()
      await server.close()
    },
  }
}

export const CONSUME = 'POST /applications/{}/entitlements/{}/consume'
export const LIST = 'GET /applications/{}/entitlements'
