/** What went wrong at fal, sorted by what is to be done about it. Pure. */
import { FAL } from '../../../config/limits.js'
import { EngineRefusal, Fault } from '../../../core/errors.js'
import type { Outcome } from '../../../core/ports.js'
import { CallFailed, type Failure } from './calls.js'
import { type Reproach, reproachesOf } from './reproaches.js'

/**
 * A failed start. An `EngineRefusal` says that certainly nothing was started: fal has answered so, or was never reached.
 * Its 500 and 503 queue nothing and are not billed (fal.ai/docs: reliability, retries). Anything else is unknown.
 */
export function sortStart(error: unknown, now: number): Fault {
  if (!(error instanceof CallFailed)) {
    if (error instanceof Fault) return error
    return new Fault('engine_failed', 'fal has answered a start in an unknown way.', { cause: error })
  }
  const { failure } = error
  if (failure.kind === 'unreached') return new EngineRefusal('down', 'fal cannot be reached.')
  if (failure.kind !== 'answer') return sortCall(error, now)
  const { status } = failure
  if (status === 401 || status === 402 || status === 403 || isLocked(failure))
    return new EngineRefusal('account', `fal does not serve this account: ${status}.`)
  if (status === 429)
    return new EngineRefusal('rate', 'fal asks for patience.', {
      afterMs: patience(failure.retryAfter, now),
    })
  if (status === 500 || status === 503) return new EngineRefusal('down', `fal is down: ${status}.`)
  // A request that came too slowly (408) may have come in the end.
  if (status >= 400 && status < 500 && status !== 408)
    return new EngineRefusal('input', `fal does not take the request: ${status}.`)
  return sortCall(error, now)
}

/** Any other failed call. Trying again later costs nothing. */
export function sortCall(error: unknown, now: number): Fault {
  if (!(error instanceof CallFailed))
    return error instanceof Fault
      ? error
      : new Fault('engine_failed', 'fal has answered in an unknown way.', { cause: error })
  const { failure } = error
  if (failure.kind === 'answer')
    return new Fault('unavailable', `fal answers ${failure.status}.`, {
      facts: { status: failure.status },
      ...(failure.status === 429 && { retry: { afterMs: patience(failure.retryAfter, now) } }),
    })
  if (failure.kind === 'timeout') return new Fault('timeout', 'fal has not answered in time.')
  if (failure.kind === 'cancelled') return new Fault('cancelled', 'The call to fal was stopped.')
  if (failure.kind === 'unreached') return new Fault('unavailable', 'fal cannot be reached.')
  return new Fault('unavailable', 'The connection to fal broke.')
}

/**
 * How ended work went whose result was no good answer: fal hands on what the model has answered, its errors too. Undefined
 * where the answer may be of fal's own and says nothing about the work: trouble that passes, a key that is no longer good.
 * `said` is what its status says about its end.
 */
export function endingOf(error: unknown, said: unknown): Outcome | undefined {
  if (!(error instanceof CallFailed) || error.failure.kind !== 'answer') return undefined
  const { status, body } = error.failure
  if (status === 404 || status < 400) return undefined
  if (status < 500 && ![401, 403, 408, 429].includes(status)) return sortEnding(status, body ?? said)
  const named = reproachesOf(body).some(({ type }) => type !== '')
  return named || said !== undefined ? sortEnding(status, named ? body : said) : undefined
}

/**
 * How work ended that did not go well: by its status, and by what fal says about it. Only what a person can mend becomes
 * a notice; a failure of fal's own says nothing against the model.
 */
export function sortEnding(status: number | undefined, body: unknown): Outcome {
  const reproaches = reproachesOf(body)
  const is = (test: (reproach: Reproach) => boolean) => reproaches.some(test)
  if (is(({ type }) => type === 'client_cancelled')) return { state: 'cancelled' }
  const failed = (why: 'model' | 'engine'): Outcome => ({ state: 'failed', why })
  const person = (notice: 'engine_no_face' | 'engine_unsafe' | 'engine_refused_prompt'): Outcome => ({
    state: 'failed',
    why: 'person',
    notice,
  })
  if (is(({ type, words }) => type === 'face_detection_error' || NO_FACE.test(words)))
    return person('engine_no_face')
  const unsafe = reproaches.filter(
    ({ type, words }) => type === 'content_policy_violation' || UNSAFE.test(words),
  )
  if (unsafe.length > 0)
    return person(unsafe.every(({ at }) => at === 'prompt') ? 'engine_refused_prompt' : 'engine_unsafe')
  if (is(({ type }) => OWN.has(type))) return failed('engine')
  if (status === undefined) return failed('model')
  return failed(status >= 500 || status === 408 || status === 429 || status === 499 ? 'engine' : 'model')
}

/** Types of failures that are fal's own (fal.ai/docs: errors, request-errors). */
const OWN = new Set([
  'internal_server_error',
  'generation_timeout',
  'downstream_service_error',
  'downstream_service_unavailable',
  'request_timeout',
  'startup_timeout',
  'runner_scheduling_failure',
  'runner_connection_timeout',
  'runner_disconnected',
  'runner_connection_refused',
  'runner_connection_error',
  'runner_incomplete_response',
  'runner_server_error',
  'internal_error',
])

// Not all models use fal's types yet, so their words count too.
const NO_FACE =
  /\bno faces?\b|\bfaces? (?:was |were |is |are )?not (?:found|detected)|(?:could ?n[o']t|cannot|can't|unable to|failed to|did not) (?:find|detect|locate)[^.]{0,40}\bfaces?\b/i
const UNSAFE =
  /\bnsfw\b|content (?:checker|policy|filter|moderation)|safety (?:checker|filter|system|tolerance)|\bunsafe\b|\bflagged\b|\bmoderated\b|\bmoderation\b/i

function isLocked({ body }: Failure & { kind: 'answer' }): boolean {
  return reproachesOf(body).some(({ words }) => /user is locked|exhausted balance/i.test(words))
}

/** What `retry-after` wants, in seconds or as a date, within reason. */
function patience(retryAfter: string | null, now: number): number {
  const seconds = Number(retryAfter)
  const wanted =
    retryAfter === null || retryAfter.trim() === ''
      ? Number.NaN
      : Number.isFinite(seconds)
        ? seconds * 1_000
        : Date.parse(retryAfter) - now
  if (!Number.isFinite(wanted)) return FAL.patienceMs
  return Math.min(FAL.patienceMaxMs, Math.max(FAL.patienceMinMs, wanted))
}
