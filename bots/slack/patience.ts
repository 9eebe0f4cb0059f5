/** Waiting out what passes by itself. */
import { setTimeout as wait } from 'node:timers/promises'
import { SLACK } from '../../config/limits.js'
import { slackFault } from './faults.js'

/** Does it again after the pauses that Slack wants, as long as they are short in all; longer ones are the caller's business. */
export async function patiently<T>(work: () => Promise<T>, signal: AbortSignal): Promise<T> {
  for (let left: number = SLACK.patienceMs; ; ) {
    try {
      return await work()
    } catch (error) {
      const { retry } = slackFault(error)
      const pause = typeof retry === 'object' ? retry.afterMs : Number.POSITIVE_INFINITY
      if (pause > left) throw error
      left -= pause
      await wait(pause, undefined, { signal })
    }
  }
}

/** Null when the address is dead. */
export async function unlessGone<T>(work: Promise<T>): Promise<T | null> {
  try {
    return await work
  } catch (error) {
    if (slackFault(error).code === 'undeliverable') return null
    throw error
  }
}

/** Null when Slack says no for good: there is no such thing any more, or it is nobody's to take away. */
export async function unlessRefused<T>(work: Promise<T>): Promise<T | null> {
  try {
    return await work
  } catch (error) {
    const fault = slackFault(error)
    if (fault.code === 'bug') return null
    throw fault
  }
}
