import { afterEach, describe, expect, it } from 'vitest'
import { GENERATION, TASK } from '../../../config/limits.js'
import { Fault } from '../../../core/errors.js'
import type { Engine } from '../../../core/ports.js'
import { tidy } from '../../../workers/rounds.js'
import { BACKENDS, openBackend } from '../../support/backends.js'
import { eventually, openTestBooth, type TestBooth } from '../../support/booth.js'
import { instantEngine, patientEngine, remoteEngine, type TestEngine } from '../../support/engines.js'
import { createEyes } from '../../support/eyes.js'
import { ask, PLENTY, press, seated } from '../../support/sitter.js'

describe.each(BACKENDS)('with the queue on %s', name => {
  let closers: (() => Promise<void>)[] = []
  afterEach(async () => {
    for (const close of closers.reverse()) await close()
    closers = []
  })

  async function open(engine: Engine, runs = 1): Promise<TestBooth> {
    const home = await openBackend(name)
    if (!home) throw new Error('No Redis can be had.')
    const { backend } = home
    const house = await openTestBooth({
      backend,
      engines: { [engine.id]: engine },
      vision: createEyes(),
      plan: PLENTY,
      runs,
    })
    closers.push(home.drop, house.close)
    return house
  }
  const begun = (engine: TestEngine, count: number) =>
    eventually(
      () => engine.starts.length,
      seen => seen === count,
    )
  const told = (house: TestBooth, chat: string, words: string) =>
    eventually(
      () => house.platform.messages(chat).map(({ text }) => text),
      texts => texts.some(text => text.includes(words)),
    )
  const credits = (house: TestBooth, personId: string) =>
    house.db.ledgerAccount.findFirstOrThrow({ where: { personId }, select: { free: true, held: true } })

  it.each([1, 2])(
    'who has 100 waiting delays a newcomer by one running job at most, on %i slots',
    async slots => {
      const engine = await patientEngine()
      const house = await open(engine, slots)
      const ann = await seated(house, 'ann')
      const bob = await seated(house, 'bob')
      // Her first ones run before the rest is asked for: of a hundred at once, any may reach the queue first.
      for (let i = 0; i < slots; i++) await ask(house, 'ann', ann.selfieId)
      await begun(engine, slots)
      await Promise.all(Array.from({ length: 100 }, () => ask(house, 'ann', ann.selfieId)))
      const his = await ask(house, 'bob', bob.selfieId)
      // Two of hers have run to their end before: fairness holds in the middle of it, too.
      engine.release(engine.working()[0])
      await begun(engine, slots + 1)
      expect(engine.starts.at(-1)?.generationId).toBe(his)
    },
  )

  it('the place in line is told and counted down; who cancels is out of it', async () => {
    const engine = await patientEngine()
    const house = await open(engine)
    const ids: string[] = []
    const people = []
    for (const chat of ['ann', 'bob', 'cid', 'dan']) {
      const person = await seated(house, chat)
      people.push(person)
      ids.push(await ask(house, chat, person.selfieId))
      if (chat === 'ann') await begun(engine, 1)
    }
    const eve = await seated(house, 'eve')
    const [first] = await house.platform.say(house.booth, 'eve', press(`style:noir:${eve.selfieId}`))
    // Before anybody has counted, no number is claimed.
    expect(first?.text).toBe('**Noir** – in line…')
    await told(house, 'dan', 'number 3 in line')
    await told(house, 'cid', 'number 2 in line')
    const [other] = await house.platform.say(house.booth, 'dan', press(`cancel:${ids[1]}`))
    expect(other?.text).toContain('ended already')
    await house.platform.say(house.booth, 'bob', press(`cancel:${ids[1]}`))
    await told(house, 'bob', 'Cancelled')
    await told(house, 'dan', 'number 2 in line')
    await told(house, 'cid', 'you are next')
    expect(await credits(house, people[1]!.personId)).toMatchObject({ free: 1_000, held: 0 })
    engine.release()
    await begun(engine, 2)
    engine.release()
    await begun(engine, 3)
    expect(engine.starts.map(({ generationId }) => generationId)).toEqual([ids[0], ids[2], ids[3]])
  })

  it('a studio that fails is tried again after a wait, and charged once', async () => {
    const good = await instantEngine()
    const starts: number[] = []
    const house = await open({
      ...good,
      async start(request, options) {
        starts.push(Date.now())
        if (starts.length < 3) throw new Fault('studio_failed', 'The brush broke.')
        return good.start(request, options)
      },
    })
    const { personId, selfieId } = await seated(house, 'ann')
    await ask(house, 'ann', selfieId)
    await told(house, 'ann', 'here you are')
    expect(starts).toHaveLength(3)
    expect(starts[1]! - starts[0]!).toBeGreaterThanOrEqual(TASK.retryMs - 50)
    expect(starts[2]! - starts[1]!).toBeGreaterThanOrEqual(TASK.retryMs * 2 - 50)
    expect(await credits(house, personId)).toMatchObject({ free: 999, held: 0 })
  })

  it('a lost picture is not tried again: it is told, and the credit comes back', async () => {
    const engine = await instantEngine()
    const house = await open(engine)
    const { personId, selfieId } = await seated(house, 'ann')
    for await (const { key } of house.vault.list(personId)) await house.vault.remove(key)
    await ask(house, 'ann', selfieId)
    await told(house, 'ann', 'can no longer be read')
    expect(engine.starts).toHaveLength(0)
    expect(await credits(house, personId)).toMatchObject({ free: 1_000, held: 0 })
    expect(await house.db.task.count({ where: { name: 'generate' } })).toBe(0)
  })

  it('what has passed its deadline ends: waiting, running and far away alike', async () => {
    const engine = await patientEngine()
    const house = await open(engine)
    const { personId, selfieId } = await seated(house, 'ann')
    await ask(house, 'ann', selfieId)
    await ask(house, 'ann', selfieId)
    await begun(engine, 1)
    house.clock.shift = GENERATION.deadlineMs + 1_000
    await tidy({ ...house, jobs: house.queues.jobs })
    await eventually(
      () => house.platform.messages('ann').filter(({ text }) => text.includes('took too long')),
      seen => seen.length === 2,
    )
    await eventually(
      () => engine.working(),
      working => working.length === 0,
    )
    expect(engine.starts).toHaveLength(1)
    expect(await credits(house, personId)).toMatchObject({ free: 1_000, held: 0 })
  })

  it('work that is cancelled while it is handed to an engine far away is cancelled there, too', async () => {
    const engine = await remoteEngine()
    let letGo = () => {}
    const slow = new Promise<void>(resolve => {
      letGo = resolve
    })
    const house = await open({
      ...engine,
      async start(request, options) {
        const started = await engine.start(request, options)
        await slow
        return started
      },
    })
    const { selfieId } = await seated(house, 'ann')
    const id = await ask(house, 'ann', selfieId, 'magazine')
    await begun(engine, 1)
    await house.platform.say(house.booth, 'ann', press(`cancel:${id}`))
    letGo()
    await eventually(
      () => engine.cancelled,
      cancelled => cancelled.includes(`far-${id}`),
    )
  })

  it('work that is cancelled while an engine far away has it is cancelled there, too', async () => {
    const engine = await remoteEngine()
    const house = await open(engine)
    const { personId, selfieId } = await seated(house, 'ann')
    const id = await ask(house, 'ann', selfieId, 'magazine')
    await eventually(
      () => house.db.engineOrder.findFirst(),
      order => order?.engineId === `far-${id}`,
    )
    await house.platform.say(house.booth, 'ann', press(`cancel:${id}`))
    expect(await credits(house, personId)).toMatchObject({ free: 1_000, held: 0 })
    await told(house, 'ann', 'Cancelled')
    await eventually(
      () => engine.cancelled,
      cancelled => cancelled.length === 1,
    )
    await eventually(
      () => house.db.task.count(),
      count => count === 0,
    )
  })

  it('jobs that the queue has forgotten are done within seconds', async () => {
    const engine = await instantEngine()
    const house = await open(engine)
    const { selfieId } = await seated(house, 'ann')
    const { enqueue } = house.queues.jobs
    // The queue is away just now: commands are answered, nothing is queued.
    house.queues.jobs.enqueue = async () => {}
    await ask(house, 'ann', selfieId)
    house.queues.jobs.enqueue = enqueue
    await told(house, 'ann', 'here you are')
    expect(engine.starts).toHaveLength(1)
  })
})
