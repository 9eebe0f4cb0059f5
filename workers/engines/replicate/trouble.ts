/** What a call to Replicate that has no good answer means. Pure. */
import { REPLICATE } from '../../../config/limits.js'
import { EngineRefusal, Fault, type RefusalWhy } from '../../../core/errors.js'
import type { Failure } from './calls.js'

/**
 * What a failed start means: a refusal where certainly nothing was started, anything else where nobody knows.
 * `now` is for answers that name a date.
 */
export function startFault(failure: Failure, now: number): Fault {
  if (failure.kind === 'silent') {
    if (failure.unsent) return new EngineRefusal('down', 'Replicate cannot be reached.')
    return silentFault(failure.why)
  }
  return refusal(failure, now) ?? answeredFault(failure)
}

/** What it means for the upload that comes before a start: whatever it was, nothing was started. */
export function uploadFault(failure: Failure, now: number): Fault {
  if (failure.kind === 'silent' && failure.why === 'cancelled') return silentFault('cancelled')
  const refused = failure.kind === 'answered' ? refusal(failure, now) : undefined
  return refused ?? new EngineRefusal('down', 'Replicate takes no pictures.')
}

/** What it means for a question, which can be asked again. */
export function askFault(failure: Failure, now: number): Fault {
  if (failure.kind === 'silent') return silentFault(failure.why)
  if (failure.status !== 429) return answeredFault(failure)
  return new Fault('busy', 'Replicate is asked too often.', {
    facts: { status: 429 },
    retry: { afterMs: waitOf(failure, now) },
  })
}

function refusal(failure: Failure & { kind: 'answered' }, now: number): EngineRefusal | undefined {
  const { status } = failure
  const why = refusalWhy(status, failure.said)
  if (!why) return undefined
  const message = `Replicate has not taken it (${status}).`
  return why === 'rate'
    ? new EngineRefusal(why, message, { afterMs: waitOf(failure, now) })
    : new EngineRefusal(why, message)
}

function refusalWhy(status: number, said: string): RefusalWhy | undefined {
  if (status === 401 || status === 402 || status === 403) return 'account'
  if (status === 429) return 'rate'
  // A redirect is not followed, and 408 may come from somebody between.
  if (status >= 300 && status < 400) return 'down'
  if (status >= 400 && status < 500) return status === 408 ? undefined : 'input'
  return /\bnot (been )?created\b|could not (be )?create/i.test(said) ? 'down' : undefined
}

function answeredFault({ status }: Failure & { kind: 'answered' }): Fault {
  return new Fault('unavailable', `Replicate answered ${status}.`, { facts: { status } })
}

function silentFault(why: 'timeout' | 'cancelled' | 'broken'): Fault {
  if (why === 'timeout') return new Fault('timeout', 'Replicate took too long to answer.')
  if (why === 'cancelled') return new Fault('cancelled', 'The call to Replicate was stopped.')
  return new Fault('unavailable', 'Replicate did not answer.')
}

/**
 * How long Replicate wants us to wait: by its header (seconds or a date), or by its words, `"retry_after":5` and
 * `resets in ~5s`. Bounded, for a wait holds back everybody.
 */
export function waitOf(failure: { said: string; retryAfter: string | null }, now: number): number {
  const header = failure.retryAfter?.trim() ?? ''
  const words = /"retry_after"\s*:\s*"?(\d+(?:\.\d+)?)|resets in ~?\s*(\d+(?:\.\d+)?)\s*(ms|m\b)?/i.exec(
    failure.said,
  )
  const unit = words?.[3] === 'ms' ? 1 : words?.[3] ? 60_000 : 1_000
  const ms = /^\d+(\.\d+)?$/.test(header)
    ? Number(header) * 1_000
    : header !== '' && !Number.isNaN(Date.parse(header))
      ? Date.parse(header) - now
      : words
        ? Number(words[1] ?? words[2]) * unit
        : REPLICATE.rateMs
  return Math.round(Math.min(REPLICATE.rateMaxMs, Math.max(REPLICATE.rateMinMs, ms)))
}
