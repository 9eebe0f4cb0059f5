/** What a person gets, what can be bought, and by which way on which platform. A day is a calendar day in UTC. */

/** Ways to pay. Each has its own room, and says what happened in the same terms (core/billing/facts.ts). */
export const RAILS = ['stripe', 'stars', 'discord'] as const
export type Rail = (typeof RAILS)[number]

export type PlanId = 'free' | 'plus' | 'pro'

/** What somebody is entitled to while it runs. Amounts are credits. */
export interface Plan {
  id: PlanId
  /** The free credits are filled up to this much with the first use of a day; what is left over does not add up. */
  freePerDay: number
  /** Credits that come with every paid month, and stay until they are spent. */
  monthly: number
  /** Pictures of one run, each at the price of one. */
  imagesPerRun: number
  /**
   * Where their work stands in the line, as if they had so many more credits waiting: people of a smaller handicap come
   * first, but not with all that they ever ask for.
   */
  handicap: number
}

/** Ten credits a day are some studio portraits, or one or two of an engine that costs money. */
export const FREE_PLAN: Plan = { id: 'free', freePerDay: 10, monthly: 0, imagesPerRun: 1, handicap: 30 }

export const PLANS: Readonly<Record<PlanId, Plan>> = {
  free: FREE_PLAN,
  plus: { id: 'plus', freePerDay: 10, monthly: 200, imagesPerRun: 2, handicap: 10 },
  pro: { id: 'pro', freePerDay: 20, monthly: 600, imagesPerRun: 4, handicap: 0 },
}

/**
 * Prices in each way's smallest unit: US cents for cards, whole Stars (XTR), and the US cents that the SKU has in Discord's
 * portal, where its price is set by hand. Absent: it cannot be had that way. A Star is worth about 1.3 cents to whoever
 * sells, so the Stars are the dollars less what Stripe takes, rounded up to what reads well.
 */
export interface Prices {
  stripe?: number
  stars?: number
  discord?: number
}

export type ProductId = 'pack_100' | 'pack_300' | 'pack_1000' | 'plus' | 'pro' | 'team_500' | 'team_2000'

/** Something that can be bought. */
export interface Product {
  id: ProductId
  /** `pack`: once. `plan`: every month until it is cancelled. */
  kind: 'pack' | 'plan'
  /** Whose the credits are: the buyer's own, or the common ones of a Slack workspace or Discord server. */
  buyer: 'person' | 'team'
  credits: number
  /** What it entitles to, where it is a plan. */
  plan?: Exclude<PlanId, 'free'>
  prices: Prices
}

export const PRODUCTS: readonly Product[] = [
  {
    id: 'pack_100',
    kind: 'pack',
    buyer: 'person',
    credits: 100,
    prices: { stripe: 499, stars: 350, discord: 499 },
  },
  {
    id: 'pack_300',
    kind: 'pack',
    buyer: 'person',
    credits: 300,
    prices: { stripe: 1299, stars: 950, discord: 1299 },
  },
  {
    id: 'pack_1000',
    kind: 'pack',
    buyer: 'person',
    credits: 1000,
    prices: { stripe: 3999, stars: 2900, discord: 3999 },
  },
  {
    id: 'plus',
    kind: 'plan',
    buyer: 'person',
    credits: PLANS.plus.monthly,
    plan: 'plus',
    prices: { stripe: 799, stars: 600, discord: 799 },
  },
  {
    id: 'pro',
    kind: 'plan',
    buyer: 'person',
    credits: PLANS.pro.monthly,
    plan: 'pro',
    prices: { stripe: 1999, stars: 1500, discord: 1999 },
  },
  {
    id: 'team_500',
    kind: 'pack',
    buyer: 'team',
    credits: 500,
    prices: { stripe: 2299, discord: 2299 },
  },
  {
    id: 'team_2000',
    kind: 'pack',
    buyer: 'team',
    credits: 2000,
    prices: { stripe: 7999, discord: 7999 },
  },
]

/**
 * The ways that each platform allows, best first. Slack has none of its own. Telegram wants Stars for everything digital,
 * and no link to another way. Discord wants what is sold elsewhere to be sold by itself too, at a price that is no higher.
 * A pool is bought on a platform by whoever may write there, so its packs follow the same rule.
 */
export const RAILS_OF: Readonly<Record<'web' | 'discord' | 'telegram' | 'slack', readonly Rail[]>> = {
  web: ['stripe'],
  slack: ['stripe'],
  discord: ['discord', 'stripe'],
  telegram: ['stars'],
}

/** Telegram knows exactly one period of subscriptions: thirty days, in seconds. */
export const STARS_PERIOD_SECONDS = 2_592_000

/** What is sold, by its id. */
export function findProduct(id: string): Product | undefined {
  return PRODUCTS.find(product => product.id === id)
}

/** Those who invite others. Both get credits once the newcomer's first picture is there. */
export const INVITE = {
  /** For whoever invites, and for the newcomer. */
  credits: 15,
  newcomerCredits: 15,
  /** Newcomers that somebody is credited for in a calendar month (UTC). */
  mostPerMonth: 10,
  /** Who counts as new: an account that is no older, and alone. */
  newForMs: 7 * 86_400_000,
  /** How long the first picture is waited for. */
  waitMs: 30 * 86_400_000,
} as const
