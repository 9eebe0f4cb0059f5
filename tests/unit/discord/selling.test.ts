import { afterAll, beforeAll, expect, it } from 'vitest'
import { type DiscordStage, openDiscordStage } from '../../fakes/discord/stage.js'
import { eventually } from '../../support/booth.js'
import { guest, sees } from './talk.js'

let stage: DiscordStage
beforeAll(async () => {
  stage = await openDiscordStage({
    skus: ({ trade }) => ({
      pack_100: trade.sku(3, 'Hundred').id,
      team_500: trade.sku(3, 'Pool').id,
      plus: trade.sku(5, 'Plus').id,
      pro: trade.sku(5, 'Pro').id,
    }),
  })
})
afterAll(() => stage.close())

const payments = (chargeId: string) =>
  stage.house.db.payment.findMany({ where: { rail: 'discord', chargeId } })
const owned = (name: string) => stage.world.market.owned.filter(({ sku }) => sku.name === name)
const until = (what: () => Promise<boolean> | boolean) => eventually(what, there => there)

it('a pack is bought by its premium button, credited, said, and can be bought once more', async () => {
  const ann = await guest(stage, 'ann')
  await ann.command('credits')
  await until(() =>
    ann.messages().some(({ buttons }) => buttons.flat().some(({ label }) => label === 'Hundred')),
  )
  await ann.press('Hundred')
  const [bought] = owned('Hundred')
  await until(() => bought?.consumed === true)
  expect(await payments(bought?.id ?? '')).toMatchObject([{ state: 'paid', credits: 100, amount: 499 }])
  await sees(ann, '100')
  await ann.press('Hundred')
  await until(() => owned('Hundred').length === 2 && owned('Hundred').every(({ consumed }) => consumed))
  expect(await stage.house.db.payment.count({ where: { rail: 'discord', state: 'paid' } })).toBe(2)
})

it('what Discord gives back is taken back', async () => {
  const [bought] = owned('Hundred')
  if (bought) stage.server.trade.refund(bought)
  await until(async () => (await payments(bought?.id ?? ''))[0]?.reversed === 499)
  expect(await payments(bought?.id ?? '')).toMatchObject([{ takenBack: 100 }])
})

it('a plan is bought by its premium button, renewed, cancelled, and over', async () => {
  const bea = await guest(stage, 'bea')
  await bea.command('subscribe')
  await until(() =>
    bea.messages().some(({ buttons }) => buttons.flat().some(({ label }) => label === 'Plus')),
  )
  await bea.press('Plus')
  const plan = stage.world.market.subscriptions.at(-1)
  if (!plan) throw new Error('There is no subscription.')
  const kept = () =>
    stage.house.db.subscription.findUnique({
      where: { rail_subscriptionId: { rail: 'discord', subscriptionId: plan.id } },
    })
  await until(async () => (await kept())?.state === 'active')
  stage.house.clock.shift = 30 * 24 * 3_600_000
  stage.server.trade.renew(plan)
  await until(async () => (await kept())?.paidUntil.getTime() === plan.end)
  expect(await stage.house.db.payment.count({ where: { subscriptionId: plan.id, state: 'paid' } })).toBe(2)
  stage.server.trade.cancel(plan)
  await until(async () => (await kept())?.endsAt?.getTime() === plan.end)
  stage.house.clock.shift = 61 * 24 * 3_600_000
  stage.server.trade.end(plan)
  await until(async () => (await kept())?.state === 'ended')
  stage.house.clock.shift = 0
})

it('a pack for the server is credited to the pool of that server', async () => {
  const cid = await guest(stage, 'cid')
  await cid.command('team', '', 'shared')
  await until(() =>
    cid.messages('shared').some(({ buttons }) => buttons.flat().some(({ label }) => label === 'Pool')),
  )
  await cid.press('Pool', 'shared')
  const [bought] = owned('Pool')
  await until(() => bought?.consumed === true)
  const [payment] = await payments(bought?.id ?? '')
  const ledger = await stage.house.db.ledgerAccount.findUnique({ where: { id: payment?.ledgerId ?? '' } })
  expect(ledger?.personId).toBeNull()
  expect(ledger?.teamId).not.toBeNull()
})

it('no rule of Discord is broken, and nobody is named in the log', async () => {
  expect(stage.violations()).toEqual([])
  const lines = JSON.stringify(stage.house.log.lines)
  expect(stage.secrets().filter(secret => secret.length > 3 && lines.includes(secret))).toEqual([])
})
