/** The privacy table in words: what /privacy, GET /privacy and `bin/pixbooth policy` show of config/policy.ts. Pure. */
import { PAYMENTS } from '../../config/limits.js'
import { INACTIVE, type Policy, type PolicyEntry, type PolicyKey } from '../../config/policy.js'
import type { Say, TextId } from '../say.js'

const UNITS = [
  ['year', 365 * 86_400_000],
  ['day', 86_400_000],
  ['hour', 3_600_000],
] as const

/** A period in words of a language, such as `30 days`: in the largest unit that it is a whole number of. */
export function periodWords(language: string, ms: number): string {
  const [unit, size] = UNITS.find(([, size]) => ms >= size && ms % size === 0) ?? UNITS[2]
  return new Intl.NumberFormat(language, {
    style: 'unit',
    unit,
    unitDisplay: 'long',
    maximumFractionDigits: 1,
  }).format(ms / size)
}

/** A country by its code, in words of a language. */
export function countryName(language: string, code: string): string {
  return new Intl.DisplayNames(language, { type: 'region' }).of(code) ?? code
}

/** A line of the table; every field but `key` is words of the language. */
export interface PolicyRow {
  key: PolicyKey
  data: string
  purpose: string
  ground: string
  place: string
  period: string
  ending: string
  /** Whether engines elsewhere get it, when a style of theirs is picked. */
  shared: boolean
}

/** All lines of the table. */
export function policyRows({ entries }: Pick<Policy, 'entries'>, say: Say): PolicyRow[] {
  const word = (id: string, context = {}) => say(id as TextId, context)
  return (Object.entries(entries) as [PolicyKey, PolicyEntry][]).map(([key, entry]) => ({
    key,
    data: word(`policy.${key}.data`),
    purpose: word(`policy.${key}.purpose`),
    ground: word(`privacy.ground.${entry.ground}`),
    place: word(`privacy.place.${entry.place}`),
    period: word(`policy.${key}.period`, {
      period: entry.keepMs === null ? '' : periodWords(say.language, entry.keepMs),
      closed: periodWords(say.language, INACTIVE.closeMs),
      notice: periodWords(say.language, INACTIVE.noticeMs),
      unpaid: periodWords(say.language, PAYMENTS.unpaidMs),
    }),
    ending: word(`privacy.ending.${entry.ending}`),
    shared: entry.sharedWith.length > 0,
  }))
}
