import { randomBytes } from 'node:crypto'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { createPolicy, INACTIVE, POLICY } from '../../../config/policy.js'
import { joinPersons } from '../../../core/person/join.js'
import type { Vault } from '../../../core/ports.js'
import { createPseudonym } from '../../../core/privacy/pseudonym.js'
import { type SweptKey, sweepRetention } from '../../../core/privacy/retention.js'
import { createPrisma, type PrismaClient } from '../../../prisma/client.js'
import { openTestHome, openTestVault } from '../../support/booth.js'
import { type Everything, fill, look, visit, WATCHED } from './everything.js'

const MINUTE = 60_000
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR
const YEAR = 365 * DAY
/**
 * The beginning of a day, since what engines cost is counted by days; the next one, since what the database dates by itself
 * (credits that are joined) must not be newer.
 */
const T0 = Math.ceil(Date.now() / DAY) * DAY
const ERASED = INACTIVE.closeMs + POLICY.account.keepMs

let db: PrismaClient
let vault: Vault
let close: () => Promise<void>
let now = T0
beforeAll(async () => {
  const home = await openTestHome()
  db = createPrisma(home.connection)
  vault = await openTestVault(db, { ...home, masterKey: randomBytes(32) }, { now: () => now })
  close = async () => {
    await db.$disconnect()
    await home.drop()
  }
})
afterAll(() => close())

const sweep = () =>
  sweepRetention({ db, vault, policy: createPolicy(), pseudonym: createPseudonym('a secret'), now })

/** What of a frozen person goes even so: what was never meant to stay, and what nobody knows to be theirs. */
const UNFROZEN: readonly SweptKey[] = [
  'selfie_original',
  'inbox',
  'payment_events',
  'request_log',
  'security_log',
]

/** How long after the beginning an entry of somebody is there. */
function lasts(name: string, key: SweptKey): number {
  const stays = name === 'visitor' || name === 'frozen'
  if (name === 'frozen' && !UNFROZEN.includes(key)) return Number.POSITIVE_INFINITY
  if (key === 'account') return stays ? Number.POSITIVE_INFINITY : ERASED
  if (key === 'consents') return stays ? Number.POSITIVE_INFINITY : ERASED + POLICY.consents.keepMs
  // A payment keeps the ledger that it is for.
  // Those of a guest have gone to their host.
  if (key === 'ledger' && name === 'guest') return POLICY.ledger.keepMs
  if (key === 'ledger') return stays ? Number.POSITIVE_INFINITY : POLICY.payments.keepMs
  // It hangs on the person.
  if (key === 'notifications') return stays ? POLICY[key].keepMs : Math.min(POLICY[key].keepMs, ERASED)
  return POLICY[key].keepMs
}

const expected = (all: readonly Everything[]) =>
  Object.fromEntries(all.map(({ name }) => [name, WATCHED.filter(key => now - T0 < lasts(name, key)).sort()]))
const seen = async (all: readonly Everything[]) =>
  Object.fromEntries([...(await look({ db, vault }, all))].map(([name, keys]) => [name, [...keys].sort()]))

it('for three years everything is there until its period is over, and not a step longer', async () => {
  const all: Everything[] = []
  for (const name of ['visitor', 'leaver', 'frozen', 'host', 'guest'])
    all.push(await fill({ db, vault }, name, now))
  await db.person.update({ where: { id: all[2]!.owner }, data: { frozenAt: new Date(T0) } })
  const linkId = 'l-host'
  await db.link.update({
    where: { id: linkId },
    data: { state: 'agreed', guestId: all[4]!.accountId, expiresAt: new Date(T0 + HOUR) },
  })
  expect(await joinPersons(db, { linkId, freePerDay: 10, now })).toMatchObject({ joined: true })
  expect(await db.person.count()).toBe(4)
  expect(await seen(all)).toEqual(expected(all))

  const steps = [
    ...Array.from({ length: 15 }, (_, step) => (step + 1) * 10 * MINUTE),
    ...Array.from({ length: 3 * 365 }, (_, day) => (day + 1) * DAY),
    // Consents of those who are gone, and their ledgers, last longer.
    ...[ERASED + POLICY.consents.keepMs, 7 * YEAR, 11 * YEAR].flatMap(end => [end - DAY, end]),
  ]
  let last = ''
  for (const step of steps) {
    now = T0 + step
    if (step % (20 * DAY) === 0 || step > 3 * YEAR) await visit(db, 'visitor', now)
    const counts = await sweep()
    // As the erasure of a person writes it down.
    await db.consent.updateMany({
      where: { personId: null, endedAt: null },
      data: { endedAt: new Date(now) },
    })
    if (Object.keys(counts).length > 0) expect(await sweep(), `again, ${step / DAY} days`).toEqual({})
    const should = JSON.stringify(expected(all))
    if (Object.keys(counts).length === 0 && should === last) continue
    expect(await seen(all), `after ${step / DAY} days`).toEqual(JSON.parse(should))
    last = should
  }
  const left = await db.person.findMany()
  expect(left.map(({ id }) => id).sort()).toEqual([all[0]!.owner, all[2]!.owner].sort())
  expect(left.every(({ closedAt, warnedAt }) => !closedAt && !warnedAt)).toBe(true)
}, 300_000)
