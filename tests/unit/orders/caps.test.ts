import { afterEach, describe, expect, it } from 'vitest'
import { writeOrder } from '../../../core/generation/orders.js'
import type { JobRef } from '../../../core/jobs.js'
import {
  eventually,
  NO_CAPS,
  openTestBooth,
  type TestBooth,
  type TestBoothOptions,
} from '../../support/booth.js'
import { createEyes } from '../../support/eyes.js'
import { type PaidEngine, paidEngine } from '../../support/paid-engine.js'
import { ask, PLENTY, seated } from '../../support/sitter.js'

let house: TestBooth
afterEach(() => house?.close())

/** What one picture of the style `magazine` costs. */
const PRICE = 40_000

async function open(engines: PaidEngine[], more: Partial<TestBoothOptions>) {
  const vision = createEyes()
  const there = Object.fromEntries(engines.map(engine => [engine.id, engine]))
  house = await openTestBooth({ engines: there, vision, plan: PLENTY, ...more })
  return house
}
const told = (chat: string, words: string) =>
  eventually(
    () => house.platform.messages(chat).map(({ text }) => text),
    texts => texts.some(text => text.includes(words)),
  )
const held = async () => (await house.db.ledgerAccount.findMany()).reduce((sum, { held }) => sum + held, 0)
const spend = async () =>
  Object.fromEntries(
    (await house.db.engineSpend.findMany()).map(({ scope, micros }) => [scope, Number(micros)]),
  )

describe('a day’s cap', () => {
  it('of one person stops that person, tells the operators, and nobody else', async () => {
    const engine = await paidEngine('replicate')
    await open([engine], { caps: { ...NO_CAPS, person: PRICE } })
    const [ann, bob] = [await seated(house, 'ann'), await seated(house, 'bob')]
    await ask(house, 'ann', ann.selfieId, 'magazine')
    await told('ann', 'here you are')
    await ask(house, 'ann', ann.selfieId, 'magazine')
    await told('ann', 'set aside for one person')
    await ask(house, 'bob', bob.selfieId, 'magazine')
    await told('bob', 'here you are')
    expect(engine.taken).toHaveLength(2)
    expect(await held()).toBe(0)
    expect(await spend()).toMatchObject({ all: 2 * PRICE, [`person:${ann.personId}`]: PRICE })
    expect(house.log.lines).toContainEqual({
      level: 'error',
      message: expect.stringContaining('cap'),
      facts: { cap: 'person' },
    })
  })

  it('of an engine hands work to the other one', async () => {
    const [first, second] = [await paidEngine('replicate'), await paidEngine('fal')]
    await open([first, second], { caps: { ...NO_CAPS, engines: { replicate: 0 } } })
    const { selfieId } = await seated(house, 'ann')
    await ask(house, 'ann', selfieId, 'magazine')
    await told('ann', 'here you are')
    expect([first.tried, second.taken.length]).toEqual([0, 1])
  })

  it('of all stops all, and the studio goes on', async () => {
    const engine = await paidEngine('replicate')
    await open([engine], { caps: { ...NO_CAPS, all: PRICE - 1 } })
    const { personId, selfieId } = await seated(house, 'ann')
    await ask(house, 'ann', selfieId, 'magazine')
    await told('ann', 'set aside for it')
    expect(engine.tried).toBe(0)
    expect(await held()).toBe(0)
    expect(Object.values(await spend()).reduce((sum, micros) => sum + micros, 0)).toBe(0)
    expect((await house.db.ledgerAccount.findFirstOrThrow({ where: { personId } })).free).toBe(1_000)
  })

  it('is never exceeded by sixty at once', async () => {
    await open([await paidEngine('replicate')], { idle: true })
    const { personId, selfieId } = await seated(house, 'ann')
    const caps = { ...NO_CAPS, engines: { replicate: 7 * PRICE } }
    const orders = await Promise.all(
      Array.from({ length: 60 }, async () => {
        const generationId = await ask(house, 'ann', selfieId, 'magazine')
        await house.db.generation.update({ where: { id: generationId }, data: { state: 'running' } })
        const task = await house.db.task.findFirstOrThrow({ where: { generationId } })
        const claimed = await house.tasks.claim({ id: task.id, attempt: task.attempt } as JobRef)
        return writeOrder(house.db, {
          generationId,
          personId,
          model: 'kontext-pro',
          seed: 1,
          count: 1,
          taskId: claimed?.id ?? '',
          owner: house.tasks.owner,
          caps,
          now: Date.now(),
        })
      }),
    )
    expect(orders.filter(order => order && 'id' in order)).toHaveLength(7)
    expect(orders.filter(order => order && 'capped' in order && order.capped === 'replicate')).toHaveLength(
      53,
    )
    expect(await spend()).toMatchObject({ all: 7 * PRICE, replicate: 7 * PRICE })
  })
})
