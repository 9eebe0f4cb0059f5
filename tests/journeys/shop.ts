/** The ways to pay as people meet them on each platform: what they press, and what their bank or platform does then. */

import { createStripe } from '../../bots/payments/main.js'
import { createCalls } from '../../bots/payments/stripe/calls.js'
import { syncStripe } from '../../bots/payments/stripe/sync.js'
import { STARS } from '../../config/limits.js'
import { findProduct, PRODUCTS, type ProductId, STARS_PERIOD_SECONDS } from '../../config/plans.js'
import { wantRefund } from '../../core/billing/books.js'
import type { Platform } from '../../core/platform.js'
import type { Stage } from '../contract/stage.js'
import { openStage, type StageOptions } from '../contract/stages.js'
import type { Guest } from '../contract/talk.js'
import type { DiscordPerson } from '../fakes/discord/person.js'
import { type DiscordStage, openDiscordStage } from '../fakes/discord/stage.js'
import { openStripeServer } from '../fakes/stripe/server.js'
import type { TelegramPerson } from '../fakes/telegram/person.js'
import { openTelegramStage, type TelegramStage } from '../fakes/telegram/stage.js'
import { eventually } from '../support/booth.js'

const DAY = 24 * 3_600_000

export interface Shop {
  stage: Stage
  /** Pays what a button of the newest offers leads to. */
  buy(guest: Guest, product: ProductId): Promise<void>
  /** A month goes by, and its successor is collected, or is not since the payer cannot pay. */
  month(guest: Guest, pays: boolean): Promise<void>
  /** The payer ends their plan where the rail lets them; time goes by until it is over. */
  cancel(guest: Guest): Promise<void>
  /** Somebody gives the money of their first payment back. */
  refund(guest: Guest): Promise<void>
  /** What the payer hears when a month cannot be collected, and when they end their plan; null: nothing, it just ends. */
  words: { late: string | null; cancelled: string | null }
  close(): Promise<void>
}

/** Opens a shop on that platform. */
export async function openShop(platform: Platform, options: StageOptions): Promise<Shop> {
  if (platform === 'telegram') return openStars(options)
  if (platform === 'discord') return openPremium(options)
  return openCards(platform, options)
}

/** Where the payments of a guest stand. */
async function paidOf(stage: Stage, guest: Guest) {
  const { db } = stage.house
  const account = await db.account.findFirstOrThrow({
    where: { platform: stage.platform },
    orderBy: { createdAt: 'desc' },
    ...(stage.platform !== 'web' && { where: { platform: stage.platform, userId: guest.id } }),
  })
  return db.payment.findFirstOrThrow({
    where: { personId: account.personId, state: 'paid' },
    orderBy: { createdAt: 'asc' },
  })
}

/** An operator wants a payment given back. */
async function wanted(stage: Stage, guest: Guest): Promise<void> {
  const { db, clock } = stage.house
  const { id } = await paidOf(stage, guest)
  if ((await wantRefund(db, id, clock.now())) !== 'wanted') throw new Error('Nothing to be refunded.')
}

async function openCards(platform: Platform, options: StageOptions): Promise<Shop> {
  const stripe = await openStripeServer()
  const { people, post, world } = stripe
  const signal = AbortSignal.timeout(60_000)
  await syncStripe(createCalls(createStripe(stripe.config)), { products: PRODUCTS, dryRun: false, signal })
  const stage = await openStage(platform, { ...options, stripe })
  post.to(`${stage.house.address}/webhooks/stripe`)
  const mine = (id: ProductId) => {
    const found = world
      .all('checkout.session')
      .findLast(session => session.metadata.product === id && session.status === 'complete')
    if (!found) throw new Error('Nobody has bought that.')
    return found
  }
  return {
    stage,
    words: { late: 'did not go through', cancelled: 'is cancelled' },
    async buy(guest, id) {
      const label = titleOf(id)
      const link = guest
        .messages()
        .toReversed()
        .flatMap(({ buttons }) => buttons.flat())
        .find(button => button.label.startsWith(label) && button.press.startsWith('http'))
      const session = world.all('checkout.session').find(one => one.url === link?.press)
      if (!session) throw new Error(`There is no page for ${id}.`)
      people.pay(session.id)
    },
    async month(_guest, pays) {
      people.card(mine('plus').subscription, pays ? 'good' : 'bad')
      people.advance(31 * DAY)
    },
    async cancel() {
      const { subscription } = mine('plus')
      people.card(subscription, 'good')
      if (world.get(subscription).status === 'past_due') people.retry(subscription)
      people.cancelAtEnd(subscription)
      await eventually(
        () => stage.house.db.subscription.findFirst({ where: { endsAt: { not: null } } }),
        found => found !== null,
      )
      people.advance(32 * DAY)
    },
    async refund(guest) {
      await wanted(stage, guest)
      // The next round would be a minute away.
      await stage.house.restart()
    },
    async close() {
      if (world.violations.length > 0) throw new Error(world.violations.join('\n'))
      await stage.close()
      await stripe.close()
    },
  }
}

