/** Who may come in: the page alone writes, and nobody floods the booth. */
import rateLimit from '@fastify/rate-limit'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { WEB } from '../../config/limits.js'
import { Refusal, type Sentence } from '../server.js'

export interface RateLimits {
  sayPerMinute: number
  sayPerMinutePerAddress: number
  readPerMinute: number
  readPerMinutePerAddress: number
  newPeoplePerHourPerAddress: number
}

export interface Guard {
  /** Refuses what does not come from our own page. */
  sameOrigin(request: FastifyRequest): void
  /** Refuse what is too much, by address before anything else is looked at, and by person once known. */
  say: Meter
  read: Meter
  newcomer(request: FastifyRequest): Promise<void>
}
export interface Meter {
  address(request: FastifyRequest): Promise<void>
  person(request: FastifyRequest, userId: string): Promise<void>
}

/**
 * Whether a write comes from our own page. Browsers say so in Sec-Fetch-Site (on https and localhost) or in Origin;
 * a request with neither comes from no page.
 */
export function isOwnPage(
  headers: { site?: string | undefined; origin?: string | undefined },
  own: string[],
): boolean {
  if (headers.site !== undefined) return headers.site === 'same-origin'
  return headers.origin !== undefined && own.includes(headers.origin)
}

/** The counters live in this process: with many processes the limits grow with them, which is no harm. */
export async function createGuard(
  scope: FastifyInstance,
  options: { publicUrl?: string | undefined; limits?: RateLimits | undefined },
): Promise<Guard> {
  const { limits = WEB } = options
  const publicOrigins = options.publicUrl ? [new URL(options.publicUrl).origin] : []
  await scope.register(rateLimit, { global: false })
  const people = new WeakMap<FastifyRequest, string>()

  const byAddress = (max: number, timeWindow: number, sentence: Sentence) => {
    const check = scope.createRateLimit({ max, timeWindow })
    return async (request: FastifyRequest) => refuse(await check(request), sentence)
  }
  const byPerson = (max: number) => {
    const check = scope.createRateLimit({
      max,
      timeWindow: 60_000,
      keyGenerator: request => people.get(request) ?? '',
    })
    return async (request: FastifyRequest, userId: string) => {
      people.set(request, userId)
      refuse(await check(request), words => words.slowDown)
    }
  }
  return {
    sameOrigin(request) {
      const site = request.headers['sec-fetch-site']
      const { origin } = request.headers
      const own = [`${request.protocol}://${request.host}`, ...publicOrigins]
      if (!isOwnPage({ site: typeof site === 'string' ? site : undefined, origin }, own))
        throw new Refusal(403, words => words.foreign)
    },
    say: {
      address: byAddress(limits.sayPerMinutePerAddress, 60_000, words => words.slowDown),
      person: byPerson(limits.sayPerMinute),
    },
    read: {
      address: byAddress(limits.readPerMinutePerAddress, 60_000, words => words.slowDown),
      person: byPerson(limits.readPerMinute),
    },
    newcomer: byAddress(limits.newPeoplePerHourPerAddress, 3_600_000, words => words.crowded),
  }
}

function refuse(
  result: { isAllowed: boolean; isExceeded?: boolean; ttlInSeconds?: number },
  sentence: Sentence,
): void {
  if (result.isAllowed || !result.isExceeded) return
  throw new Refusal(429, sentence, undefined, result.ttlInSeconds)
}
