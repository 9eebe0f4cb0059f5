/** Errors that nobody caught: a stranger's SDK may drop one, and that must not end everybody's booth. */
import { whereabouts } from '../../core/errors.js'
import type { Log } from '../../core/ports.js'

/** SDKs that speak to a platform, and the sockets below them. Their handlers are known to throw on odd payloads. */
const SDKS = /[\\/]node_modules[\\/](?:discord\.js|@discordjs|@slack|grammy|@grammyjs|ws|undici)[\\/]/

/** Whether an error was thrown inside an SDK, before any code of ours was reached: nothing of ours was cut short. */
export function isStrangers(error: unknown): boolean {
  const frames = error instanceof Error ? (error.stack?.split('\n').slice(1) ?? []) : []
  const first = frames.find(frame => /^\s+at /.test(frame) && !/\(?node:/.test(frame))
  return first !== undefined && SDKS.test(first)
}

/**
 * Hears of what nobody caught. A dropped promise is logged; an error in a stranger's SDK too; one of our own leaves the
 * process in a state that nobody knows, so `failed` settles and the booth is to be closed in order.
 */
export function watchMishaps(process: Pick<NodeJS.Process, 'on'>, log: Log): { failed: Promise<void> } {
  const failed = new Promise<void>(resolve => {
    process.on('uncaughtException', error => {
      log.error('an error was caught by nobody', { at: whereabouts(error, 3) })
      if (!isStrangers(error)) resolve()
    })
  })
  process.on('unhandledRejection', reason => {
    log.error('a failure was caught by nobody', { at: whereabouts(reason, 3) })
  })
  return { failed }
}
