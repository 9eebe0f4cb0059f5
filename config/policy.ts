/**
 * Privacy facts as data: what is kept, where, why, on what legal ground, for how long, and what happens then.
 * /privacy prints this table, the sweeper enforces it, the schema points at it (`/// @personal <key>`), a test holds
 * all three together. Nothing that the booth says about data is written anywhere else.
 */

const HOUR = 3_600_000
const DAY = 24 * HOUR

export interface PolicyEntry {
  /** What it is, as a person would say it. */
  data: string
  /** Where it lies. */
  place: 'database' | 'encrypted vault'
  purpose: string
  /** Article 6 (and 9) GDPR. */
  ground: 'consent' | 'contract' | 'legitimate interest' | 'legal obligation'
  /** How long after it was made or last used, in milliseconds; null: as long as the account. */
  keepMs: number | null
  /** The period in words. */
  period: string
  /** What happens at the end of the period. */
  ending: 'deleted' | 'anonymised'
  sharedWith: string[]
}

export const POLICY_VERSION = '2026-11-23'

export const POLICY = {
  account: {
    data: 'Your account: which platform, your id there, your language, when you were last here',
    place: 'database',
    purpose: 'to know whose pictures are whose and where to answer',
    ground: 'contract',
    keepMs: 730 * DAY,
    period: 'until you delete everything, or 2 years without a visit',
    ending: 'deleted',
    sharedWith: [],
  },
  consents: {
    data: 'What you agreed to, when, and to which wording',
    place: 'database',
    purpose: 'to prove that you agreed, and to stop when you no longer do',
    ground: 'legal obligation',
    keepMs: null,
    period: 'as long as the account',
    ending: 'deleted',
    sharedWith: [],
  },
  selfie_original: {
    data: 'The photo you send, as you sent it',
    place: 'encrypted vault',
    purpose: 'to check it and to cut out the part that we need',
    ground: 'consent',
    keepMs: HOUR,
    period:
      'until it has been checked, which takes seconds; for a cutout until that is done; never more than an hour',
    ending: 'deleted',
    sharedWith: [],
  },
  selfie_reference: {
    data: 'The head-and-shoulders crop of an accepted photo, without hidden data such as place and time',
    place: 'encrypted vault',
    purpose: 'to make your portraits without asking for a photo each time',
    ground: 'consent',
    keepMs: 30 * DAY,
    period: '30 days, or until you delete it',
    ending: 'deleted',
    sharedWith: [],
  },
  selfie_verdict: {
    data: 'Why a photo could not be used',
    place: 'database',
    purpose: 'to tell you how to take a better one',
    ground: 'contract',
    keepMs: 30 * DAY,
    period: '30 days',
    ending: 'deleted',
    sharedWith: [],
  },
  generations: {
    data: 'Which styles you asked for and how it ended',
    place: 'database',
    purpose: 'to show your history and to explain your credits',
    ground: 'contract',
    keepMs: 180 * DAY,
    period: '180 days',
    ending: 'deleted',
    sharedWith: [],
  },
  images: {
    data: 'The portraits made for you; they belong to you',
    place: 'encrypted vault',
    purpose: 'to give them to you again with /history',
    ground: 'contract',
    keepMs: 180 * DAY,
    period: '180 days, or until you delete them',
    ending: 'deleted',
    sharedWith: [],
  },
  pictures_key: {
    data: 'The key that your pictures are encrypted with',
    place: 'database',
    purpose: 'to make your pictures unreadable for ever, even in backups, when you delete everything',
    ground: 'legitimate interest',
    keepMs: null,
    period: 'as long as the account',
    ending: 'deleted',
    sharedWith: [],
  },
  messages: {
    data: 'The conversation in the web chat',
    place: 'database',
    purpose: 'to show it again when you come back',
    ground: 'contract',
    keepMs: 180 * DAY,
    period: '180 days',
    ending: 'deleted',
    sharedWith: [],
  },
  addresses: {
    data: 'Where a result is to be sent',
    place: 'database',
    purpose: 'to deliver your portraits',
    ground: 'contract',
    keepMs: 180 * DAY,
    period: 'with the request it belongs to',
    ending: 'deleted',
    sharedWith: [],
  },
  ledger: {
    data: 'Credits: given, set aside, used, given back',
    place: 'database',
    purpose: 'to account for every credit',
    ground: 'contract',
    keepMs: null,
    period: 'as long as the account; afterwards without any link to you',
    ending: 'anonymised',
    sharedWith: [],
  },
  reports: {
    data: 'What you report or tell us with /report and /feedback',
    place: 'database',
    purpose: 'so that the operators can look into it',
    ground: 'legitimate interest',
    keepMs: 365 * DAY,
    period: '1 year after it was closed',
    ending: 'deleted',
    sharedWith: [],
  },
} as const satisfies Record<string, PolicyEntry>

export type PolicyKey = keyof typeof POLICY