async function openStars(options: StageOptions): Promise<Shop> {
  const stage: TelegramStage = await openTelegramStage(options)
  const { stars } = stage.server
  /** Time goes by, and the next round is due. */
  const later = (ms: number) => {
    stage.house.clock.shift += ms + STARS.roundMs
  }
  const personOf = (guest: Guest) => guest as unknown as TelegramPerson
  return {
    stage,
    words: { late: null, cancelled: null },
    async buy(guest, id) {
      personOf(guest).stars(findProduct(id)?.prices.stars)
      const paid = await personOf(guest).pay(titleOf(id))
      if (paid.how !== 'paid') throw new Error(`It was ${paid.how}.`)
    },
    async month(guest, pays) {
      if (pays) personOf(guest).stars(findProduct('plus')?.prices.stars)
      later(STARS_PERIOD_SECONDS * 1_000)
      stars.renew()
      if (!pays) later(2 * DAY)
    },
    async cancel(guest) {
      stars.cancel(personOf(guest).user)
      later(STARS_PERIOD_SECONDS * 1_000)
      stars.renew()
      later(2 * DAY)
    },
    async refund(guest) {
      await wanted(stage, guest)
      later(0)
    },
    close: () => stage.close(),
  }
}

async function openPremium(options: StageOptions): Promise<Shop> {
  const stage: DiscordStage = await openDiscordStage({
    ...options,
    skus: ({ trade }) => ({
      pack_100: trade.sku(3, 'pack_100').id,
      plus: trade.sku(5, 'plus').id,
    }),
  })
  const { trade, world } = stage.server
  const { clock } = stage.house
  const skuOf = (id: ProductId) => world.market.skus.find(({ name }) => name === id)!
  const userOf = (guest: Guest) => (guest as unknown as DiscordPerson).user
  const last = () => world.market.subscriptions.at(-1)!
  return {
    stage,
    words: { late: null, cancelled: 'is cancelled' },
    async buy(guest, id) {
      const press = `sku:${skuOf(id).id}`
      const shown = guest.messages().flatMap(({ buttons }) => buttons.flat())
      if (!shown.some(button => button.press === press)) throw new Error(`There is no button for ${id}.`)
      if (id === 'plus') trade.subscribe(userOf(guest), skuOf(id), clock.now())
      else trade.buy(userOf(guest), skuOf(id))
    },
    async month(_guest, pays) {
      clock.shift += 30 * DAY
      if (pays) trade.renew(last())
      else trade.end(last())
    },
    async cancel() {
      trade.cancel(last(), clock.now())
      await eventually(
        () => stage.house.db.subscription.findFirst({ where: { endsAt: { not: null } } }),
        found => found !== null,
      )
      clock.shift += 31 * DAY
      trade.end(last())
    },
    async refund() {
      const bought = world.market.owned.find(({ sku }) => sku.name === 'pack_100')
      if (!bought) throw new Error('Nobody has bought that.')
      trade.refund(bought)
    },
    close: () => stage.close(),
  }
}

function titleOf(id: ProductId): string {
  return { pack_100: '100 credits', plus: 'Plus' }[id as 'pack_100' | 'plus']
}
