/** What Discord says about purchases, and what it means in our terms. Pure: the time is handed in. */
import { z } from 'zod'
import type { Skus } from '../../config/config.js'
import { SKUS } from '../../config/limits.js'
import { findProduct, type Product } from '../../config/plans.js'
import type { Fact } from '../../core/billing/facts.js'

const snowflake = z.string().regex(/^\d{1,20}$/)

const time = z
  .string()
  .transform(text => Date.parse(text))
  .pipe(z.number().int())

/** What somebody has of an SKU. Times are epoch milliseconds. */
export const entitlement = z.object({
  id: snowflake,
  sku_id: snowflake,
  user_id: snowflake.nullish(),
  guild_id: snowflake.nullish(),
  type: z.number(),
  deleted: z.boolean().default(false),
  consumed: z.boolean().nullish(),
  starts_at: time.nullish(),
  ends_at: time.nullish(),
  /** Discord's examples have it, its description does not. */
  subscription_id: snowflake.nullish().catch(undefined),
})
export type Entitlement = z.infer<typeof entitlement>

/** A purchase that is repeated every month. */
export const subscription = z.object({
  id: snowflake,
  user_id: snowflake,
  sku_ids: z.array(snowflake),
  entitlement_ids: z.array(snowflake).default([]),
  current_period_start: time,
  current_period_end: time,
  /** 0: it goes on. 1: nothing is charged any more. 2: it ends with its month. */
  status: z.number(),
  canceled_at: time.nullish(),
})
export type Subscription = z.infer<typeof subscription>

/** The part of an event about a subscription that says where to look. */
export const subscriptionEvent = z.object({ user_id: snowflake })

const actor = z.object({
  user: z.object({ id: snowflake }).nullish(),
  member: z.object({ user: z.object({ id: snowflake }) }).nullish(),
  author: z.object({ id: snowflake }).nullish(),
})

/** Who has done something, if it is anybody. */
export function actorOf(event: unknown): string | undefined {
  const { data } = actor.safeParse(event)
  return data?.member?.user.id ?? data?.user?.id ?? data?.author?.id
}

/** Something for sale, as the application has it: 3 is consumed, 5 is a subscription. */
export const sku = z.object({ id: snowflake, type: z.number() })
export type Sku = z.infer<typeof sku>
export const CONSUMABLE = 3
export const SUBSCRIPTION = 5

const [ACTIVE, INACTIVE] = [0, 1]
/** How an entitlement came about, where somebody paid: bought, given by another person, and subscribed before 2024. */
const [PURCHASE, USER_GIFT, APPLICATION_SUBSCRIPTION] = [1, 6, 8]

/** Products by the numbers of their SKUs. */
export type Sold = ReadonlyMap<string, Product>

/** The products that the SKUs of the configuration stand for. */
export function soldBy(skus: Skus): Sold {
  return new Map(
    Object.entries(skus).flatMap(([id, number]) => {
      const product = findProduct(id)
      return product ? [[number, product] as const] : []
    }),
  )
}

/** When something was made, by its number. */
export function madeAt(id: string): number {
  return Number((BigInt(id) >> 22n) + 1_420_070_400_000n)
}

/**
 * Whether nothing was paid: bought in test mode, made by the application itself, given away by Discord or the developer.
 * What the application makes for trying out subscriptions has no beginning; purchases that happen once never need one.
 */
export function isFree({ type, starts_at }: Entitlement, { kind }: Product): boolean {
  if (kind === 'pack') return type !== PURCHASE && type !== USER_GIFT
  return ![PURCHASE, USER_GIFT, APPLICATION_SUBSCRIPTION].includes(type) || starts_at == null
}

/** A pack that is there to be used up. */
export function isFresh({ deleted, consumed }: Entitlement): boolean {
  return !deleted && consumed !== true
}

/** What a pack means: it was paid, it was taken back; one that is used up has been told before. */
export function factsOfPack(one: Entitlement, product: Product): Fact[] {
  const price = isFree(one, product) ? 0 : (product.prices.discord ?? 0)
  const base = { ...ownerOf(one), rail: 'discord' as const, chargeId: one.id }
  if (one.deleted) return [{ ...base, is: 'reversed', amount: price }]
  if (!isFresh(one)) return []
  const at = one.starts_at ?? madeAt(one.id)
  return [{ ...base, is: 'paid', product: product.id, amount: price, currency: 'usd', at }]
}

/**
 * What a plan means that has no subscription, since nothing is paid for it: months of thirty days from its beginning,
 * until it is taken away.
 */
