import { pino } from 'pino'
import type { Log } from '../../core/ports.js'

/** JSON lines on stderr. What the code must not log anyway (ports.ts) is cut out once more by name. */
export function createLog(level: string): Log {
  const logger = pino(
    {
      level,
      base: null,
      redact: {
        paths: ['token', 'cookie', 'text', 'name', 'userId', 'url', '*.token', '*.text', '*.userId'],
        remove: true,
      },
    },
    pino.destination({ fd: 2, sync: true }),
  )
  return {
    info: (message, facts) => logger.info(facts ?? {}, message),
    warn: (message, facts) => logger.warn(facts ?? {}, message),
    error: (message, facts) => logger.error(facts ?? {}, message),
  }
}
