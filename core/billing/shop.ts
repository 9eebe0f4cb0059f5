/** Whether and how anything can be bought somewhere. */
import { RAILS_OF, type Rail } from '../../config/plans.js'
import type { Platform } from '../platform.js'
import type { Till } from './till.js'

/** Where somebody is, and what the booth sells with. */
export interface Shop {
  incoming: { platform: Platform }
  till: Till
}

/** The ways to pay that this platform allows and this booth has, best first. Pure. */
export function railsOf({ incoming, till }: Shop): Rail[] {
  const has: Record<Rail, boolean> = {
    stripe: till.payments !== undefined,
    stars: till.stars !== false,
    discord: Object.keys(till.skus).length > 0,
  }
  return RAILS_OF[incoming.platform].filter(rail => has[rail])
}

/** Whether anything can be bought where this was said: the one place that decides it. Pure. */
export function sells(shop: Shop): boolean {
  return railsOf(shop).length > 0
}
