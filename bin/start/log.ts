import { type DestinationStream, pino } from 'pino'
import type { Log } from '../../core/ports.js'
import { cleanFacts } from './log-facts.js'

/** JSON lines on stderr. What the code must not log anyway (ports.ts) is cut out once more. */
export function createLog(
  level: string,
  destination: DestinationStream = pino.destination({ fd: 2, sync: true }),
): Log {
  const logger = pino({ level, base: null }, destination)
  return {
    info: (message, facts) => logger.info(cleanFacts(facts), message),
    warn: (message, facts) => logger.warn(cleanFacts(facts), message),
    error: (message, facts) => logger.error(cleanFacts(facts), message),
  }
}
