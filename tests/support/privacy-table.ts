/** The table of docs/privacy.md: what is promised, the code that keeps it, the test that holds it. */
import { createPolicy, type PolicyKey } from '../../config/policy.js'
import { policyRows } from '../../core/privacy/table.js'
import { createSay } from '../../core/say.js'

interface Proof {
  /** Paths in the tree. */
  code: string
  test: string
}

const YEARS = 'tests/unit/sweep/years.test.ts'
const PHOTOS = 'core/privacy/sweeps/photos.ts'
const RECORDS = 'core/privacy/sweeps/records.ts'
const SCAN = 'tests/unit/privacy/scan.test.ts'
const RIGHTS = 'tests/unit/privacy/rights.test.ts'

/** The compiler wants a proof for every entry of the policy. */
const ENTRIES: Record<PolicyKey, Proof> = {
  account: { code: 'core/privacy/sweeps/account.ts', test: 'tests/unit/lifecycle/account.test.ts' },
  profile: { code: 'core/person/profile.ts', test: RIGHTS },
  consents: { code: 'core/person/consent.ts', test: YEARS },
  selfie_original: { code: PHOTOS, test: 'tests/unit/lifecycle/retention.test.ts' },
  selfie_session: { code: PHOTOS, test: 'tests/unit/lifecycle/retention.test.ts' },
  selfie_reference: { code: PHOTOS, test: YEARS },
  selfie_verdict: { code: PHOTOS, test: YEARS },
  generations: { code: PHOTOS, test: YEARS },
  prompts: { code: PHOTOS, test: YEARS },
  characters: { code: 'core/person/character.ts', test: SCAN },
  engine_orders: { code: RECORDS, test: YEARS },
  engine_spend: { code: RECORDS, test: YEARS },
  likeness: { code: 'workers/likeness.ts', test: 'tests/unit/likeness/consent.test.ts' },
  images: { code: PHOTOS, test: YEARS },
  exports: { code: 'core/privacy/export/store.ts', test: 'tests/unit/export/links.test.ts' },
  links: { code: RECORDS, test: YEARS },
  pictures_key: { code: 'core/person/data-keys.ts', test: SCAN },
  messages: { code: RECORDS, test: YEARS },
  inbox: { code: RECORDS, test: YEARS },
  wishes: { code: RECORDS, test: YEARS },
  addresses: { code: RECORDS, test: YEARS },
  installations: { code: 'core/installation/store.ts', test: 'tests/unit/lifecycle/tenant.test.ts' },
  payments: { code: 'core/privacy/sweeps/payments.ts', test: YEARS },
  payment_events: { code: 'core/privacy/sweeps/payments.ts', test: YEARS },
  teams: { code: 'core/billing/team.ts', test: SCAN },
  codes: { code: 'core/billing/codes.ts', test: SCAN },
  ledger: { code: 'core/privacy/sweeps/ledger.ts', test: YEARS },
  reports: { code: RECORDS, test: YEARS },
  notifications: { code: RECORDS, test: YEARS },
  request_log: { code: RECORDS, test: YEARS },
  security_log: { code: RECORDS, test: YEARS },
}

/** What else is promised, beside the periods. */
const PROMISES: readonly (Proof & { promise: string })[] = [
  {
    promise: 'Nothing is processed before both needed consents; each is dated, versioned and hashed',
    code: 'core/commands/consent.ts',
    test: RIGHTS,
  },
  {
    promise: 'A change of the policy that matters asks again, and says what is new',
    code: 'core/person/admit.ts',
    test: RIGHTS,
  },
  {
    promise: 'A consent that is taken back stops the work at once and removes what was kept for it',
    code: 'core/privacy/purposes.ts',
    test: RIGHTS,
  },
  {
    promise: 'Everybody can have everything about them as one archive, by a published schema',
    code: 'core/privacy/export/archive.ts',
    test: 'tests/unit/export/round-trip.test.ts',
  },
  { promise: 'What is wrong can be corrected', code: 'core/commands/correct.ts', test: RIGHTS },
  {
    promise: 'Frozen data is not worked on, and nothing of it goes',
    code: 'core/commands/freeze.ts',
    test: YEARS,
  },
  {
    promise: 'A request that needs a human is due within 30 days',
    code: 'core/report/requests.ts',
    test: 'tests/unit/privacy/requests.test.ts',
  },
  {
    promise: 'Whoever deletes everything is found nowhere any more',
    code: 'core/privacy/erase.ts',
    test: SCAN,
  },
  {
    promise: 'An erasure that is cut off goes on, wherever it was cut off',
    code: 'core/privacy/erase.ts',
    test: 'tests/faults/erase.test.ts',
  },
  {
    promise: 'Messages that the bot has sent are taken back where the platform lets it',
    code: 'bots/broom.ts',
    test: 'tests/unit/privacy/take-back.test.ts',
  },
  {
    promise: 'Pictures lie encrypted; master keys can be changed without touching them',
    code: 'core/keys/rewrap.ts',
    test: 'tests/unit/keys/command.test.ts',
  },
  {
    promise: 'No log says who somebody is, what they wrote, or how one gets in',
    code: 'bin/start/log-facts.ts',
    test: 'tests/journeys/logs.test.ts',
  },
  {
    promise: 'Affected persons are told of a breach, once each',
    code: 'core/notification/advance.ts',
    test: 'tests/unit/notification/notification.test.ts',
  },
  {
    promise: 'Who else gets a photo, and where, is said before the first one',
    code: 'config/policy.ts',
    test: 'tests/unit/privacy/policy.test.ts',
  },
]

/** All paths that the table names. */
export const PROOF_PATHS = [...Object.values(ENTRIES), ...PROMISES].flatMap(({ code, test }) => [code, test])

/** The table in Markdown. */
export function privacyTable(): string {
  const rows = policyRows(createPolicy(), createSay()('en')).map(
    ({ key, data, period, ending }) =>
      `| ${data}: kept ${period}, then ${ending} | \`${ENTRIES[key].code}\` | \`${ENTRIES[key].test}\` |`,
  )
  const others = PROMISES.map(({ promise, code, test }) => `| ${promise} | \`${code}\` | \`${test}\` |`)
  return ['| Promise | Code | Test |', '| --- | --- | --- |', ...others, ...rows].join('\n')
}
