/** From what Stripe announces to what core is told, whatever order, repeats, crashes and bad moments come in between. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createStripeRail } from '../../../bots/payments/main.js'
import { createDesk, patienceOf, workOff } from '../../../bots/payments/stripe/desk.js'
import { createRead } from '../../../bots/payments/stripe/read.js'
import { takeNews } from '../../../bots/payments/stripe/store.js'
import { createTell } from '../../../bots/payments/stripe/tell.js'
import { STRIPE } from '../../../config/limits.js'
import type { Fact } from '../../../core/billing/facts.js'
import { Fault } from '../../../core/errors.js'
import { eventually } from '../../support/booth.js'
import { DAY, MINUTE, openScene, type Scene, signal } from './scene.js'

let scene: Scene
beforeEach(async () => {
  scene = await openScene()
})
afterEach(async () => {
  await scene.close()
  expect(scene.world.violations).toEqual([])
})

const tell = () => createTell(createRead(scene.calls), scene.booth.settle)
const deps = (more = {}) => ({
  db: scene.db,
  clock: scene.clock,
  log: scene.log,
  tell: tell(),
  signal,
  ...more,
})
const kinds = () => scene.told.map(fact => fact.is)
const open = async () => (await scene.events()).filter(({ doneAt }) => doneAt === null)
/** The last that was told of a subscription. */
const stands = () => scene.told.filter(fact => fact.is === 'subscription').at(-1)

describe('a rail that runs', () => {
  it('tells core soon after Stripe has announced it', async () => {
    scene.rail.start(scene.booth)
    const { sessionId, paymentId } = await scene.open('pack_100')
    scene.people.pay(sessionId)
    await scene.post.settled()
    await eventually(
      async () => [(await scene.events()).length, (await open()).length],
      ([all, left]) => all === 2 && left === 0,
    )
    expect(scene.told).toEqual(Array(2).fill(expect.objectContaining({ is: 'paid', paymentId })))
    const events = await scene.events()
    expect(events.map(({ outcome }) => outcome)).toEqual(['taken', 'taken'])
    // Woken by the announcement, and not by the look every few seconds.
    for (const { receivedAt, doneAt } of events)
      expect((doneAt?.getTime() ?? Number.NaN) - receivedAt.getTime()).toBeLessThan(STRIPE.pollMs / 2)
  })

  it('answers before it asks', async () => {
    scene.rail.start(scene.booth)
    const { sessionId } = await scene.open('pack_100')
    scene.world.trouble = ['hang']
    const started = Date.now()
    scene.people.pay(sessionId)
    await scene.post.settled()
    expect(Date.now() - started).toBeLessThan(2_000)
    expect(new Set(scene.post.answers.map(({ status }) => status))).toEqual(new Set([200]))
  })
})

describe('a life of a subscription', () => {
  /** Everything that happens to one within three months. */
  async function live(): Promise<string> {
    const { sessionId } = await scene.open('plus')
    scene.people.pay(sessionId)
    const { id } = scene.people.subscriptionOf(sessionId)
    scene.people.advance(30 * DAY)
    scene.people.card(id, 'bad')
    scene.people.advance(30 * DAY)
    scene.people.card(id, 'good')
    scene.people.retry(id)
    scene.people.cancelAtEnd(id)
    scene.people.advance(30 * DAY)
    return id
  }

  it.each<[string, Parameters<Scene['post']['deliver']>[0], number]>([
    ['in order', events => events, 1],
    ['backwards', events => events.reverse(), 1],
    ['shuffled', events => events.sort((a, b) => a.id.localeCompare(b.id)), 1],
    ['each three times', events => events, 3],
  ])('told %s comes to the same', async (_name, sort, copies) => {
    scene.post.manner.held = true
    scene.post.manner.copies = copies
    const id = await live()
    await scene.post.deliver(sort)
    await workOff(deps())
    expect(await open()).toEqual([])
    const charges = new Set(scene.told.flatMap(fact => (fact.is === 'paid' ? [fact.chargeId] : [])))
    expect(charges.size).toBe(3)
    expect(stands()).toMatchObject({ subscriptionId: id, state: 'ended' })
    expect(kinds()).not.toContain('unpaid')
  })
})

