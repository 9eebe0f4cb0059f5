import { afterEach, describe, expect, it } from 'vitest'
import { ORDERS } from '../../../config/limits.js'
import { EngineRefusal, Fault } from '../../../core/errors.js'
import { noteAnswer } from '../../../core/generation/orders.js'
import { eventually, openTestBooth, type TestBooth, type TestBoothOptions } from '../../support/booth.js'
import { createEyes } from '../../support/eyes.js'
import { type PaidEngine, paidEngine } from '../../support/paid-engine.js'
import { ask, PLENTY, seated } from '../../support/sitter.js'

let house: TestBooth
afterEach(() => house?.close())

const late = () => new Fault('timeout', 'No answer came.')
const COST = 4

async function open(engines: PaidEngine[], more: Partial<TestBoothOptions> = {}) {
  house = await openTestBooth({
    engines: Object.fromEntries(engines.map(engine => [engine.id, engine])),
    vision: createEyes(),
    plan: PLENTY,
    ...more,
  })
  return seated(house, 'ann')
}
const say = () => house.platform.messages('ann').map(({ text }) => text)
const delivered = () => eventually(say, texts => texts.some(text => text.includes('here you are')))
const told = (words: string) => eventually(say, texts => texts.some(text => text.includes(words)))
const credits = (personId: string) =>
  house.db.ledgerAccount.findFirstOrThrow({ where: { personId }, select: { free: true, held: true } })
const states = async () =>
  (await house.db.engineOrder.findMany({ orderBy: { createdAt: 'asc' } })).map(
    ({ engine, state }) => `${engine} ${state}`,
  )
const spent = async (scope: string) =>
  Number((await house.db.engineSpend.findFirst({ where: { scope } }))?.micros ?? 0)

describe('an order', () => {
  it('is started once, charged once, and its cost is counted for the day', async () => {
    const engine = await paidEngine('replicate')
    const { personId, selfieId } = await open([engine])
    await ask(house, 'ann', selfieId, 'magazine')
    await delivered()
    expect(engine.taken).toHaveLength(1)
    expect(engine.taken[0]?.prompt).not.toBe('')
    expect(await credits(personId)).toMatchObject({ free: 1_000 - COST, held: 0 })
    expect(await eventually(states, seen => seen.includes('replicate done'))).toEqual(['replicate done'])
    for (const scope of ['all', 'replicate', `person:${personId}`]) expect(await spent(scope)).toBe(40_000)
  })

  it('whose answer was lost is found again, and not started a second time', async () => {
    const engine = await paidEngine('replicate')
    engine.next = [{ lose: late() }]
    const { selfieId } = await open([engine])
    await ask(house, 'ann', selfieId, 'magazine')
    await delivered()
    expect(engine.taken).toHaveLength(1)
    expect(engine.tried).toBe(1)
  })

  it('that certainly never arrived is sent again, once the engine has had time to show it', async () => {
    const engine = await paidEngine('replicate')
    engine.next = [{ vanish: late() }]
    const { selfieId } = await open([engine])
    await ask(house, 'ann', selfieId, 'magazine')
    await eventually(states, seen => seen[0] === 'replicate sent')
    expect(engine.tried).toBe(1)
    house.clock.shift = ORDERS.unheardMs + 1_000
    await delivered()
    expect([engine.tried, engine.taken.length]).toEqual([2, 1])
  })

  it('of which an engine cannot say whether it came is never sent again; the credits come back', async () => {
    const engine = await paidEngine('fal')
    engine.next = [{ lose: late() }]
    engine.found = () => ({ engineIds: [], complete: false })
    const { personId, selfieId } = await open([engine])
    await ask(house, 'ann', selfieId, 'magazine')
    await eventually(states, seen => seen[0] === 'fal sent')
    house.clock.shift = 15 * 60_000
    await told('my fault')
    expect(engine.tried).toBe(1)
    expect(await states()).toEqual(['fal lost'])
    expect(await credits(personId)).toMatchObject({ free: 1_000, held: 0 })
  })

  it('whose answer was lost is known by what the engine says later', async () => {
    const engine = await paidEngine('fal')
    engine.next = [{ lose: late() }]
    engine.found = () => ({ engineIds: [], complete: false })
    const { selfieId } = await open([engine])
    await ask(house, 'ann', selfieId, 'magazine')
    await eventually(states, seen => seen[0] === 'fal sent')
    const order = await house.db.engineOrder.findFirstOrThrow()
    const news = {
      engine: 'fal',
      orderId: order.id,
      engineId: 'fal-1',
      answer: { state: 'succeeded', outputs: ['x'] },
    }
    await house.queues.jobs.enqueue(await noteAnswer(house.db, news))
    await delivered()
    expect([engine.taken.length, engine.looks]).toEqual([1, 0])
    // The same once more, and another name for it: nothing.
    expect(await noteAnswer(house.db, news)).toEqual([])
    expect(await noteAnswer(house.db, { ...news, engineId: 'fal-2' })).toEqual([])
  })

  it('that is refused for a while is tried again when the engine said, and costs nothing until then', async () => {
    const engine = await paidEngine('replicate')
    engine.next = [{ refuse: new EngineRefusal('rate', 'Slow down.', { afterMs: 300 }) }]
    const { selfieId } = await open([engine])
    await ask(house, 'ann', selfieId, 'magazine')
    await delivered()
    expect([engine.tried, engine.taken.length]).toEqual([2, 1])
    expect(await spent('all')).toBe(40_000)
  })

  it('that waited long for its engine has the whole time of its model from its start on', async () => {
    const engine = await paidEngine('replicate')
    engine.next = [{ refuse: new EngineRefusal('down', 'Nobody is there.') }]
    engine.outcome = () =>
      engine.looks < 2 ? { state: 'running' } : { state: 'succeeded', outputs: ['one'] }
    const { selfieId } = await open([engine])
    await ask(house, 'ann', selfieId, 'magazine')
    await eventually(
      () => engine.tried,
      tried => tried === 1,
    )
    house.clock.shift = 10 * 60_000
    await delivered()
    expect([engine.taken.length, engine.cancelled]).toEqual([1, []])
  })
})

