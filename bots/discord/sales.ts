/** Settles what was bought at Discord: told to core first, and a pack used up only after core has it. */
import { SKUS } from '../../config/limits.js'
import type { Fact } from '../../core/billing/facts.js'
import { describe, Fault, toFault } from '../../core/errors.js'
import type { Booth } from '../../core/platform.js'
import type { Clock, Log } from '../../core/ports.js'
import { createBounded } from '../bounded.js'
import {
  type Entitlement,
  factsOfGift,
  factsOfMonth,
  factsOfPack,
  grantedBy,
  isFree,
  isFresh,
  type Sold,
  type Subscription,
} from './entitlements.js'
import type { Owner, Shop } from './shop.js'

export interface Sales {
  /** Brings everything up to date. Throws the first fault after it has tried all. */
  all(app: string): Promise<void>
  /** As `all` for one owner. `told`: an event has told of this one, as it was then or as it ended. */
  of(app: string, owner: Owner, told?: Entitlement): Promise<void>
  /** Whether that person has bought something, and core has not known them then: it does once they say something. */
  awaits(user: string): boolean
}

/** What an owner has: entitlements to plans, all that there ever were. */
type Plans = Map<string, Entitlement[]>

export function createSales(deps: {
  shop: Shop
  sold: Sold
  settle: Booth['settle']
  /** Nothing more is begun after it. */
  signal: AbortSignal
  clock: Clock
  log: Log
}): Sales {
  const { shop, sold, settle, signal, clock, log } = deps
  /** What is over and was told: it stays as it is, and there is more of it with every month. */
  const done = createBounded<true>(SKUS.doneKept, SKUS.doneMs, () => clock.now())

  /** Who has bought in Discord's store without ever having said a word to the bot. */
  const strangers = createBounded<true>(SKUS.strangers, SKUS.doneMs, () => clock.now())

  /** Whether core has taken all of them. */
  async function tell(facts: readonly Fact[]): Promise<boolean> {
    let taken = true
    for (const fact of facts) {
      const userId = fact.buyer?.userId
      if ((await settle(fact)) === 'taken') {
        if (fact.is === 'paid' && userId) strangers.delete(userId)
        continue
      }
      taken = false
      if (fact.is === 'paid' && userId) strangers.set(userId, true)
    }
    return taken
  }

  async function pack(app: string, one: Entitlement, anew: boolean): Promise<void> {
    const product = sold.get(one.sku_id)
    if (!product || (!anew && done.get(keyOf(one)))) return
    const taken = await tell(factsOfPack(one, product))
    // Between the two a crash leaves it unused: it is told again then, and core knows the charge.
    if (taken && isFresh(one)) await shop.consume(app, one.id)
    else if (!isFresh(one)) done.set(keyOf(one), true)
  }

  /** The plans of one owner, by the subscriptions that they come from. */
  async function plans(all: readonly Entitlement[], anew: boolean): Promise<void> {
    const now = clock.now()
    const seen = new Set<string>()
    for (const number of new Set(all.map(({ sku_id }) => sku_id))) {
      const mine = all.filter(({ sku_id }) => sku_id === number)
      if (!anew && mine.every(one => done.get(keyOf(one)))) continue
      for (const one of mine) {
        const product = sold.get(number)
        if (product && isFree(one, product)) await tell(factsOfGift(one, product, now))
      }
      for (const user of new Set(mine.flatMap(({ user_id }) => user_id ?? [])))
        for (const of of await shop.subscriptions(number, user)) {
          if (seen.has(of.id)) continue
          seen.add(of.id)
          await month(of, all, now)
        }
      for (const one of mine)
        if (one.deleted || (one.ends_at != null && one.ends_at <= now)) done.set(keyOf(one), true)
    }
  }

  async function month(of: Subscription, all: readonly Entitlement[], now: number): Promise<void> {
    const paid = all.filter(one => {
      const product = sold.get(one.sku_id)
      return product?.kind === 'plan' && !isFree(one, product)
    })
    const one = grantedBy(of, paid)
    if (one) await tell(factsOfMonth(one, of, { sold, others: paid, now }))
  }

  /** Does each of them, and throws the first fault at the end: one that is odd keeps nobody else waiting. */
  function createAttempts() {
    let first: Fault | undefined
    let inRow = 0
    return {
      async attempt(work: () => Promise<void>): Promise<void> {
        if (signal.aborted) return
        try {
          await work()
          inRow = 0
        } catch (error) {
          const fault = toFault(error)
          first ??= fault
          log.warn('a purchase at Discord could not be settled', { code: fault.code, error: describe(fault) })
          // It is not about one of them.
          if (++inRow >= SKUS.failuresInRow) throw first
        }
      },
      end(): void {
        if (first) throw first
      },
    }
  }

  function sort(page: readonly Entitlement[], into: Plans): Entitlement[] {
    for (const one of page)
      if (sold.get(one.sku_id)?.kind === 'plan') {
        const key = `${one.user_id ?? ''}:${one.user_id ? '' : (one.guild_id ?? '')}`
        into.set(key, [...(into.get(key) ?? []), one])
      }
    return page.filter(one => sold.get(one.sku_id)?.kind === 'pack')
  }

  async function settleAll(app: string, pages: AsyncIterable<Entitlement[]>, anew: boolean): Promise<void> {
    const byOwner: Plans = new Map()
    const { attempt, end } = createAttempts()
    for await (const page of pages)
      for (const one of sort(page, byOwner)) await attempt(() => pack(app, one, anew))
    for (const list of byOwner.values()) await attempt(() => plans(list, anew))
    end()
  }

  /** With what an event has told of, where the list does not show it (yet, or any more). */
  async function* withTold(app: string, owner: Owner, told?: Entitlement) {
    let found = false
    const all: Entitlement[] = []
    for await (const page of shop.entitlements(app, owner))
      for (const one of page) {
        if (one.id !== told?.id) {
          all.push(one)
          continue
        }
        found = true
        // What was deleted stays so, whatever a slow list says.
        all.push(told.deleted ? { ...one, deleted: true } : one)
      }
    if (told && !found) {
      const now = told.deleted ? told : await shop.entitlement(app, told.id)
      // Soon it will be there: it is tried again.
      if (!now) throw new Fault('busy', 'Discord does not show yet what it has told of.')
      all.push(now)
    }
    yield all
  }

  return {
    all: app => settleAll(app, shop.entitlements(app), false),
    async of(app, owner, told) {
      await settleAll(app, withTold(app, owner, told), true)
    },
    awaits: user => strangers.get(user) === true,
  }
}

/** An entitlement in the state in which it is. */
function keyOf({ id, deleted }: Entitlement): string {
  return deleted ? `${id}:deleted` : id
}
