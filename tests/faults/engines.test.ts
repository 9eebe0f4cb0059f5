import { describe, expect, it, type TestContext } from 'vitest'
import { GENERATION } from '../../config/limits.js'
import { openReplicateServer } from '../fakes/replicate/server.js'
import { BACKENDS } from '../support/backends.js'
import { eventually, openTestBooth } from '../support/booth.js'
import { AI_STYLE, engineStorm } from '../support/engine-storm.js'
import { createEyes } from '../support/eyes.js'
import { freePort } from '../support/free-port.js'
import { openHooks, paidParts } from '../support/paid-house.js'
import { ask, PLENTY, seated } from '../support/sitter.js'

// `npm run bench -- engines` does the same a thousand times.
describe.concurrent.each(BACKENDS)('kill -9 with the queue on %s', backend => {
  it('while an engine is paid: as many starts as generations, each delivered and charged once', async () => {
    const storm = { backend, generations: 75, chats: 15, kills: 6, cuts: 8, hears: true, restMs: 90_000 }
    const { starts, violations } = await engineStorm(storm)
    expect(starts).toBe(storm.generations)
    expect(violations).toEqual([])
  }, 180_000)
})

// Beside the others, since they wait most of the time.
describe.concurrent('each way of learning how work ended suffices alone', () => {
  const GENERATIONS = 30

  /** A booth in this process, its engine, and people who wait for portraits. */
  async function open({ onTestFinished }: TestContext, hears: boolean) {
    const replicate = await openReplicateServer()
    const { world, token, apiUrl, webhookSecret, outputOrigin } = replicate
    const paid = {
      engines: { replicate: { token, apiUrl, webhookSecret, fileOrigins: [outputOrigin] } },
      port: await freePort(),
      hears,
    }
    const house = await openTestBooth({ ...paidParts(paid), vision: createEyes(), plan: PLENTY })
    const hooks = await openHooks(paid, house)
    onTestFinished(async () => {
      await hooks.close()
      await house.close()
      await replicate.close()
    })
    const chats = ['ann', 'bob', 'cy']
    return {
      house,
      replicate,
      world,
      async ask() {
        for (const chat of chats) {
          const { selfieId } = await seated(house, chat)
          for (let n = 0; n < GENERATIONS / chats.length; n++) await ask(house, chat, selfieId, AI_STYLE)
        }
      },
      /** Everybody has got everything, and nothing is left open or was paid twice. */
      async allDone(ms: number) {
        const count = () => house.db.generation.count({ where: { state: 'done' } })
        await eventually(count, done => done === GENERATIONS, ms)
        const delivered = () =>
          chats.flatMap(chat => house.platform.messages(chat)).filter(one => one.images.length > 0)
        await eventually(
          () => delivered().length,
          shown => shown === GENERATIONS,
          ms,
        )
        const open = () =>
          house.db.engineOrder.count({ where: { OR: [{ state: { not: 'done' } }, { endedAt: null }] } })
        await eventually(open, left => left === 0)
        expect(world.predictions.size).toBe(GENERATIONS)
        expect(world.startRequests).toBe(GENERATIONS)
        expect(world.violations).toEqual([])
      },
    }
  }

  it('asking: with every webhook dropped every job ends', async context => {
    const { world, ask, allDone } = await open(context, true)
    world.webhooks.dropped = true
    await ask()
    await allDone(60_000)
    // No picture of a person is left there.
    await eventually(
      () => world.files.size,
      left => left === 0,
    )
    expect(world.calls.get('GET /predictions/{prediction_id}')).toBeGreaterThanOrEqual(GENERATIONS)
  }, 120_000)

  it('hearing: while nothing can be asked every job ends', async context => {
    const { house, replicate, world, ask, allDone } = await open(context, true)
    world.plan = () => ({ ending: { how: 'succeeded' }, hold: true, latencyMs: 0 })
    await ask()
    await eventually(
      () => house.db.engineOrder.count({ where: { state: 'placed' } }),
      placed => placed === GENERATIONS,
      30_000,
    )
    world.failing = { count: Number.POSITIVE_INFINITY, status: 500 }
    for (const prediction of world.predictions.values()) replicate.predictions.finish(prediction)
    await allDone(30_000)
    // What was said was enough: nobody asked how any work stood.
    expect(world.calls.get('GET /predictions/{prediction_id}') ?? 0).toBe(0)
  }, 120_000)

  it('neither: work that nobody can learn about ends with its deadline, and the credits come back', async context => {
    const { house, world, ask } = await open(context, true)
    world.webhooks.dropped = true
    await ask()
    await eventually(
      () => house.db.engineOrder.count({ where: { state: 'placed' } }),
      placed => placed === GENERATIONS,
      30_000,
    )
    world.failing = { count: Number.POSITIVE_INFINITY, status: 500 }
    house.clock.shift = GENERATION.deadlineMs
    await eventually(
      () => house.db.generation.count({ where: { state: 'running' } }),
      left => left === 0,
      60_000,
    )
    const held = await house.db.ledgerAccount.findMany({
      where: { id: { not: 'house' } },
      select: { held: true, free: true },
    })
    expect(held).toEqual(held.map(() => ({ held: 0, free: PLENTY.freePerDay })))
  }, 120_000)
})
