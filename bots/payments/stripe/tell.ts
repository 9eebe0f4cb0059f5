/** Reads an object anew and tells core what it means. */
import { isDeepStrictEqual } from 'node:util'
import { STRIPE } from '../../../config/limits.js'
import type { Fact } from '../../../core/billing/facts.js'
import { timeLimit } from '../../../core/time-limit.js'
import type { About, Read } from './read.js'

/** Core's ear: `Booth.settle`. */
export type Settle = (fact: Fact) => Promise<'taken' | 'unknown'>

/** `ignored`: it says nothing about anything of ours. */
export type Told = 'taken' | 'unknown' | 'ignored'

export type Tell = (about: About, signal: AbortSignal) => Promise<Told>

/**
 * How a subscription stands says nothing about when that was, and two processes may read and tell at the same time: the
 * older reading could be told last. So it is read again after it was told, and told again when it has changed meanwhile.
 * Whoever is killed in between leaves its announcement open, and the next one does the same.
 */
export function createTell(read: Read, settle: Settle): Tell {
  return async (about, signal) => {
    let before: Fact[] = []
    let told: Told = 'ignored'
    for (let tries = 0; tries < STRIPE.stillTries; tries++) {
      const facts = await read(about, { signal: timeLimit(STRIPE.readMs, signal) })
      if (tries > 0 && isDeepStrictEqual(facts, before)) return told
      told = await tellAll(facts, settle)
      before = facts
      if (!facts.some(fact => fact.is === 'subscription')) return told
    }
    return told
  }
}

/** All of them, for each may be known where another is not. */
async function tellAll(facts: readonly Fact[], settle: Settle): Promise<Told> {
  let told: Told = facts.length > 0 ? 'taken' : 'ignored'
  for (const fact of facts) if ((await settle(fact)) === 'unknown') told = 'unknown'
  return told
}
