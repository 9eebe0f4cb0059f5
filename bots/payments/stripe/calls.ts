/** Calls to Stripe through its own client, each with a time limit, and each answer looked at before it is believed. */
import type Stripe from 'stripe'
import type { z } from 'zod'
import { STRIPE } from '../../../config/limits.js'
import { Fault, toFault } from '../../../core/errors.js'
import { timeLimit } from '../../../core/time-limit.js'
import { faultOf, isMissing } from './faults.js'

/** One call of the client. */
export type Use = (stripe: Stripe) => Promise<unknown>

export type Calls = ReturnType<typeof createCalls>

/** Makes calls with one account. Faults: `unavailable`, `timeout`, `cancelled`, `config`. */
export function createCalls(stripe: Stripe) {
  /** Runs it. What is given up goes on until its own time is over: whatever makes something has an idempotency key. */
  async function run(use: Use, signal: AbortSignal): Promise<unknown> {
    if (signal.aborted) throw toFault(signal.reason)
    return until(use(stripe), timeLimit(STRIPE.callMs, signal))
  }

  /** Runs it, and answers what it answers in the shape that is asked for. */
  async function call<T>(shape: z.ZodType<T>, use: Use, signal: AbortSignal): Promise<T> {
    try {
      return read(shape, await run(use, signal))
    } catch (error) {
      throw faultOf(error)
    }
  }

  /** As `call`; null when Stripe knows no such object. */
  async function find<T>(shape: z.ZodType<T>, use: Use, signal: AbortSignal): Promise<T | null> {
    try {
      return read(shape, await run(use, signal))
    } catch (error) {
      if (isMissing(error)) return null
      throw faultOf(error)
    }
  }

  return { call, find }
}

function read<T>(shape: z.ZodType<T>, answer: unknown): T {
  const parsed = shape.safeParse(answer)
  if (parsed.success) return parsed.data
  const at = parsed.error.issues.slice(0, 3).map(({ path }) => path.join('.'))
  throw new Fault('unavailable', `Stripe answered what is not understood: ${at.join(', ')}`)
}

function until<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const giveUp = () => reject(toFault(signal.reason))
    signal.addEventListener('abort', giveUp, { once: true })
    work.then(resolve, reject).finally(() => signal.removeEventListener('abort', giveUp))
  })
}
