/** The routes of what is sold: SKUs, entitlements, subscriptions. */
import { fields } from './components.js'
import type { Call } from './interactions.js'
import { type Owned, ownedJson, skuJson, subscribedJson } from './market.js'
import { Refusal } from './messages.js'
import type { Route } from './routes.js'
import { snowflake, type World } from './world.js'

/** Marks routes that meet with the market's own troubles. */
const base = { auth: true, market: true } as const

export const MARKET_ROUTES: readonly Route[] = [
  {
    ...base,
    method: 'GET',
    path: '/applications/{}/skus',
    run: ({ world, params: [app] }) => {
      mine(world, app)
      return world.market.skus.map(sku => skuJson(sku, world))
    },
  },
  {
    ...base,
    method: 'GET',
    path: '/applications/{}/entitlements',
    run(call) {
      const { world, params, query } = call
      mine(world, params[0])
      known(call, [
        ...['user_id', 'sku_ids', 'before', 'after', 'limit', 'guild_id'],
        ...['exclude_ended', 'exclude_deleted', 'only_active'],
      ])
      const [user, guild, skus] = ['user_id', 'guild_id', 'sku_ids'].map(name => query.get(name))
      const withDeleted = query.get('exclude_deleted') === 'false'
      const withEnded = query.get('exclude_ended') !== 'true'
      const { market } = world
      const late = market.lag > 0 ? market.owned.at(-1) : undefined
      if (late) market.lag--
      const all = market.owned
        .filter(one => one !== late)
        .filter(one => !user || one.user?.id === user)
        .filter(one => !guild || one.guild === guild)
        .filter(one => !skus || skus.split(',').includes(one.sku.id))
        .filter(one => withDeleted || !one.deleted)
        .filter(one => withEnded || one.endsAt === null || one.endsAt > Date.now())
      return paged(call, all, 100).map(one => ownedJson(one, world))
    },
  },
  {
    ...base,
    method: 'POST',
    path: '/applications/{}/entitlements',
    run({ world, params: [app], body }) {
      mine(world, app)
      world.violations.push(...fields(body, { required: ['sku_id', 'owner_id', 'owner_type'], optional: [] }))
      const { market } = world
      const sku = market.skus.find(({ id }) => id === body.sku_id)
      const user = world.users.get(String(body.owner_id))
      if (!sku) throw new Refusal(404, 10027, 'Unknown SKU')
      if (body.owner_type === 2 && !user) throw new Refusal(404, 10013, 'Unknown User')
      const one: Owned = {
        ...{ id: snowflake(), sku, type: 8, deleted: false, consumed: false, startsAt: null, endsAt: null },
        ...(body.owner_type === 1 ? { guild: String(body.owner_id) } : { user }),
      }
      market.owned.push(one)
      const { starts_at: _s, ends_at: _e, ...json } = ownedJson(one, world)
      return json
    },
  },
  {
    ...base,
    method: 'GET',
    path: '/applications/{}/entitlements/{}',
    run: ({ world, params: [app, id] }) => {
      mine(world, app)
      return ownedJson(owned(world, id), world)
    },
  },
  {
    ...base,
    method: 'DELETE',
    path: '/applications/{}/entitlements/{}',
    run({ world, params: [app, id] }) {
      mine(world, app)
      const one = owned(world, id)
      // Only what was made in this way.
      if (one.type !== 8 || one.startsAt !== null) throw new Refusal(403, 50001, 'Missing Access')
      world.market.owned = world.market.owned.filter(other => other !== one)
    },
  },
  {
    ...base,
    method: 'POST',
    path: '/applications/{}/entitlements/{}/consume',
    run({ world, params: [app, id] }) {
      mine(world, app)
      const one = owned(world, id)
      // Discord does not say what it calls this; it refuses.
      if (one.sku.type !== 3 || one.consumed || one.deleted)
        throw new Refusal(400, 50035, 'Invalid Form Body')
      one.consumed = true
    },
  },
  {
    ...base,
    method: 'GET',
    path: '/skus/{}/subscriptions',
    run(call) {
      const { world, params, query } = call
      known(call, ['before', 'after', 'limit', 'user_id'])
      const user = query.get('user_id')
      if (!user) throw new Refusal(400, 50035, 'Invalid Form Body: user_id')
      const sku = world.market.skus.find(({ id }) => id === params[0])
      if (!sku) throw new Refusal(404, 10027, 'Unknown SKU')
      const all = world.market.subscriptions.filter(one => one.user.id === user && one.skus.includes(sku))
      return paged(call, all, 50).map(one => subscribedJson(one, world))
    },
  },
]

function mine(world: World, app: string | undefined): void {
  if (app !== world.app.id)
    throw new Refusal(403, 20012, 'You are not authorized to perform this action on this application')
}

function owned(world: World, id: string | undefined): Owned {
  const one = world.market.owned.find(other => other.id === id)
  if (!one) throw new Refusal(404, 10029, 'Unknown Entitlement')
  return one
}

function known({ world, query }: Call, names: readonly string[]): void {
  for (const name of query.keys()) if (!names.includes(name)) world.violations.push(`the query ${name}`)
}

/** `after` goes up from there, else the newest come first. */
function paged<T extends { id: string }>({ query }: Call, all: readonly T[], usual: number): T[] {
  const [before, after] = [query.get('before'), query.get('after')]
  const limit = Number(query.get('limit') ?? usual)
  if (!(limit >= 1 && limit <= 100)) throw new Refusal(400, 50035, 'Invalid Form Body: limit')
  const up = all.toSorted((a, b) => Number(BigInt(a.id) - BigInt(b.id)))
  if (after !== null) return up.filter(({ id }) => BigInt(id) > BigInt(after)).slice(0, limit)
  return up
    .reverse()
    .filter(({ id }) => before === null || BigInt(id) < BigInt(before))
    .slice(0, limit)
}
