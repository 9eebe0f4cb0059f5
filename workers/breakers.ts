import { BrokenCircuitError, CircuitState, ConsecutiveBreaker, circuitBreaker, handleWhen } from 'cockatiel'
import { ORDERS } from '../config/limits.js'
import { EngineRefusal } from '../core/errors.js'
import type { Log } from '../core/ports.js'

/** Keeps away from an engine that is down; each process finds out for itself. */
export interface Breaker {
  /** Nothing should be started there now. */
  isOpen(): boolean
  /** Runs a call and counts how it ends. While it is open it rejects with an `EngineRefusal` (`down`) without calling. */
  run<T>(call: () => Promise<T>): Promise<T>
}

/** A breaker that opens after some failures in a row, or at once when the account is refused. */
export function createBreaker(engine: string, log: Log): Breaker {
  const policy = circuitBreaker(
    // What one request's own input has earned says nothing about the engine, nor does a limit of its rate.
    handleWhen(error => !(error instanceof EngineRefusal) || error.why === 'down'),
    { halfOpenAfter: ORDERS.breakerMs, breaker: new ConsecutiveBreaker(ORDERS.breakerFailures) },
  )
  policy.onBreak(() => log.error('an engine is down, others take over', { engine }))
  policy.onReset(() => log.info('an engine is back', { engine }))
  /** Since when its account (key, money) is refused, which no retry mends. */
  let refusedUntil = 0
  return {
    isOpen: () => policy.state === CircuitState.Open || performance.now() < refusedUntil,
    async run(call) {
      if (performance.now() < refusedUntil)
        throw new EngineRefusal('down', 'The engine refuses our account.', { afterMs: ORDERS.breakerLookMs })
      try {
        return await policy.execute(call)
      } catch (error) {
        if (error instanceof BrokenCircuitError)
          throw new EngineRefusal('down', 'The engine is down.', { afterMs: ORDERS.breakerLookMs })
        if (error instanceof EngineRefusal && error.why === 'account') {
          refusedUntil = performance.now() + ORDERS.breakerMs
          log.error('an engine refuses our account: look at its key and its credit', { engine })
        }
        throw error
      }
    },
  }
}
