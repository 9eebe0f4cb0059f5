/**
 * Faults: what went wrong, as a coded error that carries facts and never a secret or personal data.
 * Expected outcomes that a person is told about are no faults; they are notices (notice.ts).
 */

/** Every kind of fault the booth knows. Add a code here before you throw it. */
export type FaultCode =
  | 'config' // a configuration value or the surroundings at start: message is one sentence for the operator
  | 'busy' // try again later
  | 'timeout' // something outside took longer than its limit
  | 'cancelled' // the caller's signal fired
  | 'unavailable' // another server cannot be reached
  | 'vision_crashed' // a vision process died while it looked at a picture
  | 'studio_failed' // the local studio could not draw
  | 'engine_failed' // an engine says that it failed
  | 'engine_refused' // an engine has not taken the work: nothing was started, nothing is to be paid
  | 'engine_output' // what an engine has made cannot be used: too large, no picture, from elsewhere
  | 'engine_lost' // an engine no longer knows the work that it was given
  | 'vault_missing' // no such object
  | 'vault_corrupted' // an object or key does not decrypt
  | 'unfetchable' // a photo's address is gone, forbidden or too large
  | 'undeliverable' // no address of a reply target works any more
  | 'lost_lease' // somebody else has taken over the task
  | 'bug'

/** What to do with work that ended in a fault. */
export type Retry = 'never' | 'soon' | { afterMs: number }

const RETRY: Record<FaultCode, Retry> = {
  config: 'never',
  busy: 'soon',
  timeout: 'soon',
  cancelled: 'never',
  unavailable: 'soon',
  vision_crashed: 'soon',
  studio_failed: 'soon',
  engine_failed: 'soon',
  engine_refused: 'soon',
  engine_output: 'never',
  engine_lost: 'soon',
  vault_missing: 'never',
  vault_corrupted: 'never',
  unfetchable: 'never',
  undeliverable: 'never',
  lost_lease: 'never',
  bug: 'soon',
}

export type Facts = Readonly<Record<string, string | number | boolean | undefined>>

export class Fault extends Error {
  readonly code: FaultCode
  readonly facts: Facts
  readonly retry: Retry

  constructor(
    code: FaultCode,
    message: string,
    options: { facts?: Facts; cause?: unknown; retry?: Retry } = {},
  ) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause })
    this.name = 'Fault'
    this.code = code
    this.facts = options.facts ?? {}
    this.retry = options.retry ?? RETRY[code]
  }
}

/** Why an engine has not taken work: `rate` and `down` pass; `account` (key, money) needs the operator; `input` is ours to mend. */
export type RefusalWhy = 'rate' | 'down' | 'account' | 'input'

/** An engine has certainly not started the work. */
export class EngineRefusal extends Fault {
  readonly why: RefusalWhy

  constructor(why: RefusalWhy, message: string, options: { afterMs?: number; cause?: unknown } = {}) {
    const retry = options.afterMs === undefined ? 'soon' : { afterMs: options.afterMs }
    super('engine_refused', message, { facts: { why }, cause: options.cause, retry })
    this.why = why
  }
}

/** Turns anything thrown into a fault; what is not one already becomes a `bug` that is tried again. */
export function toFault(error: unknown): Fault {
  if (error instanceof Fault) return error
  const message = error instanceof Error ? error.message : String(error)
  if (error instanceof Error && error.name === 'AbortError')
    return new Fault('cancelled', message, { cause: error })
  if (error instanceof Error && error.name === 'TimeoutError')
    return new Fault('timeout', message, { cause: error })
  return new Fault('bug', message, { cause: error })
}

/** One line about a fault for the log: where it came from, without the words of strangers' errors that may quote data. */
export function describe(fault: Fault): string {
  // Our own faults say nothing personal; what was made of a stranger's error says what that said.
  if (fault.code !== 'bug' && fault.message !== (fault.cause as Error | undefined)?.message)
    return fault.message
  return whereabouts(fault.cause instanceof Error ? fault.cause : fault, 1)
}

/** The class of an error and where it was thrown; not what it says, which may quote what a person wrote. */
export function whereabouts(error: unknown, frames: number): string {
  if (!(error instanceof Error)) return typeof error
  // The message stands before the frames, may have lines of its own, and they may look like frames.
  const stack = error.stack ?? ''
  const said = stack.indexOf(error.message)
  const below = error.message === '' || said < 0 ? stack : stack.slice(said + error.message.length)
  const places = below.split('\n').filter(line => FRAME.test(line))
  const name = /^[A-Za-z][\w.]{0,40}$/.test(error.name) ? error.name : error.constructor.name
  return [name, ...places.slice(0, frames).map(line => line.trim())].join(' ')
}

/** `at name (file:1:2)` or `at file:1:2`. */
const FRAME = /^\s+at (?:.+ \()?(?:[\w@+-]+:)?[^\s()]+:\d+:\d+\)?$/
