/** Asks Stripe what it has announced: whatever did not get here, and all of it where Stripe has nowhere to call. */
import { z } from 'zod'
import { STRIPE } from '../../../config/limits.js'
import type { PrismaClient } from '../../../prisma/client.js'
import type { Calls } from './calls.js'
import { EVENTS, eventShape, newsOf } from './news.js'
import { keepNews } from './store.js'

const page = z.object({ data: z.array(z.unknown()), has_more: z.boolean() })

/** Keeps what was announced since then and is not known yet, newest first; answers how many that were. */
export async function catchUp(
  { db, calls }: { db: PrismaClient; calls: Calls },
  { since, now, signal }: { since: number; now: number; signal: AbortSignal },
): Promise<number> {
  let kept = 0
  let after: string | undefined
  for (let count = 0; count < STRIPE.catchUpPages; count++) {
    const { data, has_more } = await calls.call(
      page,
      stripe =>
        stripe.events.list({
          types: Object.keys(EVENTS),
          created: { gte: Math.floor(since / 1_000) },
          limit: 100,
          ...(after !== undefined && { starting_after: after }),
        }),
      signal,
    )
    const events = data.flatMap(one => {
      const event = eventShape.safeParse(one)
      return event.success ? [event.data] : []
    })
    for (const event of events) {
      const news = newsOf(event)
      if (news !== 'other' && (await keepNews(db, news, now))) kept++
    }
    after = events.at(-1)?.id
    if (!has_more || after === undefined) break
  }
  return kept
}
