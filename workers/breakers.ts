import { BrokenCircuitError, CircuitState, ConsecutiveBreaker, circuitBreaker, handleWhen } from 'cockatiel'
import { ORDERS } from '../config/limits.js'
import { EngineRefusal } from '../core/errors.js'
import type { Log } from '../core/ports.js'

/** Keeps away from an engine that is down; each process finds out for itself. */
export interface Breaker {
  /** Nothing should be started there now. */
  isOpen(): boolean
  /** It is open because our account (key, money) was refused: no waiting mends that, somebody has to. */
  isRefused(): boolean
  /** Runs a call and counts how it ends. While it is open it rejects with an `EngineRefusal` (`down`) without calling. */
  run<T>(call: () => Promise<T>): Promise<T>
}

/** A breaker that opens after some failures in a row, or at once when the account is refused, for `ms`. */
export function createBreaker(engine: string, log: Log, ms: number = ORDERS.breakerMs): Breaker {
  const policy = circuitBreaker(
    // What one request's own input has earned says nothing about the engine, nor does a limit of its rate.
    handleWhen(error => !(error instanceof EngineRefusal) || error.why === 'down'),
    { halfOpenAfter: ms, breaker: new ConsecutiveBreaker(ORDERS.breakerFailures) },
  )
  /** The policy calls itself open until the next call, which those who ask first would never make. */
  let openUntil = 0
  let refusedUntil = 0
  policy.onBreak(() => {
    openUntil = performance.now() + ms
    log.error('an engine is down, others take over', { engine })
  })
  policy.onReset(() => log.info('an engine is back', { engine }))
  const isRefused = () => performance.now() < refusedUntil
  return {
    isOpen: () => isRefused() || (policy.state === CircuitState.Open && performance.now() < openUntil),
    isRefused,
    async run(call) {
      if (isRefused())
        throw new EngineRefusal('down', 'The engine refuses our account.', { afterMs: ORDERS.breakerLookMs })
      try {
        return await policy.execute(call)
      } catch (error) {
        if (error instanceof BrokenCircuitError)
          throw new EngineRefusal('down', 'The engine is down.', { afterMs: ORDERS.breakerLookMs })
        if (error instanceof EngineRefusal && error.why === 'account') {
          refusedUntil = performance.now() + ms
          log.error('an engine refuses our account: look at its key and its credit', { engine })
        }
        throw error
      }
    },
  }
}
