import { Fault } from '../../core/errors.js'

/** The time that `--now` names, in epoch milliseconds; a day alone is its first moment in UTC. Pure. Fault: `config`. */
export function readTime(text: string, option = '--now'): number {
  const whole = /^\d{4}-\d\d-\d\d(T\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d))?$/.test(text)
  const time = whole ? Date.parse(text) : Number.NaN
  if (Number.isNaN(time))
    throw new Fault(
      'config',
      `${option} takes a time such as 2027-06-01T00:00:00Z, or a day such as 2027-06-01.`,
    )
  return time
}