it('one that core does not know yet comes again later, until it is known', async () => {
  const { sessionId } = await scene.open('pack_100')
  scene.people.pay(sessionId)
  await scene.post.settled()
  let answers = 0
  scene.core.settle = async () => (++answers <= 4 ? 'unknown' : 'taken')
  await workOff(deps())
  expect(await open()).toHaveLength(2)
  scene.clock.shift += STRIPE.againMs + 1_000
  await workOff(deps())
  expect(await open()).toHaveLength(2)
  scene.clock.shift += 2 * STRIPE.againMs + 1_000
  await workOff(deps())
  expect(await open()).toEqual([])
})

it('one that nobody ever knows is given up after three days, with a word to the operator', async () => {
  const { sessionId } = await scene.open('pack_100')
  scene.people.pay(sessionId)
  await scene.post.settled()
  scene.core.settle = async () => 'unknown'
  for (let tries = 0; tries < 40; tries++) {
    await workOff(deps())
    scene.clock.shift += 3 * 60 * MINUTE
  }
  const events = await scene.events()
  expect(events.map(({ outcome }) => outcome)).toEqual(['given_up', 'given_up'])
  expect(Math.max(...events.map(({ attempts }) => attempts))).toBeLessThan(40)
  expect(scene.log.lines.filter(({ level }) => level === 'error')).toHaveLength(2)
})

it('one about something that is not ours is done at once', async () => {
  const invoice = scene.world.make('in', 'invoice', {
    status: 'paid',
    amount_paid: 5,
    currency: 'usd',
    lines: { object: 'list', data: [] },
    customer: null,
  })
  scene.world.announce('invoice.paid', invoice)
  await scene.post.settled()
  await workOff(deps())
  expect((await scene.events()).map(({ outcome }) => outcome)).toEqual(['ignored'])
  expect(scene.told).toEqual([])
})

