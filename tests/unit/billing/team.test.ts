import { afterEach, beforeEach, expect, it } from 'vitest'
import { FREE_PLAN } from '../../../config/plans.js'
import { findStyle } from '../../../config/styles.js'
import { reconcile } from '../../../core/billing/reconcile.js'
import { findTeam, openTeam, setMemberBudget, usedOf } from '../../../core/billing/team.js'
import { requestGeneration } from '../../../core/generation/request.js'
import { end } from '../../../core/generation/store.js'
import { newId } from '../../../core/id.js'
import { newPerson } from './house.js'
import { createCards, openShop, pays, type ShopHouse, words } from './shop.js'

const TEAM = { platform: 'slack' as const, tenant: 'T1' }
const style = findStyle('noir')!
let shop: ShopHouse
beforeEach(async () => {
  shop = await openShop({ till: { payments: createCards().payments, skus: {} } })
})
afterEach(() => shop.close())

const at = (userId: string, admin = false) => ({
  account: { tenant: 'T1', userId },
  place: { kind: 'shared' as const, team: { tenant: 'T1', admin } },
})

/** A pool with credits. */
async function pool(credits: number) {
  const { id, ledgerId } = await openTeam(shop.db, TEAM)
  await shop.db.$executeRaw`
    INSERT INTO ledger_entry (kind, amount, source_id, source, target_id, target, reason)
    VALUES ('grant', ${credits}::int, 'house', 'sales', ${ledgerId}, 'paid', 'product:team_500')`
  await shop.db.ledgerAccount.update({ where: { id: ledgerId }, data: { paid: credits } })
  return { id, ledgerId }
}

const ask = (person: { personId: string; accountId: string }) =>
  requestGeneration(
    shop.db,
    {
      ...{ personId: person.personId, accountId: person.accountId, style, model: 'studio', selfieId: null },
      ...{ origin: newId(), seed: 1, team: TEAM },
      replyTo: { platform: 'slack', rungs: [{ address: { chat: 'x' } }] },
    },
    { plan: FREE_PLAN, now: Date.now() },
  )

it('64 writers never spend beyond a member’s budget, nor beyond the pool', async () => {
  const { id, ledgerId } = await pool(style.cost * 30)
  const budget = style.cost * 5
  await setMemberBudget(shop.db, TEAM, budget)
  const members = await Promise.all(Array.from({ length: 8 }, () => newPerson(shop.db, 'slack')))
  const done = await Promise.all(Array.from({ length: 64 }, (_, writer) => ask(members[writer % 8]!)))
  const made = done.filter(({ ok }) => ok).length
  expect(made).toBe(30)
  for (const { personId } of members)
    expect(await usedOf(shop.db, id, personId, Date.now())).toBeLessThanOrEqual(budget)
  const { paid, held } = await shop.db.ledgerAccount.findUniqueOrThrow({ where: { id: ledgerId } })
  expect([paid, held]).toEqual([0, style.cost * 30])
  expect(await reconcile(shop.db)).toEqual([])
  // What is not made counts for nobody.
  const generations = await shop.db.generation.findMany({ select: { id: true } })
  await end(shop.db, {
    generationIds: generations.map(one => one.id),
    event: 'gave_up',
    notice: { id: 'deadline', context: {} },
    now: Date.now(),
  })
  for (const { personId } of members) expect(await usedOf(shop.db, id, personId, Date.now())).toBe(0)
  expect((await findTeam(shop.db, TEAM))?.available).toBe(style.cost * 30)
  expect(await reconcile(shop.db)).toEqual([])
}, 60_000)

it('shows what there is, one’s own use, and packs; to nobody else', async () => {
  await pool(100)
  const [answer] = await shop.command('slack', 'U1', 'team', at('U1'))
  expect(answer?.text).toContain('Credits of everybody here: 100')
  expect(answer?.text).not.toContain('Used this month')
  expect(answer).toMatchObject({ personal: true, elsewhere: { buttons: [[{ action: 'team' }]] } })
  expect(pays([answer!])).toHaveLength(2)
})

it('admins set the budget and see who has used how much; nobody else can', async () => {
  const { id } = await pool(100)
  expect(words(await shop.command('slack', 'U1', 'team budget 50', at('U1')))).toContain('Only admins')
  expect((await findTeam(shop.db, TEAM))?.memberBudget).toBeNull()
  const { personId } = await shop.person('slack', 'U1', 'T1')
  const account = await shop.db.account.findFirstOrThrow({ where: { personId } })
  // The free ones of the day go first, so that there are none here.
  await shop.db.$executeRaw`
    INSERT INTO ledger_account (id, person_id) VALUES (${newId()}, ${personId}) ON CONFLICT (person_id) DO NOTHING`
  await shop.db.ledgerAccount.update({ where: { personId }, data: { free: 0 } })
  await ask({ personId, accountId: account.id })
  expect(await usedOf(shop.db, id, personId, Date.now())).toBe(style.cost)
  const set = await shop.command('slack', 'U9', 'team budget 50', at('U9', true))
  expect(words(set)).toContain('each member may spend 50')
  expect(words(set)).toMatch(/U1: \d+ used/)
  expect((await findTeam(shop.db, TEAM))?.memberBudget).toBe(50)
  await shop.command('slack', 'U9', 'team 7', at('U9', true))
  expect((await findTeam(shop.db, TEAM))?.memberBudget).toBe(7)
  await shop.command('slack', 'U9', 'team off', at('U9', true))
  expect((await findTeam(shop.db, TEAM))?.memberBudget).toBeNull()
  for (const wrong of ['much', 'budget', '-1', '1.5'])
    expect(words(await shop.command('slack', 'U9', `team ${wrong}`, at('U9', true)))).toContain(
      '/team budget',
    )
  expect(words(await shop.command('slack', 'U9', 'team 9999999', at('U9', true)))).toContain('at most')
})

it('elsewhere it says where it works', async () => {
  expect(words(await shop.command('telegram', 'ann', 'team'))).toContain(
    'Slack workspace or a Discord server',
  )
})