export function factsOfGift(one: Entitlement, product: Product, now: number): Fact[] {
  const first = one.starts_at ?? madeAt(one.id)
  const last = Math.min(now, (one.ends_at ?? Number.POSITIVE_INFINITY) - 1)
  const start = first + Math.max(0, Math.floor((last - first) / SKUS.monthMs)) * SKUS.monthMs
  const ends = one.ends_at ?? null
  const paidUntil = Math.min(start + SKUS.monthMs, ends ?? Number.POSITIVE_INFINITY)
  const base = { ...ownerOf(one), rail: 'discord' as const }
  const state = { ...base, is: 'subscription' as const, subscriptionId: one.id, product: product.id }
  const chargeId = chargeOf(one.id, start)
  if (one.deleted)
    return [
      { ...base, is: 'reversed', chargeId, amount: 0 },
      { ...state, state: 'ended', paidUntil: first, endsAt: first },
    ]
  if (ends !== null && ends <= now) return [{ ...state, state: 'ended', paidUntil: ends, endsAt: ends }]
  return [
    {
      ...base,
      is: 'paid',
      chargeId,
      product: product.id,
      amount: 0,
      currency: 'usd',
      subscription: { id: one.id, paidUntil },
      at: start,
    },
    { ...state, state: 'active', paidUntil, endsAt: ends },
  ]
}

/**
 * What a month of a subscription means, and how it stands. `one` is the entitlement that it grants now: whether somebody
 * has it, Discord says by that alone. `others` are those that its owner has had, to see from which plan they come.
 */
export function factsOfMonth(
  one: Entitlement,
  of: Subscription,
  { sold, others, now }: { sold: Sold; others: readonly Entitlement[]; now: number },
): Fact[] {
  const product = sold.get(one.sku_id)
  if (!product) return []
  const { id, current_period_start: start, current_period_end: end } = of
  const base = { ...ownerOf(one), rail: 'discord' as const }
  const state = { ...base, is: 'subscription' as const, subscriptionId: id, product: product.id }
  const chargeId = chargeOf(id, start)
  const amount = (product.prices.discord ?? 0) - paidBefore(one, { product, start, sold, others })
  if (one.deleted || isTakenAway(one, of, now))
    return [
      { ...base, is: 'reversed', chargeId, amount },
      { ...state, state: 'ended', paidUntil: start, endsAt: one.ends_at ?? of.canceled_at ?? start },
    ]
  const subscription = { id, paidUntil: end }
  return [
    { ...base, is: 'paid', chargeId, product: product.id, amount, currency: 'usd', subscription, at: start },
    { ...state, paidUntil: end, ...standing(one, of, now) },
  ]
}

function standing(
  { ends_at: ended }: Entitlement,
  { status, current_period_end: end }: Subscription,
  now: number,
): { state: 'active' | 'late' | 'ended'; endsAt: number | null } {
  if (ended != null && ended <= now) return { state: 'ended', endsAt: ended }
  // A month that could not be collected leaves it as it is, beyond its end, until Discord gives up.
  if (status === ACTIVE) return { state: now > end + SKUS.renewalGraceMs ? 'late' : 'active', endsAt: null }
  return { state: now >= end ? 'ended' : 'active', endsAt: end }
}

/** Discord: what was given back or charged back within its month is inactive, and its entitlement is over. */
function isTakenAway({ ends_at: ended }: Entitlement, of: Subscription, now: number): boolean {
  const over = ended != null && ended <= now
  return over && of.status === INACTIVE && ended < of.current_period_end - SKUS.earlyMs
}

/** Who changes to a dearer plan pays the difference, and a new month begins. */
function paidBefore(
  one: Entitlement,
  {
    product,
    start,
    sold,
    others,
  }: { product: Product; start: number; sold: Sold; others: readonly Entitlement[] },
): number {
  const price = product.prices.discord ?? 0
  const before = others.flatMap(other => {
    const was = sold.get(other.sku_id)
    const changed = other.ends_at != null && Math.abs(other.ends_at - start) <= SKUS.changeMs
    if (other === one || !was || was.kind !== 'plan' || was.id === product.id || !changed) return []
    return other.deleted || isFree(other, was) ? [] : [was.prices.discord ?? 0]
  })
  // A cheaper plan is paid whole: it begins when what was paid is over.
  return Math.max(0, ...before.filter(paid => paid <= price))
}

/** The entitlement that a subscription grants now: of what it is about, the one that lives, or else the youngest. */
export function grantedBy(of: Subscription, all: readonly Entitlement[]): Entitlement | undefined {
  const mine = all.filter(one => of.sku_ids.includes(one.sku_id))
  const named = mine.filter(one => one.subscription_id === of.id || of.entitlement_ids.includes(one.id))
  // Discord does not always say which: then it is one that was made when the subscription was there already.
  const possible =
    named.length > 0 ? named : mine.filter(one => !one.subscription_id && madeAt(one.id) >= madeAt(of.id))
  return possible.toSorted(
    (a, b) => Number(isOver(a)) - Number(isOver(b)) || Number(BigInt(b.id) - BigInt(a.id)),
  )[0]
}

function isOver({ deleted, ends_at }: Entitlement): boolean {
  return deleted || ends_at != null
}

/** A name for each month: two begin weeks apart, or when somebody changes the plan. */
function chargeOf(id: string, start: number): string {
  return `${id}:${Math.floor(start / 1_000)}`
}

/** Who has bought it, and for which server where it belongs to one. */
function ownerOf({ user_id: userId, guild_id: tenant }: Entitlement): Pick<Fact, 'buyer' | 'team'> {
  return {
    ...(userId && { buyer: { platform: 'discord', tenant: '', userId } }),
    ...(tenant && { team: { platform: 'discord', tenant } }),
  }
}