describe('when something breaks', () => {
  async function paid() {
    const { sessionId } = await scene.open('plus')
    scene.people.pay(sessionId)
    await scene.post.settled()
    return scene.people.subscriptionOf(sessionId)
  }

  it.each<[string, () => void]>([
    ['Stripe', () => void scene.world.trouble.push(...Array(12).fill(503))],
    [
      'core',
      () => {
        const { settle } = scene.core
        let left = 3
        scene.core.settle = async fact => {
          if (left-- > 0) throw new Fault('unavailable', 'The database is away.')
          return settle(fact)
        }
      },
    ],
  ])(
    '%s, it comes again and nothing is lost',
    async (_name, spoil) => {
      await paid()
      spoil()
      for (let tries = 0; tries < 8; tries++) {
        await workOff(deps())
        scene.clock.shift += 10 * MINUTE
        if (tries === 2) scene.world.trouble = []
      }
      expect(await open()).toEqual([])
      expect(kinds()).toContain('paid')
      expect(stands()).toMatchObject({ state: 'active' })
      expect(JSON.stringify(scene.log.lines)).not.toContain('quoted')
    },
    60_000,
  )

  it('a process that dies at any point leaves it to another one', async () => {
    await paid()
    const all = (await scene.events()).length
    // It has taken one, and is no more.
    await takeNews(scene.db, scene.clock.now())
    // Another one dies between two things that it tells.
    const second = createTell(createRead(scene.calls), async fact => {
      if (fact.is === 'subscription') await new Promise(() => {})
      return scene.booth.settle(fact)
    })
    void workOff(deps({ tell: second }))
    await eventually(
      () => scene.told.length,
      count => count > 0,
    )
    scene.clock.shift += STRIPE.leaseMs + 1_000
    await workOff(deps())
    const events = await scene.events()
    expect(events.map(({ outcome }) => outcome)).toEqual(Array(all).fill('taken'))
    expect(stands()).toMatchObject({ state: 'active' })
  })

  it('one who was too slow does not close what somebody else has taken since', async () => {
    await paid()
    let release = () => {}
    const stuck = new Promise<void>(resolve => {
      release = resolve
    })
    const slow = workOff(
      deps({
        tell: async () => {
          await stuck
          return 'taken'
        },
      }),
    )
    await eventually(
      async () => (await scene.events()).filter(({ attempts }) => attempts > 0).length,
      count => count === 1,
    )
    scene.clock.shift += STRIPE.leaseMs + 1_000
    const taken: number[] = []
    for (let next = await takeNews(scene.db, scene.clock.now()); next; ) {
      taken.push(next.attempts)
      next = await takeNews(scene.db, scene.clock.now())
    }
    expect(taken.filter(attempts => attempts === 2)).toHaveLength(1)
    release()
    await slow
    expect(await open()).toHaveLength(taken.length)
  })

  it('many processes at once handle each once', async () => {
    await paid()
    const handled: string[] = []
    const counting = async (about: { id: string }) => {
      handled.push(about.id)
      await new Promise(resolve => setTimeout(resolve, 5))
      return 'taken' as const
    }
    await Promise.all(Array.from({ length: 6 }, () => workOff(deps({ tell: counting }))))
    expect(handled).toHaveLength((await scene.events()).length)
    expect(await open()).toEqual([])
  })

  it('a process that ends gives back what it holds', async () => {
    await paid()
    scene.world.trouble = Array(20).fill('hang')
    const ending = new AbortController()
    const desk = createDesk(deps({ signal: ending.signal }))
    desk.start()
    await eventually(
      async () => (await scene.events()).filter(({ attempts }) => attempts > 0).length,
      count => count > 0,
    )
    ending.abort()
    await desk.close()
    scene.world.trouble = []
    await workOff(deps())
    expect(await open()).toEqual([])
  })
})

it('a subscription that changes while it is told is told again: the newest state is the last', async () => {
  const { sessionId } = await scene.open('plus')
  scene.people.pay(sessionId)
  const { id } = scene.people.subscriptionOf(sessionId)
  const told: Fact[] = []
  const slow = createTell(createRead(scene.calls), async fact => {
    // In between it ends, and another process has told that already.
    if (told.length === 1) scene.people.cancelNow(id)
    told.push(fact)
    return 'taken'
  })
  expect(await slow({ kind: 'subscription', id }, signal)).toBe('taken')
  expect(told.at(-1)).toMatchObject({ is: 'subscription', state: 'ended' })
})

it('waits longer each time, up to six hours', () => {
  const waits = Array.from({ length: 20 }, (_, index) => patienceOf(index + 1))
  expect(waits[0]).toBe(STRIPE.againMs)
  expect(waits[1]).toBe(2 * STRIPE.againMs)
  expect(waits.at(-1)).toBe(STRIPE.againMaxMs)
  expect(patienceOf(10_000)).toBe(STRIPE.againMaxMs)
})

it('a rail whose webhooks never come asks what was announced', async () => {
  scene.post.manner.dropped = true
  const { sessionId, paymentId } = await scene.open('pack_100')
  scene.people.pay(sessionId)
  scene.people.refund(scene.people.intentOf(sessionId).id, 99)
  expect(await scene.events()).toEqual([])
  const rail = createStripeRail(scene.deps)
  rail.start(scene.booth)
  try {
    await eventually(
      () => kinds(),
      told => told.includes('reversed'),
    )
    expect(scene.told).toContainEqual(expect.objectContaining({ is: 'paid', paymentId }))
  } finally {
    await rail.close()
  }
})
