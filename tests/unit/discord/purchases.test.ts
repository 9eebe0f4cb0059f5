import { setTimeout as wait } from 'node:timers/promises'
import { afterEach, describe, expect, it } from 'vitest'
import { eventually } from '../../support/booth.js'
import { CONSUME, LIST, type Market, openMarket } from './market.js'

let market: Market
afterEach(async () => {
  await market.close()
  expect(market.world.violations).toEqual([])
})
const DAY = 24 * 3_600_000

async function open(options?: Parameters<typeof openMarket>[0]) {
  market = await openMarket(options)
  await market.start()
  // The first look is over.
  if (options?.sells !== false)
    await eventually(
      () => market.calls(LIST),
      count => count > 0,
    )
  return { ...market, ann: market.world.user('ann'), bob: market.world.user('bob') }
}
const until = (what: () => boolean) => eventually(what, there => there)
/** Whatever an event sets off has come to its end. */
async function quiet() {
  for (let before = -1; before !== market.server.captured.length; await wait(60))
    before = market.server.captured.length
}

describe('a pack', () => {
  it('is told of, and used up only then', async () => {
    const { trade, ann, skus, told, world, trouble } = await open()
    let goOn = () => {}
    trouble.hold = new Promise(resolve => {
      goOn = resolve
    })
    const bought = trade.buy(ann, skus.pack_100)
    await quiet()
    expect(bought.consumed).toBe(false)
    goOn()
    await until(() => bought.consumed)
    expect(told).toEqual([
      {
        is: 'paid',
        rail: 'discord',
        buyer: { platform: 'discord', tenant: '', userId: ann.id },
        chargeId: bought.id,
        product: 'pack_100',
        amount: 499,
        currency: 'usd',
        at: expect.any(Number),
      },
    ])
    // Used up, it can be bought once more.
    const again = trade.buy(ann, skus.pack_100)
    await until(() => again.consumed)
    expect(market.charges.size).toBe(2)
    expect(world.violations).toEqual([])
  })

  it('of somebody whom nobody knows is theirs as soon as they say something', async () => {
    const { trade, ann, skus, strangers, server } = await open()
    strangers.add(ann.id)
    const bought = trade.buy(ann, skus.pack_100)
    const plan = trade.subscribe(ann, skus.plus)
    await quiet()
    expect(bought.consumed).toBe(false)
    strangers.clear()
    server.gateway.dispatch('MESSAGE_CREATE', {
      id: '1',
      channel_id: '2',
      content: 'hi',
      author: { id: ann.id },
    })
    await until(() => bought.consumed && market.charges.size === 2)
    await until(() => market.standing()?.subscriptionId === plan.id)
  })

  it('that core could not take stays unused, and is tried again', async () => {
    const { trade, ann, skus, trouble, charges } = await open()
    trouble.failing = 1
    const bought = trade.buy(ann, skus.pack_100)
    await until(() => bought.consumed)
    expect([...charges.keys()]).toEqual([bought.id])
  })

  it('whose use was cut off by a crash is told again at the next start, and is one charge', async () => {
    const { trade, ann, skus, server, charges, told } = await open()
    server.trouble.market = { count: 1_000, how: 'silence', seconds: 1, only: /consume/ }
    const bought = trade.buy(ann, skus.pack_100)
    await until(() => charges.has(bought.id))
    await market.stop()
    expect(bought.consumed).toBe(false)
    server.trouble.market.count = 0
    await market.start()
    await until(() => bought.consumed)
    expect(told.filter(({ is }) => is === 'paid')).toHaveLength(2)
    expect(charges.size).toBe(1)
  })

  it('bought while the booth was away is found at the start; one used up is not told again', async () => {
    const { trade, ann, skus, told } = await open()
    await market.stop()
    const bought = trade.buy(ann, skus.pack_100)
    await market.start()
    await until(() => bought.consumed)
    await market.restart()
    await quiet()
    expect(told).toHaveLength(1)
  })

  it.each(['doubled', 'lost'] as const)('whose events are %s is one charge', async news => {
    const { trade, ann, skus, charges } = await open()
    trade.news = news
    const bought = trade.buy(ann, skus.pack_100)
    if (news === 'lost') await market.restart()
    await until(() => bought.consumed)
    await quiet()
    expect(charges.size).toBe(1)
  })

  it('whose use fails, or was somebody else’s, is used once and is no trouble', async () => {
    const { trade, ann, skus, server, log, trouble } = await open()
    server.trouble.market = { count: 1, how: 'error', seconds: 1, only: /consume/ }
    const bought = trade.buy(ann, skus.pack_100)
    await until(() => bought.consumed)
    const lines = log.lines.length
    let goOn = () => {}
    trouble.hold = new Promise(resolve => {
      goOn = resolve
    })
    const other = trade.buy(ann, skus.pack_100)
    await quiet()
    // Another process is first, while core still writes it down here.
    other.consumed = true
    goOn()
    await quiet()
    expect(market.charges.has(other.id)).toBe(true)
    expect(market.calls(CONSUME)).toBe(3)
    expect(log.lines.slice(lines)).toEqual([])
  })

  it('is waited for where Discord asks for patience, or shows it late', async () => {
    const { trade, ann, skus, server, world } = await open()
    server.trouble.market = { count: 2, how: 'limited', seconds: 0.2 }
    world.market.lag = 1
    const bought = trade.buy(ann, skus.pack_100)
    await until(() => bought.consumed)
  })

  it('that Discord gives back is taken back, used up or not', async () => {
    const { trade, ann, skus, charges } = await open()
    const bought = trade.buy(ann, skus.pack_100)
    await until(() => bought.consumed)
    trade.refund(bought)
    await until(() => charges.get(bought.id)?.reversed === 499)
    const lost = trade.buy(ann, skus.pack_100)
    await until(() => lost.consumed)
    trade.news = 'lost'
    trade.refund(lost)
    await market.restart()
    await until(() => charges.get(lost.id)?.reversed === 499)
  })

  it('that was bought and given back while the booth was away is never credited', async () => {
    const { trade, ann, skus, charges, told } = await open()
    await market.stop()
    trade.refund(trade.buy(ann, skus.pack_100))
    await market.start()
    await until(() => told.some(({ is }) => is === 'reversed'))
    expect(charges.size).toBe(0)
  })

  it.each([
    [4, 0],
    [5, 0],
    [6, 499],
  ])('of type %d costs %d', async (type, amount) => {
    const { trade, ann, skus } = await open()
    const bought = trade.buy(ann, skus.pack_100, { type })
    await until(() => bought.consumed)
    expect(market.paid()).toMatchObject([{ amount }])
  })

  it('of a server belongs to it', async () => {
    const { trade, skus, world } = await open()
    const given = trade.test(skus.team_500, { guild: world.guild.id })
    await until(() => given.consumed)
    expect(market.paid()).toMatchObject([
      { team: { platform: 'discord', tenant: world.guild.id }, product: 'team_500', amount: 0 },
    ])
    expect(market.paid()[0]).not.toHaveProperty('buyer')
  })

  it('of many is told once each, page by page', async () => {
    market = await openMarket()
    const { trade, skus, world } = market
    const all = Array.from({ length: 230 }, (_, at) => trade.buy(world.user(`p${at}`), skus.pack_100))
    await market.start()
    await until(() => all.every(({ consumed }) => consumed))
    expect(market.charges.size).toBe(230)
    expect(market.told).toHaveLength(230)
    expect(market.calls(LIST)).toBe(3)
  })

  it('that core cannot take keeps nobody else waiting', async () => {
    market = await openMarket()
    const { trade, skus, world, trouble } = market
    const all = Array.from({ length: 5 }, (_, at) => trade.buy(world.user(`p${at}`), skus.pack_100))
    trouble.failing = 1
    await market.start()
    await until(() => all.slice(1).every(({ consumed }) => consumed))
    expect(all[0]?.consumed).toBe(false)
  })
})

