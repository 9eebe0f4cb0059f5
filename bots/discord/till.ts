/** When purchases at Discord are looked at: at the start, every hour, and when an event tells of one. */
import { setTimeout as wait } from 'node:timers/promises'
import { SKUS } from '../../config/limits.js'
import { describe, toFault } from '../../core/errors.js'
import type { Log } from '../../core/ports.js'
import {
  actorOf,
  CONSUMABLE,
  type Entitlement,
  entitlement,
  type Sold,
  SUBSCRIPTION,
  subscriptionEvent,
} from './entitlements.js'
import type { Sales } from './sales.js'
import type { Owner, Shop } from './shop.js'

export interface Till {
  /** Takes what the gateway dispatches; what has nothing to do with purchases is passed over. Never throws. */
  hear(name: string, data: unknown): void
  /** Begins, once it is known which application this is. What was heard before is found by the first look. */
  open(app: string): void
  close(): Promise<void>
}

export interface TillDeps {
  shop: Shop
  sales: Sales
  sold: Sold
  /** Takes the hourly look for this process: one of all that share the database. */
  takeRound(): Promise<boolean>
  /** What the booth cannot do at Discord: payments that are to be given back, plans whose person is gone. */
  wishes(): Promise<{ refund: string[]; stop: string[] }>
  /** How often; an hour. */
  everyMs?: number
  /** Ends with `close`. */
  ending: AbortController
  log: Log
}

/** Builds it. Without a single SKU it does nothing. */
export function createTill(deps: TillDeps): Till {
  const { shop, sales, sold, ending, log, everyMs = SKUS.roundMs } = deps
  const { signal } = ending
  const running = new Set<Promise<unknown>>()
  /** The last look at each owner: one after the other. */
  const queues = new Map<string, Promise<unknown>>()
  const warned = new Set<string>()
  let app: string | undefined

  function run(work: Promise<unknown>): void {
    running.add(work)
    work.catch(() => {}).finally(() => running.delete(work))
  }

  const pause = (ms: number) => wait(ms, undefined, { signal, ref: false })

  /** As long as Discord says, else longer each time. */
  function pauseOf(error: unknown, tries: number, leastMs: number): number {
    const { retry } = toFault(error)
    return typeof retry === 'object' ? retry.afterMs : Math.min(leastMs * 2 ** tries, SKUS.retryMaxMs)
  }

  async function look(name: string, owner: Owner, told?: Entitlement): Promise<void> {
    for (let tries = 0; app !== undefined && !signal.aborted; tries++) {
      try {
        return await sales.of(app, owner, told)
      } catch (error) {
        if (tries + 1 >= SKUS.eventTries) {
          const fault = toFault(error)
          return log.warn('a purchase at Discord waits for the next look at all of them', {
            event: name,
            error: describe(fault),
          })
        }
        await pause(pauseOf(error, tries, SKUS.eventRetryMs))
      }
    }
  }

  function enqueue(name: string, owner: Owner, told?: Entitlement): void {
    if (app === undefined) return
    const key = JSON.stringify(owner)
    const work = (queues.get(key) ?? Promise.resolve()).catch(() => {}).then(() => look(name, owner, told))
    queues.set(key, work)
    run(
      work.finally(() => {
        if (queues.get(key) === work) queues.delete(key)
      }),
    )
  }

  /** Somebody who is awaited says something: core knows them in a moment. */
  function greet(name: string, owner: Owner): void {
    if (!queues.has(JSON.stringify(owner))) run(pause(SKUS.greetMs).then(() => enqueue(name, owner)))
  }

  async function checkSkus(known: string): Promise<void> {
    const skus = new Map((await shop.skus(known)).map(({ id, type }) => [id, type]))
    const missing = [...sold].filter(([id]) => !skus.has(id)).map(([, product]) => product.id)
    const odd = [...sold].filter(
      ([id, { kind }]) => skus.has(id) && skus.get(id) !== (kind === 'pack' ? CONSUMABLE : SUBSCRIPTION),
    )
    if (missing.length > 0)
      log.warn('DISCORD_SKUS names SKUs that the application does not have', { products: missing.join(', ') })
    if (odd.length > 0)
      log.warn('DISCORD_SKUS names SKUs of the wrong kind: packs are consumables, plans are subscriptions', {
        products: odd.map(([, product]) => product.id).join(', '),
      })
  }

  /** Only Discord gives back what it has sold, and only the buyer ends a plan. Each is said once. */
  async function remindOfWishes(): Promise<void> {
    const { refund, stop } = await deps.wishes()
    const remind = (words: string, ids: readonly string[]) => {
      const fresh = ids.filter(id => !warned.has(id))
      for (const id of fresh) warned.add(id)
      if (fresh.length > 0) log.warn(words, { ids: fresh.join(', ') })
    }
    remind(
      'Discord alone gives back what it has sold: ask the buyers to request it at https://dis.gd/billing; the credits are taken back when Discord has done so',
      refund,
    )
    remind(
      'persons are erased whose plan Discord goes on collecting: only they can cancel it, in the settings of their account, Subscriptions',
      stop,
    )
  }

  /** Until it has been done as a whole. */
  async function round(known: string): Promise<void> {
    for (let tries = 0; !signal.aborted; tries++) {
      try {
        await remindOfWishes()
        return await sales.all(known)
      } catch (error) {
        const fault = toFault(error)
        log.warn('purchases at Discord could not all be looked at', {
          code: fault.code,
          error: describe(fault),
        })
        await pause(pauseOf(error, tries, SKUS.retryMs))
      }
    }
  }

  async function rounds(known: string): Promise<void> {
    await checkSkus(known).catch(error =>
      log.warn('Discord did not say what there is to sell', { error: describe(toFault(error)) }),
    )
    await deps.takeRound().catch(() => false)
    // At the start in any case: nobody knows what this process has missed.
    for (let mine = true; !signal.aborted; ) {
      if (mine) await round(known)
      await pause(everyMs)
      mine = await deps.takeRound().catch(() => false)
    }
  }

  return {
    hear(name, data) {
      if (sold.size === 0) return
      if (name === 'INTERACTION_CREATE' || name === 'MESSAGE_CREATE') {
        const user = actorOf(data)
        if (user !== undefined && sales.awaits(user)) greet(name, { user })
        return
      }
      if (name.startsWith('ENTITLEMENT_')) {
        const parsed = entitlement.safeParse(data)
        if (!parsed.success) return log.warn('a Discord payload could not be read', { event: name })
        const one = parsed.data
        const owner = one.user_id ? { user: one.user_id } : one.guild_id ? { guild: one.guild_id } : undefined
        if (!sold.has(one.sku_id) || !owner) return
        return enqueue(name, owner, name === 'ENTITLEMENT_DELETE' ? { ...one, deleted: true } : one)
      }
      if (!name.startsWith('SUBSCRIPTION_')) return
      const parsed = subscriptionEvent.safeParse(data)
      if (!parsed.success) return log.warn('a Discord payload could not be read', { event: name })
      enqueue(name, { user: parsed.data.user_id })
    },

    open(known) {
      if (sold.size === 0 || app !== undefined) return
      app = known
      run(rounds(known))
    },

    async close() {
      ending.abort()
      await Promise.allSettled(running)
    },
  }
}
