/** The periods of the policy carried out: which sweep each entry has, and what is done with all of them. */
import { HOUSE } from '../../config/limits.js'
import type { PolicyEntries } from '../../config/policy.js'
import { describe, toFault } from '../errors.js'
import { account } from './sweeps/account.js'
import { ledger } from './sweeps/ledger.js'
import { paymentEvents, payments } from './sweeps/payments.js'
import * as photos from './sweeps/photos.js'
import * as records from './sweeps/records.js'
import type { Due, DueDeps, Sweep, SweepDeps } from './sweeps/sweep.js'

/**
 * How each entry of the policy with a period of its own is carried out, in this order. Entries without a period go with
 * the account, by the foreign keys.
 */
export const SWEEPS = {
  account,
  consents: records.consents,
  wishes: records.wishes,
  selfie_original: photos.selfieOriginal,
  selfie_reference: photos.selfieReference,
  selfie_session: photos.selfieSession,
  selfie_verdict: photos.selfieVerdict,
  images: photos.images,
  exports: records.exports,
  prompts: photos.prompts,
  generations: photos.generations,
  engine_orders: records.engineOrders,
  engine_spend: records.engineSpend,
  likeness: photos.likeness,
  inbox: records.inbox,
  addresses: records.addresses,
  links: records.links,
  messages: records.messages,
  reports: records.reports,
  payments,
  payment_events: paymentEvents,
  ledger,
  notifications: records.notifications,
  request_log: records.requestLog,
  security_log: records.securityLog,
} satisfies Partial<Record<keyof PolicyEntries, Sweep>>

export type SweptKey = keyof typeof SWEEPS

/** What would come of age before the next round is taken with this one, so that no period is ever exceeded. */
function dueBefore({ policy, now }: DueDeps, key: SweptKey): Date {
  return new Date(now - policy.entries[key].keepMs + HOUSE.retentionMs)
}

const all = Object.entries(SWEEPS) as [SweptKey, Sweep][]

/**
 * Carries out the periods of the policy as of `now`, and answers how much went of each entry; a second run finds nothing
 * left, and two at once do no harm. One sweep that fails does not stop the others; its fault is thrown at the end.
 */
export async function sweepRetention(deps: SweepDeps): Promise<Partial<Record<SweptKey, number>>> {
  const faults: unknown[] = []
  const counts: Partial<Record<SweptKey, number>> = {}
  for (const [key, parts] of all)
    for (const part of parts)
      try {
        const count = await part.sweep(deps, dueBefore(deps, key))
        if (count > 0) counts[key] = (counts[key] ?? 0) + count
      } catch (error) {
        faults.push(error)
        deps.log?.warn('a sweep failed and comes again', { entry: key, error: describe(toFault(error)) })
      }
  if (Object.keys(counts).length > 0) deps.log?.info('what has come of age is gone', counts)
  if (faults.length > 0) throw faults[0]
  return counts
}

/** What of an entry would go. */
export interface Planned extends Due {
  key: SweptKey
  what?: string | undefined
}

/**
 * What a run at `now` would find, as the booth stands; nothing is changed. What only comes of age by another sweep's deed
 * (a photo's row once its picture is gone, an account two years after it was closed) is not counted yet.
 */
export async function planRetention(deps: DueDeps): Promise<Planned[]> {
  const planned: Planned[] = []
  for (const [key, parts] of all)
    for (const part of parts)
      planned.push({ key, what: part.what, ...(await part.count(deps, dueBefore(deps, key))) })
  return planned
}