describe('a plan', () => {
  it('is paid month by month, cancelled, and over', async () => {
    const { trade, ann, skus, clock } = await open()
    const plan = trade.subscribe(ann, skus.plus)
    await until(() => market.standing() !== undefined)
    await quiet()
    const first = plan.end
    expect(market.charges).toEqual(
      new Map([[`${plan.id}:${Math.floor(plan.start / 1_000)}`, { amount: 799, reversed: 0 }]]),
    )
    expect(market.paid().at(-1)).toMatchObject({
      product: 'plus',
      subscription: { id: plan.id, paidUntil: first },
    })
    expect(market.standing()).toMatchObject({
      subscriptionId: plan.id,
      product: 'plus',
      state: 'active',
      paidUntil: first,
      endsAt: null,
    })
    clock.shift = 30 * DAY
    trade.renew(plan)
    await until(() => market.charges.size === 2)
    await quiet()
    expect(market.standing()).toMatchObject({ state: 'active', paidUntil: plan.end, endsAt: null })
    trade.cancel(plan)
    await until(() => market.standing()?.endsAt === plan.end)
    expect(market.standing()).toMatchObject({ state: 'active' })
    trade.resume(plan)
    await until(() => market.standing()?.endsAt === null)
    trade.cancel(plan)
    clock.shift = 60 * DAY + 1_000
    trade.end(plan)
    await until(() => market.standing()?.state === 'ended')
    expect(market.standing()).toMatchObject({ paidUntil: plan.end, endsAt: plan.end })
    expect(market.charges.size).toBe(2)
  })

  it.each(['doubled', 'lost', 'held'] as const)(
    'whose events are %s stands as it is at Discord',
    async news => {
      const { trade, ann, skus, clock } = await open()
      trade.news = news
      const plan = trade.subscribe(ann, skus.plus)
      clock.shift = 30 * DAY
      trade.renew(plan)
      trade.cancel(plan)
      if (news === 'lost') await market.restart()
      if (news === 'held') trade.release(events => events.reverse())
      await until(() => market.standing()?.endsAt === plan.end)
      await quiet()
      expect(market.standing()).toMatchObject({ state: 'active', paidUntil: plan.end })
    },
  )

  it.each([true, false])(
    'is known by Discord’s own numbers, whether it says them or not (%s)',
    async silent => {
      const { trade, ann, skus, world } = await open()
      world.market.silent = silent
      const old = trade.subscribe(ann, skus.plus)
      await until(() => market.charges.size === 1)
      trade.end(old, Date.now())
      await until(() => market.standing()?.state === 'ended')
      const plan = trade.subscribe(ann, skus.plus)
      await until(() => market.charges.size === 2)
      await quiet()
      expect(market.standing()).toMatchObject({ subscriptionId: plan.id, state: 'active' })
    },
  )

  it('whose next month cannot be collected is late, until Discord gives up', async () => {
    const { trade, ann, skus, clock } = await open()
    const plan = trade.subscribe(ann, skus.plus)
    await until(() => market.charges.size === 1)
    clock.shift = 30 * DAY + 3_600_000
    await market.restart()
    await quiet()
    expect(market.standing()).toMatchObject({ state: 'active' })
    clock.shift = 31 * DAY
    await market.restart()
    await until(() => market.standing()?.state === 'late')
    clock.shift = 37 * DAY
    trade.end(plan, plan.end + 6 * DAY)
    await until(() => market.standing()?.state === 'ended')
    expect(market.charges.size).toBe(1)
  })

  it('that becomes a dearer one costs the difference, and is the same subscription', async () => {
    const { trade, ann, skus } = await open()
    const plan = trade.subscribe(ann, skus.plus, Date.now() - 5 * DAY)
    await until(() => market.charges.size === 1)
    trade.upgrade(plan, skus.pro)
    await until(() => market.charges.size === 2)
    await quiet()
    expect([...market.charges.values()].map(({ amount }) => amount)).toEqual([799, 1999 - 799])
    expect(market.standing()).toMatchObject({ subscriptionId: plan.id, product: 'pro', state: 'active' })
    await market.restart()
    await quiet()
    expect(market.charges.size).toBe(2)
    expect(market.standing()).toMatchObject({ product: 'pro', state: 'active' })
  })

  it.each([false, true])(
    'that Discord gives back is over, its month taken back (events lost: %s)',
    async lost => {
      const { trade, ann, skus } = await open()
      const plan = trade.subscribe(ann, skus.plus)
      await until(() => market.charges.size === 1)
      if (lost) trade.news = 'lost'
      for (const granted of plan.entitlements) trade.refund(granted)
      if (lost) await market.restart()
      await until(() => [...market.charges.values()][0]?.reversed === 799)
      await quiet()
      expect(market.standing()).toMatchObject({ state: 'ended', paidUntil: plan.start })
    },
  )

  it('that a bank takes back within its month is over, too', async () => {
    const { trade, ann, skus, clock } = await open()
    const plan = trade.subscribe(ann, skus.plus, Date.now() - 10 * DAY)
    await until(() => market.charges.size === 1)
    clock.shift = 1_000
    trade.end(plan, Date.now())
    await until(() => [...market.charges.values()][0]?.reversed === 799)
    expect(market.standing()).toMatchObject({ state: 'ended' })
  })

  it('for a test runs from month to month for nothing, until it is deleted', async () => {
    const { trade, ann, skus, clock } = await open()
    const given = trade.test(skus.pro, { user: ann })
    await until(() => market.standing()?.state === 'active')
    expect(market.paid()).toMatchObject([{ product: 'pro', amount: 0, subscription: { id: given.id } }])
    clock.shift = 31 * DAY
    await market.restart()
    await until(() => market.charges.size === 2)
    trade.drop(given)
    await until(() => market.standing()?.state === 'ended')
    expect(market.told.at(-2)).toMatchObject({ is: 'reversed', amount: 0 })
  })

  it('of somebody for whom nothing was granted yet is nothing', async () => {
    const { trade, ann, skus, world } = await open()
    const plan = trade.subscribe(ann, skus.plus, Date.now())
    await until(() => market.charges.size === 1)
    const other = {
      ...plan,
      id: String(BigInt(plan.id) + 9_999_999_999n),
      entitlements: [],
      status: 1 as const,
    }
    world.market.subscriptions.push(other)
    market.server.gateway.dispatch('SUBSCRIPTION_CREATE', { user_id: ann.id })
    await quiet()
    expect(market.charges.size).toBe(1)
  })
})

