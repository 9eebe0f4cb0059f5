/**
 * What a rail says about money, in our terms. A rail reads its own objects anew before it says anything, so every fact is
 * how things stand now, and telling one twice, late, or after a younger one changes nothing (core/billing/settle.ts).
 * Amounts are in the currency's smallest unit, times are epoch milliseconds.
 */
import type { ProductId, Rail } from '../../config/plans.js'
import type { AccountName, Platform } from '../platform.js'

/** A group of people that can have credits in common: a Slack workspace, a Discord server. */
export interface TeamName {
  platform: Platform
  tenant: string
}

interface OfRail {
  rail: Rail
  /** Our own id of the payment that was begun, where the rail carries it along. */
  paymentId?: string | undefined
  /** Whom the rail knows it from, where there is no payment of ours: Discord sells by itself. */
  buyer?: AccountName | undefined
  /** It was bought for them. */
  team?: TeamName | undefined
  /** The rail's own name of whoever pays, for its pages (`cus_…`). */
  customerId?: string | undefined
}

/** Money has arrived. */
export interface PaidFact extends OfRail {
  is: 'paid'
  /** The rail's own name of this one charge: a payment intent, a Telegram charge, an entitlement. Unique within the rail. */
  chargeId: string
  product: ProductId
  /** What was paid, before anything was given back. */
  amount: number
  /** In small letters; Stars are `xtr`. */
  currency: string
  /** Of a month of a subscription: of which one, and until when it is paid. */
  subscription?: { id: string; paidUntil: number } | undefined
  /** The rail's page with the receipt. */
  receiptUrl?: string | undefined
  at: number
}

/** A payment that was begun has not come to anything yet (`pending`: the bank is at it), or never will. */
export interface UnpaidFact extends OfRail {
  is: 'unpaid'
  paymentId: string
  state: 'pending' | 'expired' | 'failed'
}

/** Money went back. `amount` is all that has been given back of the charge so far. */
export interface ReversedFact extends OfRail {
  is: 'reversed'
  chargeId: string
  amount: number
}

/** The payer's bank asks for the money back. A lost one is told as reversed, too. */
export interface DisputedFact extends OfRail {
  is: 'disputed'
  chargeId: string
  state: 'open' | 'won' | 'lost'
}

/** How a subscription stands. */
export interface SubscriptionFact extends OfRail {
  is: 'subscription'
  subscriptionId: string
  product: ProductId
  /** `late`: the last month could not be collected, and the rail is still trying. */
  state: 'active' | 'late' | 'ended'
  /** Until when it is paid. */
  paidUntil: number
  /** It was cancelled: it ends then, and is not collected again. */
  endsAt: number | null
}

export type Fact = PaidFact | UnpaidFact | ReversedFact | DisputedFact | SubscriptionFact
