/** What `pixbooth keys` prints. Pure. */
import type { Rewrapped } from '../../core/keys/rewrap.js'
import { type Knower, signsWith } from '../start/known-keys.js'

export interface KeyFacts {
  from: 'configuration' | 'files'
  /** Processes that run. */
  knowers: readonly Knower[]
  rows: readonly { id: string; known: boolean; current: boolean; wraps: number }[]
}

const keysOf = (count: number) => `${count} data ${count === 1 ? 'key' : 'keys'}`

/** A line for each master key, and what may be done with it. */
export function renderKeys(facts: KeyFacts): string {
  return facts.rows
    .map(
      row =>
        `${row.id}  ${row.current ? 'current' : 'former '}  wraps ${keysOf(row.wraps)}${advice(facts, row)}\n`,
    )
    .join('')
}

function advice(facts: KeyFacts, row: KeyFacts['rows'][number]): string {
  if (row.current) return ''
  if (!row.known) return ', and is not known: what it wraps cannot be opened'
  if (row.wraps > 0) return ': rotate before it is removed'
  if (facts.knowers.some(knower => signsWith(knower, row.id)))
    return ', but a booth that runs signs with it: restart that first'
  return facts.from === 'files'
    ? ' and can be removed: bin/pixbooth keys prune'
    : ' and can be taken out of MASTER_KEY_FORMER'
}

/** Which former keys can go, and for each other one why not. */
export function pruneable(facts: KeyFacts): { ids: string[]; why: string[] } {
  const former = facts.rows.filter(({ known, current }) => known && !current)
  const held = former.filter(
    ({ id, wraps }) => wraps > 0 || facts.knowers.some(knower => signsWith(knower, id)),
  )
  return {
    ids: former.filter(row => !held.includes(row)).map(({ id }) => id),
    why: held.map(({ id, wraps }) =>
      wraps > 0
        ? `${id} still wraps ${keysOf(wraps)}: rotate first.`
        : `A booth that runs signs with ${id}: restart it first.`,
    ),
  }
}

/** How a rotation has ended. */
export function renderRewrapped(result: Rewrapped, from: KeyFacts['from'], unfinished: boolean): string {
  const { done, unreadable, left } = result
  const lines = [`${keysOf(done)} wrapped anew.`]
  if (unreadable > 0)
    lines.push(
      `${keysOf(unreadable)} cannot be opened: damaged, or wrapped by a master key that is not known.`,
    )
  if (left > 0) lines.push(`${keysOf(left)} were in other hands all the time: rotate once more.`)
  if (from === 'configuration' && done === 0 && !unfinished)
    lines.push(
      'Nothing was to be done. To change the key: set MASTER_KEY to a new one ("openssl rand -base64 32") and MASTER_KEY_FORMER to the one it replaces, restart the booth, and rotate.',
    )
  return `${lines.join('\n')}\n`
}