describe('the till', () => {
  it('without SKUs asks for nothing, whatever it hears', async () => {
    const { trade, ann, skus, told } = await open({ sells: false })
    trade.buy(ann, skus.pack_100)
    trade.subscribe(ann, skus.plus)
    await quiet()
    expect(told).toEqual([])
    expect([...market.world.calls.keys()].filter(name => /entitle|sku/.test(name))).toEqual([])
  })

  it('says at the start which SKUs are missing, or of the wrong kind', async () => {
    market = await openMarket({ kinds: { plus: 3 } })
    market.world.market.skus = market.world.market.skus.filter(({ name }) => name !== 'pack_100')
    await market.start()
    const warnings = () => market.log.lines.map(line => JSON.stringify(line)).join('\n')
    await until(() => warnings().includes('does not have'))
    expect(warnings()).toMatch(/does not have.*pack_100/)
    expect(warnings()).toMatch(/wrong kind.*plus/)
  })

  it('tells the operators once what to do about refunds', async () => {
    market = await openMarket()
    market.refunds.push({ id: 'pay_1' })
    market.stops.push({ id: 'plan_1' })
    await market.start()
    const lines = () => market.log.lines.filter(line => JSON.stringify(line).includes('dis.gd/billing'))
    await until(() => lines().length > 0)
    expect(JSON.stringify(lines())).toContain('pay_1')
    expect(market.log.lines.filter(line => JSON.stringify(line).includes('plan_1'))).toHaveLength(1)
  })

  it.each([
    ['nothing', null],
    ['words', 'x'],
    ['an entitlement without an end', { id: '1', sku_id: 7 }],
    ['one of something that is not sold', { id: '1', sku_id: '2', type: 1, user_id: '3' }],
    ['one of nobody', { id: '1', sku_id: '2', type: 1 }],
    ['a prototype', JSON.parse('{"__proto__":{"id":"1"}}')],
  ])('%s as an event ends nothing', async (_what, data) => {
    const { server, trade, ann, skus } = await open()
    for (const name of ['ENTITLEMENT_CREATE', 'ENTITLEMENT_DELETE', 'SUBSCRIPTION_UPDATE'])
      server.gateway.dispatch(name, data)
    const bought = trade.buy(ann, skus.pack_100)
    await until(() => bought.consumed)
  })

  it('names nobody in the log', async () => {
    const { trade, ann, skus, trouble, log } = await open()
    trouble.failing = 1
    const bought = trade.buy(ann, skus.pack_100)
    await until(() => bought.consumed)
    const lines = JSON.stringify(log.lines)
    for (const secret of [ann.id, bought.id, 'The database is away']) expect(lines).not.toContain(secret)
    expect(market.calls(CONSUME)).toBe(1)
  })
})
