/** What the app sells at Discord, and what people have bought of it. */
import type { Gateway } from './gateway.js'
import { snowflake, type User, type World } from './world.js'

type Payload = Record<string, unknown>

/** 2: for ever, 3: used up, 5: every month. */
export interface MarketSku {
  id: string
  type: 2 | 3 | 5
  name: string
}

/** An entitlement. */
export interface Owned {
  id: string
  sku: MarketSku
  user?: User | undefined
  guild?: string | undefined
  /** 1: bought, 4: in test mode, 6: a gift, 8: as subscriptions were before 2024, and what the app makes for tests. */
  type: number
  deleted: boolean
  consumed: boolean
  startsAt: number | null
  endsAt: number | null
  subscription?: Subscribed
}

/** A subscription. */
export interface Subscribed {
  id: string
  user: User
  skus: MarketSku[]
  entitlements: Owned[]
  start: number
  end: number
  /** 0: active, 1: inactive, 2: ending. */
  status: 0 | 1 | 2
  canceledAt: number | null
}

export interface Market {
  skus: MarketSku[]
  owned: Owned[]
  subscriptions: Subscribed[]
  /** Entitlements do not say from which subscription they are; Discord describes no such field. */
  silent: boolean
  /** Lists show what is new only after so many calls. */
  lag: number
}

export const newMarket = (): Market => ({ skus: [], owned: [], subscriptions: [], silent: false, lag: 0 })

const iso = (at: number | null) => (at === null ? null : new Date(at).toISOString().replace('Z', '000+00:00'))

export function skuJson(sku: MarketSku, world: World): Payload {
  return {
    id: sku.id,
    type: sku.type,
    dependent_sku_id: null,
    application_id: world.app.id,
    manifest_labels: null,
    access_type: 1,
    name: sku.name,
    features: [],
    release_date: null,
    premium: false,
    slug: sku.name.toLowerCase().replaceAll(' ', '-'),
    flags: sku.type === 5 ? 4 + 256 : 4,
    show_age_gate: false,
  }
}

export function ownedJson(one: Owned, world: World): Payload {
  return {
    id: one.id,
    sku_id: one.sku.id,
    application_id: world.app.id,
    ...(one.user && { user_id: one.user.id }),
    ...(one.guild && { guild_id: one.guild }),
    promotion_id: null,
    type: one.type,
    deleted: one.deleted,
    gift_code_flags: 0,
    consumed: one.consumed,
    ...((one.startsAt !== null || one.sku.type === 5) && {
      starts_at: iso(one.startsAt),
      ends_at: iso(one.endsAt),
    }),
    ...(one.subscription && !world.market.silent && { subscription_id: one.subscription.id }),
  }
}

export function subscribedJson(one: Subscribed, world: World): Payload {
  return {
    id: one.id,
    user_id: one.user.id,
    sku_ids: one.skus.map(({ id }) => id),
    renewal_sku_ids: null,
    entitlement_ids: world.market.silent ? [] : one.entitlements.map(({ id }) => id),
    current_period_start: iso(one.start),
    current_period_end: iso(one.end),
    status: one.status,
    canceled_at: iso(one.canceledAt),
  }
}

export interface Event {
  name: string
  data: Payload
  guild?: string | undefined
}

const MONTH = 30 * 24 * 3_600_000

