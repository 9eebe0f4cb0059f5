/** Finds what `pixbooth stripe sync` has set up, and remembers it for some minutes. */
import { z } from 'zod'
import { STRIPE } from '../../../config/limits.js'
import type { Product } from '../../../config/plans.js'
import { Fault } from '../../../core/errors.js'
import type { Clock } from '../../../core/ports.js'
import type { Calls } from './calls.js'
import { nameOf } from './names.js'

/** What the portal's settings of ours are known by. */
export const PORTAL_MARK = 'pixbooth'

const ids = z.object({ data: z.array(z.object({ id: z.string() })) })
const marked = z.object({
  data: z.array(z.object({ id: z.string(), metadata: z.record(z.string(), z.string()).nullish() })),
})

export type Catalog = ReturnType<typeof createCatalog>

/** Faults besides those of calls: `config` where something was not set up. */
export function createCatalog(calls: Calls, clock: Clock) {
  const known = new Map<string, { id: string; at: number }>()

  async function remember(what: string, look: () => Promise<string | undefined>): Promise<string> {
    const before = known.get(what)
    if (before && clock.now() - before.at < STRIPE.namesMs) return before.id
    const id = await look()
    if (id === undefined)
      throw new Fault('config', `${what} is not set up at Stripe: run "bin/pixbooth stripe sync".`)
    known.set(what, { id, at: clock.now() })
    return id
  }

  return {
    /** The price of a product. */
    price(product: Product, signal: AbortSignal): Promise<string> {
      const name = nameOf(product)
      return remember(`The price ${name}`, async () => {
        const { data } = await calls.call(
          ids,
          stripe => stripe.prices.list({ lookup_keys: [name], active: true, limit: 1 }),
          signal,
        )
        return data[0]?.id
      })
    },

    /** The portal's settings. */
    portal(signal: AbortSignal): Promise<string> {
      return remember('The billing portal', async () => {
        const { data } = await calls.call(
          marked,
          stripe => stripe.billingPortal.configurations.list({ active: true, limit: 100 }),
          signal,
        )
        return data.find(({ metadata }) => metadata?.[PORTAL_MARK] !== undefined)?.id
      })
    },

    /** What was remembered may be wrong: it is looked up again. */
    forget(): void {
      known.clear()
    },
  }
}
