/**
 * Privacy facts as data: what is kept, where, why, on what legal ground, for how long, and what happens then.
 * /privacy prints this table, the sweeper enforces it, the schema points at it (`/// @personal <key>`), a test holds
 * all three together. The words stand in the locales, keyed as here; nothing else that the booth says about data is
 * written anywhere else.
 */

const HOUR = 3_600_000
const DAY = 24 * HOUR

export interface PolicyEntry {
  /** Where it lies. */
  place: 'database' | 'encrypted vault'
  /** Article 6 (and 9) GDPR. */
  ground: 'consent' | 'contract' | 'legitimate interest' | 'legal obligation'
  /** How long after it was made or last used, in milliseconds; null: as long as the account. */
  keepMs: number | null
  /** What happens at the end of the period. */
  ending: 'deleted' | 'anonymised'
  /** `engines`: those elsewhere that draw a style, when a person picks one of theirs. */
  sharedWith: 'engines'[]
}

export const POLICY_VERSION = '2026-11-25'

export const POLICY = {
  account: {
    place: 'database',
    ground: 'contract',
    keepMs: 730 * DAY,
    ending: 'deleted',
    sharedWith: [],
  },
  consents: {
    place: 'database',
    ground: 'legal obligation',
    keepMs: null,
    ending: 'deleted',
    sharedWith: [],
  },
  selfie_original: {
    place: 'encrypted vault',
    ground: 'consent',
    keepMs: HOUR,
    ending: 'deleted',
    sharedWith: ['engines'],
  },
  selfie_reference: {
    place: 'encrypted vault',
    ground: 'consent',
    keepMs: 30 * DAY,
    ending: 'deleted',
    sharedWith: ['engines'],
  },
  selfie_verdict: {
    place: 'database',
    ground: 'contract',
    keepMs: 30 * DAY,
    ending: 'deleted',
    sharedWith: [],
  },
  generations: {
    place: 'database',
    ground: 'contract',
    keepMs: 180 * DAY,
    ending: 'deleted',
    sharedWith: [],
  },
  prompts: {
    place: 'database',
    ground: 'contract',
    keepMs: 180 * DAY,
    ending: 'deleted',
    sharedWith: ['engines'],
  },
  characters: {
    place: 'database',
    ground: 'contract',
    keepMs: null,
    ending: 'deleted',
    sharedWith: [],
  },
  engine_orders: {
    place: 'database',
    ground: 'contract',
    keepMs: 30 * DAY,
    ending: 'deleted',
    sharedWith: [],
  },
  engine_spend: {
    place: 'database',
    ground: 'legitimate interest',
    keepMs: 2 * DAY,
    ending: 'deleted',
    sharedWith: [],
  },
  likeness: {
    place: 'database',
    ground: 'consent',
    keepMs: 30 * DAY,
    ending: 'deleted',
    sharedWith: [],
  },
  images: {
    place: 'encrypted vault',
    ground: 'contract',
    keepMs: 180 * DAY,
    ending: 'deleted',
    sharedWith: [],
  },
  links: {
    place: 'database',
    ground: 'contract',
    keepMs: 2 * HOUR,
    ending: 'deleted',
    sharedWith: [],
  },
  pictures_key: {
    place: 'database',
    ground: 'legitimate interest',
    keepMs: null,
    ending: 'deleted',
    sharedWith: [],
  },
  messages: {
    place: 'database',
    ground: 'contract',
    keepMs: 180 * DAY,
    ending: 'deleted',
    sharedWith: [],
  },
  inbox: {
    place: 'database',
    ground: 'contract',
    keepMs: HOUR,
    ending: 'deleted',
    sharedWith: [],
  },
  wishes: {
    place: 'database',
    ground: 'contract',
    keepMs: HOUR,
    ending: 'deleted',
    sharedWith: [],
  },
  addresses: {
    place: 'database',
    ground: 'contract',
    keepMs: 180 * DAY,
    ending: 'deleted',
    sharedWith: [],
  },
  installations: {
    place: 'database',
    ground: 'contract',
    keepMs: null,
    ending: 'deleted',
    sharedWith: [],
  },
  ledger: {
    place: 'database',
    ground: 'contract',
    keepMs: null,
    ending: 'anonymised',
    sharedWith: [],
  },
  reports: {
    place: 'database',
    ground: 'legitimate interest',
    keepMs: 365 * DAY,
    ending: 'deleted',
    sharedWith: [],
  },
  notifications: {
    place: 'database',
    ground: 'legal obligation',
    keepMs: 3 * 365 * DAY,
    ending: 'deleted',
    sharedWith: [],
  },
} as const satisfies Record<string, PolicyEntry>

export type PolicyKey = keyof typeof POLICY
