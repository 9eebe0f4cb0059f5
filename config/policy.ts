/**
 * Privacy facts as data: what is kept, where, why, on what legal ground, for how long, and what happens then.
 * /privacy and GET /privacy print this table, `bin/pixbooth policy` too, the sweeper enforces it, the schema points at it
 * (`/// @personal <key>`), a test holds all of them together. The words stand in the locales, keyed as here; nothing else
 * that the booth says about data is written anywhere else.
 */
import { createHash } from 'node:crypto'

const HOUR = 3_600_000
const DAY = 24 * HOUR
const YEAR = 365 * DAY

/** What a person can say yes or no to. The first two are needed before anything is processed. */
export const NEEDED_PURPOSES = ['face', 'adult'] as const
export const OPTIONAL_PURPOSES = ['keep', 'likeness', 'improve', 'news', 'recommend'] as const
export const ALL_PURPOSES = [...NEEDED_PURPOSES, ...OPTIONAL_PURPOSES] as const
export type Purpose = (typeof ALL_PURPOSES)[number]

export interface PolicyEntry {
  /** Where it lies. */
  place: 'database' | 'encrypted vault'
  /** Article 6 (and 9) GDPR. */
  ground: 'consent' | 'contract' | 'legitimate interest' | 'legal obligation'
  /** The consent that it stands and falls with, where that is the ground. */
  purpose?: Purpose
  /** How long after `from`, in milliseconds; null: as long as the account. */
  keepMs: number | null
  /** What the period counts from: when it was made or last used, or when the account or the matter was closed. */
  from: 'use' | 'account' | 'closing'
  /** What happens at the end of the period. */
  ending: 'deleted' | 'anonymised'
  /** `engines`: those elsewhere that draw a style, when a person picks one of theirs. */
  sharedWith: readonly 'engines'[]
}

/** An account that nobody uses: its person is warned, then it is closed; what is left is anonymised `account.keepMs` later. */
export const INACTIVE = { closeMs: 180 * DAY, noticeMs: 14 * DAY } as const

/** What a policy says in a version, newest last. `material`: the question is asked again before the next photo. */
export interface PolicyChange {
  version: string
  material: boolean
}

export const POLICY_CHANGES: readonly PolicyChange[] = [
  { version: '2026-11-25', material: false },
  // A crop stays for later only with a yes of its own; unused accounts are closed; consents and ledgers have an end.
  { version: '2026-11-28', material: true },
  // What is kept of whoever pays, shares credits or uses a code: nobody's before they do.
  { version: '2026-11-29', material: false },
]

/** Who else gets something, and where they are: named before the first photo, in /privacy and on its page. */
export interface Processor {
  name: string
  /** What they do for the booth. */
  does: 'engine' | 'storage' | 'payment'
  /** Where they work; empty where only the operator knows. */
  country: string
  /** Their own words about data. */
  url: string
}

export const ENGINE_PROCESSORS: Readonly<Record<'replicate' | 'fal', Processor>> = {
  replicate: { name: 'Replicate', does: 'engine', country: 'US', url: 'https://replicate.com/privacy' },
  fal: { name: 'fal', does: 'engine', country: 'US', url: 'https://fal.ai/privacy' },
}

/** Where a booth stands, in its operator's words and by its configuration. */
export interface Place {
  /** Such as `Frankfurt, Germany`. */
  region?: string
  /** The host of the store where encrypted pictures lie, when that is not this booth's own disk. */
  storage?: string
  /** Cards are taken, by Stripe. */
  cards?: boolean
}

const CARDS: Processor = {
  name: 'Stripe',
  does: 'payment',
  country: 'IE',
  url: 'https://stripe.com/privacy',
}

/** All who get something: the engines that serve now, the store, and who takes cards. Pure. */
export function processorsOf({ storage, cards }: Place, engines: readonly string[]): Processor[] {
  return [
    ...(Object.entries(ENGINE_PROCESSORS) as [string, Processor][])
      .filter(([engine]) => engines.includes(engine))
      .map(([, processor]) => processor),
    ...(storage ? [{ name: storage, does: 'storage' as const, country: '', url: '' }] : []),
    ...(cards ? [CARDS] : []),
  ]
}

/** What operators may choose. */
export interface PolicyChoices {
  /** Days for which generated images stay, and what belongs to them. */
  imageDays: number
}

export const DEFAULT_CHOICES: PolicyChoices = { imageDays: 180 }

