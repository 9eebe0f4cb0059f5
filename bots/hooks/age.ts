import { HOOKS } from '../../config/limits.js'

/** Whether a signed time, in seconds as headers name it, lies within five minutes of `now`, to either side. */
export function isTimely(timestamp: string | undefined, now: number): timestamp is string {
  if (timestamp === undefined || !/^\d{1,12}$/.test(timestamp)) return false
  return Math.abs(now - Number(timestamp) * 1_000) <= HOOKS.ageMs
}