/** What buyers and Discord do; every deed is told by the gateway, as far as `news` lets it. */
export function createTrade({ world, gateway }: { world: World; gateway: Gateway }) {
  const { market } = world
  /** `held`: events wait for `release`; `lost`: nobody hears of them. */
  let news: 'told' | 'doubled' | 'lost' | 'held' = 'told'
  let held: Event[] = []

  function tell(name: string, data: Payload, guild?: string): void {
    if (news === 'lost') return
    if (news === 'held') return void held.push({ name, data, guild })
    for (let times = news === 'doubled' ? 2 : 1; times > 0; times--) gateway.dispatch(name, data, guild)
  }
  const tellOwned = (what: 'CREATE' | 'UPDATE' | 'DELETE', one: Owned) =>
    tell(`ENTITLEMENT_${what}`, ownedJson(one, world), one.guild)
  const tellSubscribed = (what: 'CREATE' | 'UPDATE' | 'DELETE', one: Subscribed) =>
    tell(`SUBSCRIPTION_${what}`, subscribedJson(one, world))

  function own(given: Partial<Owned> & Pick<Owned, 'sku'>): Owned {
    const one: Owned = {
      id: snowflake(),
      type: 1,
      deleted: false,
      consumed: false,
      startsAt: null,
      endsAt: null,
      ...given,
    }
    market.owned.push(one)
    return one
  }

  return {
    set news(how: typeof news) {
      news = how
    },
    /** Sends what was held, in another order. */
    release(order: (events: Event[]) => Event[] = events => events) {
      const events = order(held)
      held = []
      news = 'told'
      for (const { name, data, guild } of events) gateway.dispatch(name, data, guild)
    },
    sku(type: MarketSku['type'], name: string): MarketSku {
      const sku: MarketSku = { id: snowflake(), type, name }
      market.skus.push(sku)
      return sku
    },
    /** Buys something that is used up, or for ever. */
    buy(user: User, sku: MarketSku, more: Partial<Owned> = {}): Owned {
      const has = market.owned.some(
        one => one.user === user && one.sku === sku && !one.deleted && !one.consumed && one.type !== 4,
      )
      if (has) throw new Error('You already own this item.')
      const one = own({ sku, user, ...more })
      tellOwned('CREATE', one)
      return one
    },
    subscribe(user: User, sku: MarketSku, at = Date.now(), more: Partial<Owned> = {}): Subscribed {
      const one: Subscribed = {
        id: snowflake(),
        user,
        skus: [sku],
        entitlements: [],
        start: at,
        end: at + MONTH,
        status: 1,
        canceledAt: null,
      }
      market.subscriptions.push(one)
      // It is there before anything was paid.
      tellSubscribed('CREATE', one)
      const granted = own({ sku, user, startsAt: at, subscription: one, ...more })
      one.entitlements.push(granted)
      one.status = 0
      tellOwned('CREATE', granted)
      tellSubscribed('UPDATE', one)
      return one
    },
    renew(one: Subscribed): void {
      one.start = one.end
      one.end = one.start + MONTH
      tellSubscribed('UPDATE', one)
    },
    cancel(one: Subscribed, at = Date.now()): void {
      one.status = 2
      one.canceledAt = at
      tellSubscribed('UPDATE', one)
    },
    resume(one: Subscribed): void {
      one.status = 0
      one.canceledAt = null
      tellSubscribed('UPDATE', one)
    },
    /** Its time is over. */
    end(one: Subscribed, at = one.end): void {
      one.status = 1
      for (const granted of one.entitlements) {
        granted.endsAt ??= at
        tellOwned('UPDATE', granted)
      }
      tellSubscribed('UPDATE', one)
    },
    /** To a dearer plan: the difference is paid, and a month begins. */
    upgrade(one: Subscribed, sku: MarketSku, at = Date.now()): void {
      for (const granted of one.entitlements) {
        granted.endsAt ??= at
        tellOwned('UPDATE', granted)
      }
      const granted = own({ sku, user: one.user, startsAt: at, subscription: one })
      one.entitlements.push(granted)
      Object.assign(one, { skus: [sku], start: at, end: at + MONTH })
      tellOwned('CREATE', granted)
      tellSubscribed('UPDATE', one)
    },
    /** Discord gives the money back. */
    refund(one: Owned): void {
      one.deleted = true
      if (one.subscription) one.subscription.status = 1
      tellOwned('DELETE', one)
      if (one.subscription) tellSubscribed('UPDATE', one.subscription)
    },
    /** As the app's own API does it. */
    test(sku: MarketSku, owner: { user: User } | { guild: string }): Owned {
      const one = own({ sku, type: 8, ...owner })
      tellOwned('CREATE', one)
      return one
    },
    drop(one: Owned): void {
      // It is gone for good, as far as lists can tell.
      market.owned = market.owned.filter(other => other !== one)
      tellOwned('DELETE', { ...one, deleted: true })
    },
  }
}

export type Trade = ReturnType<typeof createTrade>