/** Fills in what never differs from entry to entry. */
const entry = <Keep extends number | null>(
  given: Partial<PolicyEntry> & Pick<PolicyEntry, 'ground'> & { keepMs: Keep },
): PolicyEntry & { keepMs: Keep } => ({
  place: 'database',
  from: 'use',
  ending: 'deleted',
  sharedWith: [],
  ...given,
})

function entriesFor({ imageDays }: PolicyChoices) {
  const images = imageDays * DAY
  return {
    account: entry({ ground: 'contract', keepMs: 2 * YEAR, from: 'account', ending: 'anonymised' }),
    profile: entry({ ground: 'consent', keepMs: null }),
    consents: entry({ ground: 'legal obligation', keepMs: 3 * YEAR, from: 'account' }),
    selfie_original: entry({
      place: 'encrypted vault',
      ground: 'consent',
      purpose: 'face',
      keepMs: HOUR,
      sharedWith: ['engines'],
    }),
    selfie_session: entry({
      place: 'encrypted vault',
      ground: 'consent',
      purpose: 'face',
      keepMs: HOUR,
      sharedWith: ['engines'],
    }),
    selfie_reference: entry({
      place: 'encrypted vault',
      ground: 'consent',
      purpose: 'keep',
      keepMs: 30 * DAY,
      sharedWith: ['engines'],
    }),
    selfie_verdict: entry({ ground: 'contract', keepMs: 30 * DAY }),
    generations: entry({ ground: 'contract', keepMs: images }),
    prompts: entry({ ground: 'contract', keepMs: images, sharedWith: ['engines'] }),
    characters: entry({ ground: 'contract', keepMs: null }),
    engine_orders: entry({ ground: 'contract', keepMs: 30 * DAY }),
    engine_spend: entry({ ground: 'legitimate interest', keepMs: 2 * DAY }),
    likeness: entry({ ground: 'consent', purpose: 'likeness', keepMs: 30 * DAY }),
    images: entry({ place: 'encrypted vault', ground: 'contract', keepMs: images }),
    exports: entry({ place: 'encrypted vault', ground: 'legal obligation', keepMs: DAY }),
    links: entry({ ground: 'contract', keepMs: 2 * HOUR }),
    pictures_key: entry({ ground: 'legitimate interest', keepMs: null }),
    messages: entry({ ground: 'contract', keepMs: images }),
    inbox: entry({ ground: 'contract', keepMs: HOUR }),
    wishes: entry({ ground: 'contract', keepMs: HOUR }),
    addresses: entry({ ground: 'contract', keepMs: images }),
    installations: entry({ ground: 'contract', keepMs: null }),
    ledger: entry({ ground: 'legal obligation', keepMs: 7 * YEAR, from: 'account', ending: 'deleted' }),
    // Ten years after the end of the year that a payment is of.
    payments: entry({ ground: 'legal obligation', keepMs: 11 * YEAR }),
    payment_events: entry({ ground: 'legal obligation', keepMs: 90 * DAY }),
    teams: entry({ ground: 'contract', keepMs: null }),
    codes: entry({ ground: 'contract', keepMs: null }),
    reports: entry({ ground: 'legitimate interest', keepMs: YEAR, from: 'closing' }),
    notifications: entry({ ground: 'legal obligation', keepMs: 3 * YEAR }),
    request_log: entry({ ground: 'legitimate interest', keepMs: 90 * DAY }),
    security_log: entry({ ground: 'legitimate interest', keepMs: 540 * DAY }),
  } satisfies Record<string, PolicyEntry>
}

export type PolicyEntries = ReturnType<typeof entriesFor>
export type PolicyKey = keyof PolicyEntries

export interface Policy {
  /** The newest version. */
  version: string
  /** Of all that is in the table: two booths with the same one promise the same. */
  hash: string
  entries: PolicyEntries
  changes: readonly PolicyChange[]
}

/** The policy that a booth stands by. Pure. */
export function createPolicy(
  choices: PolicyChoices = DEFAULT_CHOICES,
  changes: readonly PolicyChange[] = POLICY_CHANGES,
): Policy {
  const entries = entriesFor(choices)
  const version = changes.at(-1)?.version ?? ''
  const hash = createHash('sha256')
    .update(JSON.stringify([version, INACTIVE, entries]))
    .digest('hex')
    .slice(0, 12)
  return { version, hash, entries, changes }
}

/** The material changes since a version was agreed to, oldest first. */
export function changesSince({ changes }: Pick<Policy, 'changes'>, version: string): PolicyChange[] {
  return changes.filter(change => change.material && change.version > version)
}

/** The policy with all defaults. */
export const POLICY = createPolicy().entries
