/** Times as people read them. Pure but for the browser's own language and zone. */
import { texts } from './texts.js'

const clock = new Intl.DateTimeFormat(undefined, { hour: '2-digit', minute: '2-digit' })
const date = new Intl.DateTimeFormat(undefined, { weekday: 'long', day: 'numeric', month: 'long' })

/** Hour and minute. */
export function timeOf(at: string): string {
  return clock.format(new Date(at))
}

/** The day, in words where there are some. */
export function dayOf(at: string, now: Date): string {
  const day = new Date(at)
  const days = Math.round((startOf(now) - startOf(day)) / 86_400_000)
  if (days === 0) return texts.today
  return days === 1 ? texts.yesterday : date.format(day)
}

function startOf(day: Date): number {
  return new Date(day.getFullYear(), day.getMonth(), day.getDate()).getTime()
}