describe('all engines refuse our account', () => {
  const poor = () => ({ refuse: new EngineRefusal('account', 'No money.') })
  const notice = 'take no work from me'

  it('and it ends at once: the credits are back, the operators have a line, the next one costs no call', async () => {
    const [first, second] = [await paidEngine('replicate'), await paidEngine('fal')]
    first.next = Array.from({ length: 50 }, poor)
    second.next = Array.from({ length: 50 }, poor)
    const { personId, selfieId } = await open([first, second])
    await ask(house, 'ann', selfieId, 'magazine')
    await told(notice)
    await eventually(
      () => credits(personId),
      ({ held }) => held === 0,
    )
    expect(await credits(personId)).toMatchObject({ free: 1_000, held: 0 })
    expect(house.log.lines.filter(({ message }) => message.includes('refuses our account'))).toHaveLength(2)
    expect(await eventually(states, seen => seen.every(state => state.endsWith('refused')))).not.toEqual([])
    expect(await spent('all')).toBe(0)

    await ask(house, 'ann', selfieId, 'magazine')
    await eventually(say, texts => texts.filter(text => text.includes(notice)).length === 2)
    expect([first.tried, second.tried]).toEqual([1, 1])
  })

  it('after one of them has failed it, and it ends as soon', async () => {
    const [first, second] = [await paidEngine('replicate'), await paidEngine('fal')]
    first.outcome = () => {
      first.next = [poor()]
      return { state: 'failed', why: 'engine' }
    }
    second.next = [poor()]
    const { personId, selfieId } = await open([first, second])
    await ask(house, 'ann', selfieId, 'magazine')
    await told(notice)
    expect(await credits(personId)).toMatchObject({ free: 1_000, held: 0 })
    expect([first.taken.length, second.taken.length]).toEqual([1, 0])
  })
})

describe('what an engine has made and nobody can fetch', () => {
  const gone = async () => {
    throw new Fault('timeout', 'It does not come.')
  }

  it('is drawn by another one after some tries, and nobody hears of it', async () => {
    const [first, second] = [await paidEngine('replicate'), await paidEngine('fal')]
    let tries = 0
    first.fetch = async () => {
      tries++
      return gone()
    }
    const { personId, selfieId } = await open([first, second])
    await ask(house, 'ann', selfieId, 'magazine')
    await eventually(say, texts => texts.some(text => text.includes('here you are')), 30_000)
    expect(tries).toBe(ORDERS.outputTries)
    expect([first.taken.length, second.taken.length]).toEqual([1, 1])
    expect(await credits(personId)).toMatchObject({ free: 1_000 - COST, held: 0 })
    expect(say().join()).not.toMatch(/took too long|my fault/)
  }, 40_000)

  it('is asked for again before anything else is paid for', async () => {
    const [first, second] = [await paidEngine('replicate'), await paidEngine('fal')]
    const { fetch } = first
    let tries = 0
    first.fetch = async (output, options) => (tries++ === 0 ? gone() : fetch(output, options))
    const { selfieId } = await open([first, second])
    await ask(house, 'ann', selfieId, 'magazine')
    await delivered()
    expect([tries, first.taken.length, second.taken.length]).toEqual([2, 1, 0])
  })
})

