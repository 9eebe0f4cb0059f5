/** What Discord's refusals mean. Pure. Nothing that it says is passed on but its codes. */
import { DiscordAPIError, HTTPError, RateLimitError } from 'discord.js'
import { Fault } from '../../core/errors.js'

/** The message that was to be edited is gone. */
const MISSING_MESSAGE = 10008
/** Somebody answered the interaction already. */
const ANSWERED = 40060
/** Request entity too large, as JSON; the same comes as status 413. */
const TOO_LARGE = 40005
/**
 * Addresses that will never work again: unknown channel, webhook, interaction, user, server; missing access or permission;
 * a closed direct channel; an invalid webhook token; too many follow-ups; an archived thread; nobody in common.
 */
const DEAD: ReadonlySet<number | string> = new Set([
  10003, 10004, 10013, 10015, 10062, 40001, 40066, 40094, 50001, 50007, 50008, 50013, 50021, 50027, 50083,
  50278,
])

/** The token in an interaction's address is not believed any more: no code, but as dead as with one. */
export function isUnproved({ facts }: Fault): boolean {
  return facts.status === 401
}

/** Anything that a call may throw, as a fault; `facts.discord` holds the code, `facts.status` the status. */
export function discordFault(error: unknown, signal?: AbortSignal): Fault {
  if (error instanceof Fault) return error
  if (error instanceof RateLimitError)
    return new Fault('busy', 'Discord asks for patience.', {
      retry: { afterMs: Math.max(error.timeToReset, error.retryAfter, 500) },
    })
  if (error instanceof DiscordAPIError) return judge(error)
  if (error instanceof HTTPError)
    return new Fault('unavailable', `Discord answers ${error.status}.`, { facts: { status: error.status } })
  const name = error instanceof Error ? error.name : ''
  if (signal?.aborted || name === 'AbortError' || name === 'TimeoutError')
    return new Fault('timeout', 'Discord did not answer in time.')
  return new Fault('unavailable', 'Discord cannot be reached.', { cause: error })
}

function judge({ code, status, method }: DiscordAPIError): Fault {
  const facts = { discord: Number(code), status }
  if (status === 429)
    return new Fault('busy', 'Discord asks for patience.', { facts, retry: { afterMs: 5_000 } })
  if (DEAD.has(code))
    return new Fault('undeliverable', `Discord says that this address is dead (${code}).`, { facts })
  if (status === 401)
    return new Fault('unavailable', 'Discord does not accept the token at the moment.', { facts })
  if (code === MISSING_MESSAGE || code === ANSWERED || code === TOO_LARGE || status === 413)
    return new Fault('bug', `Discord refuses with ${code}.`, { facts })
  if (status === 403 || status === 404)
    return new Fault('undeliverable', `Discord answers ${status} to ${method}.`, { facts })
  if (status >= 500) return new Fault('unavailable', `Discord answers ${status}.`, { facts })
  return new Fault('bug', `Discord refuses ${method} with ${code}.`, { facts })
}

/** The message is gone: whoever wanted to edit it sends it anew. */
export function isGone({ facts }: Fault): boolean {
  return facts.discord === MISSING_MESSAGE
}

export function isAnswered({ facts }: Fault): boolean {
  return facts.discord === ANSWERED
}

export function isTooLarge({ facts }: Fault): boolean {
  return facts.discord === TOO_LARGE || facts.status === 413
}

/** For a call that may find its address dead: answers null then, and throws any other fault. */
export function undeliverable(error: unknown): null {
  const fault = discordFault(error)
  if (fault.code === 'undeliverable') return null
  throw fault
}

/** As `undeliverable`, for a message that may be gone. */
export function unlessGone(error: unknown): null {
  const fault = discordFault(error)
  if (isGone(fault)) return null
  throw fault
}
