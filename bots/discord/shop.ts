/** Discord's side of what is sold there: SKUs, entitlements, subscriptions, read page by page. */
import { setTimeout as wait } from 'node:timers/promises'
import { Routes } from 'discord.js'
import { z } from 'zod'
import { SKUS } from '../../config/limits.js'
import type { Log } from '../../core/ports.js'
import type { Api } from './api.js'
import * as read from './entitlements.js'
import { discordFault, undeliverable } from './faults.js'

/** Whose entitlements: a person's, or a server's. */
export type Owner = { user: string } | { guild: string }

export interface Shop {
  /** Everything that is there to sell. */
  skus(app: string): Promise<read.Sku[]>
  /** Entitlements to what is sold, over and deleted ones too: of one owner, or of all, a page at a time. */
  entitlements(app: string, owner?: Owner): AsyncGenerator<read.Entitlement[]>
  /** One by its number; null when there is none. */
  entitlement(app: string, id: string): Promise<read.Entitlement | null>
  /** The subscriptions of a person to an SKU. */
  subscriptions(sku: string, user: string): Promise<read.Subscription[]>
  /** Marks a pack as used up, so that it can be bought again; one that is already, or is gone, is no error. */
  consume(app: string, id: string): Promise<void>
}

/** Builds it. `signal` ends the pauses that Discord asks for. */
export function createShop(deps: { api: Api; sold: read.Sold; signal: AbortSignal; log: Log }): Shop {
  const { api, sold, signal, log } = deps

  /** Waits as long as Discord wants, where that is not too long. Faults as faults.ts says. */
  async function call<T>(...[method, route, options]: Parameters<Api['call']>): Promise<T> {
    for (let left: number = SKUS.patienceMs; ; ) {
      try {
        return await api.call<T>(method, route, { ...options, signal })
      } catch (error) {
        const fault = discordFault(error)
        const pause = typeof fault.retry === 'object' ? fault.retry.afterMs : Number.POSITIVE_INFINITY
        if (pause > left) throw fault
        left -= pause
        await wait(pause, undefined, { signal, ref: false })
      }
    }
  }

  /** What cannot be read is passed over, and does not stand in the way of the others. */
  function legible<T>(list: unknown, schema: z.ZodType<T>): T[] {
    const all = z.array(z.unknown()).safeParse(list).data ?? []
    const parsed = all.map(one => schema.safeParse(one))
    const bad = parsed.filter(({ success }) => !success).length
    if (bad > 0 || !Array.isArray(list)) log.warn('purchases at Discord could not be read', { count: bad })
    return parsed.flatMap(({ data }) => (data === undefined ? [] : [data]))
  }

  /** Pages from the oldest on, until one is not full. */
  async function* pages(route: Parameters<Api['call']>[1], query: Record<string, string>) {
    for (let after = '0'; ; ) {
      const page = await call<unknown>('GET', route, { query: { ...query, limit: String(SKUS.page), after } })
      yield page
      const ids = legible(page, z.object({ id: z.string().regex(/^\d{1,20}$/) })).map(({ id }) => BigInt(id))
      const last = ids.reduce((most, id) => (id > most ? id : most), BigInt(after))
      if (ids.length < SKUS.page || last === BigInt(after)) return
      after = String(last)
    }
  }

  async function entitlement(app: string, id: string): Promise<read.Entitlement | null> {
    const found = await call<unknown>('GET', Routes.entitlement(app, id)).catch(undeliverable)
    return read.entitlement.safeParse(found).data ?? null
  }

  return {
    skus: async app => legible(await call('GET', Routes.skus(app)), read.sku),

    async *entitlements(app, owner) {
      const whose = owner && ('user' in owner ? { user_id: owner.user } : { guild_id: owner.guild })
      const query = {
        ...whose,
        sku_ids: [...sold.keys()].join(','),
        exclude_ended: 'false',
        exclude_deleted: 'false',
      }
      for await (const page of pages(Routes.entitlements(app), query)) yield legible(page, read.entitlement)
    },

    entitlement,

    async subscriptions(sku, user) {
      const found: read.Subscription[] = []
      for await (const page of pages(Routes.skuSubscriptions(sku), { user_id: user }))
        found.push(...legible(page, read.subscription))
      return found
    },

    async consume(app, id) {
      try {
        await call('POST', Routes.consumeEntitlement(app, id))
      } catch (error) {
        const { code } = discordFault(error)
        if (code !== 'bug' && code !== 'undeliverable') throw error
        // Discord says no: another process may have been first.
        const now = await entitlement(app, id)
        if (now && read.isFresh(now)) throw error
      }
    },
  }
}