describe('another engine takes over', () => {
  it.each([
    ['refuses the account', new EngineRefusal('account', 'No money.')],
    ['refuses what it is handed', new EngineRefusal('input', 'Unknown field.')],
  ])('when the first one %s', async (_what, refusal) => {
    const [first, second] = [await paidEngine('replicate'), await paidEngine('fal')]
    first.next = [{ refuse: refusal }]
    const { personId, selfieId } = await open([first, second])
    await ask(house, 'ann', selfieId, 'magazine')
    await delivered()
    expect([first.taken.length, second.taken.length]).toEqual([0, 1])
    expect(await credits(personId)).toMatchObject({ free: 1_000 - COST, held: 0 })
    expect([await spent('replicate'), await spent('fal'), await spent('all')]).toEqual([0, 40_000, 40_000])
  })

  it('when the first one is down, and later work goes there at once', async () => {
    const [first, second] = [await paidEngine('replicate'), await paidEngine('fal')]
    const down = () => ({ refuse: new EngineRefusal('down', 'Nobody is there.') })
    first.next = Array.from({ length: 50 }, down)
    const { selfieId } = await open([first, second])
    await Promise.all(
      Array.from({ length: ORDERS.breakerFailures }, () => ask(house, 'ann', selfieId, 'magazine')),
    )
    await eventually(
      () => second.taken.length,
      count => count === ORDERS.breakerFailures,
    )
    const tried = first.tried
    await ask(house, 'ann', selfieId, 'magazine')
    await eventually(
      () => second.taken.length,
      count => count === ORDERS.breakerFailures + 1,
    )
    expect(first.tried).toBe(tried)
  })

  it('when the first one fails, and the person pays once', async () => {
    const [first, second] = [await paidEngine('replicate'), await paidEngine('fal')]
    first.outcome = () => ({ state: 'failed', why: 'engine' })
    const { personId, selfieId } = await open([first, second])
    await ask(house, 'ann', selfieId, 'magazine')
    await delivered()
    expect([first.taken.length, second.taken.length]).toEqual([1, 1])
    expect(await credits(personId)).toMatchObject({ free: 1_000 - COST, held: 0 })
  })

  it('nobody is left: the credits come back, and nothing is started for ever', async () => {
    const engine = await paidEngine('replicate')
    engine.outcome = () => ({ state: 'failed', why: 'engine' })
    const { personId, selfieId } = await open([engine])
    await ask(house, 'ann', selfieId, 'magazine')
    await told('my fault')
    expect(engine.taken).toHaveLength(ORDERS.triesAModel)
    expect(await credits(personId)).toMatchObject({ free: 1_000, held: 0 })
  })
})

it('three paid starts are the most for one generation: then the credits come back', async () => {
  const [first, second] = [await paidEngine('replicate'), await paidEngine('fal')]
  for (const engine of [first, second]) engine.outcome = () => ({ state: 'failed', why: 'engine' })
  const { personId, selfieId } = await open([first, second])
  await ask(house, 'ann', selfieId, 'magazine')
  await told('my fault')
  expect([first.taken.length, second.taken.length]).toEqual([2, 1])
  expect(first.taken.length + second.taken.length).toBe(ORDERS.startsAGeneration)
  expect(await credits(personId)).toMatchObject({ free: 1_000, held: 0 })
})

it('what the person can mend is told, and not tried elsewhere', async () => {
  const [first, second] = [await paidEngine('replicate'), await paidEngine('fal')]
  first.outcome = () => ({ state: 'failed', why: 'person', notice: 'engine_no_face' })
  const { personId, selfieId } = await open([first, second])
  await ask(house, 'ann', selfieId, 'magazine')
  await told('could not make out your face')
  expect(second.taken).toHaveLength(0)
  expect(await credits(personId)).toMatchObject({ free: 1_000, held: 0 })
})

it('an engine that cannot be asked ends nothing: the work is taken over when it can', async () => {
  const engine = await paidEngine('replicate')
  let away = 0
  engine.outcome = () => {
    if (away++ < 2) throw new Fault('unavailable', 'No answer.')
    return { state: 'succeeded', outputs: ['one'] }
  }
  const { selfieId } = await open([engine])
  await ask(house, 'ann', selfieId, 'magazine')
  await delivered()
  expect(engine.taken).toHaveLength(1)
})

it('work past the deadline of its model is stopped there and ends', async () => {
  const engine = await paidEngine('replicate')
  engine.outcome = () => ({ state: 'running' })
  const { personId, selfieId } = await open([engine])
  await ask(house, 'ann', selfieId, 'magazine')
  await eventually(states, seen => seen[0] === 'replicate placed')
  house.clock.shift = 5 * 60_000
  await eventually(
    () => engine.taken.length,
    count => count === ORDERS.triesAModel,
  )
  house.clock.shift = 10 * 60_000
  await told('my fault')
  expect(engine.cancelled).toEqual(['replicate-1', 'replicate-2'])
  expect(await credits(personId)).toMatchObject({ free: 1_000, held: 0 })
})
