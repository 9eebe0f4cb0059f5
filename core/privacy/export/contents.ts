/** What of the policy table is in an export, and what is not; the compiler wants a word about every entry. */
import type { PolicyKey } from '../../../config/policy.js'
import type { ExportData } from './schema.js'

type Section = Exclude<keyof ExportData, 'format' | 'version' | 'exportedAt' | 'policy'>

/** Where an entry's data stands, or why there is nothing to hand out. */
export const CONTENTS: Record<PolicyKey, readonly Section[] | { left: string }> = {
  account: ['person', 'accounts'],
  profile: ['person'],
  consents: ['consents'],
  selfie_original: ['selfies'],
  selfie_session: ['selfies'],
  selfie_reference: ['selfies'],
  selfie_verdict: ['selfies'],
  generations: ['generations'],
  prompts: ['generations'],
  characters: ['characters'],
  engine_orders: ['orders'],
  engine_spend: ['spending'],
  likeness: ['generations'],
  images: ['images'],
  exports: ['exports'],
  links: ['links', 'linkTries'],
  pictures_key: { left: 'the key says nothing about a person, and the pictures are handed out opened' },
  messages: ['messages'],
  inbox: {
    left: 'what was said is answered within the moment and gone, or stands in the sections it led to',
  },
  wishes: ['person'],
  addresses: ['deliveries'],
  installations: { left: 'it is about a workspace and not about a person' },
  ledger: ['ledger'],
  payments: ['payments', 'subscriptions', 'ledger'],
  payment_events: { left: 'names of payments, which stand with the payments themselves' },
  teams: ['teams'],
  codes: ['codes'],
  notifications: ['notifications'],
  reports: ['reports'],
  request_log: { left: 'names of events of the platforms, which no row joins with a person' },
  security_log: { left: 'it names nobody' },
}
