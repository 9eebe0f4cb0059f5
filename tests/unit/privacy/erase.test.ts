/** Everything deleted in the middle of something: a photo on its way in, a picture on its way out, a join, a paid order. */
import { randomBytes } from 'node:crypto'
import { afterEach, expect, it } from 'vitest'
import { Fault } from '../../../core/errors.js'
import { typeCode } from '../../../core/person/link.js'
import type { PhotoBytes } from '../../../core/platform.js'
import { erasePerson } from '../../../core/privacy/erase.js'
import { eventually, openTestBooth, type TestBooth } from '../../support/booth.js'
import { instantEngine } from '../../support/engines.js'
import { createEyes } from '../../support/eyes.js'
import { type PaidEngine, paidEngine } from '../../support/paid-engine.js'
import { allFiles, allRows, tracesIn } from '../../support/scan.js'
import { ask, command, consented, PLENTY, press, seated, send } from '../../support/sitter.js'
import { answer, codeOf, hear, question, takeUp, type } from '../link/support.js'

let house: TestBooth
afterEach(() => house?.close())

async function open(engines: PaidEngine[] = []): Promise<void> {
  house = await openTestBooth({
    engines: { local: await instantEngine(), ...Object.fromEntries(engines.map(one => [one.id, one])) },
    vision: createEyes(),
    plan: PLENTY,
  })
}

const deleteAll = (chat: string) => house.platform.say(house.booth, chat, press('deleted:all'))

/** A gate that a call waits at, and how many do. */
function gate() {
  let open = () => {}
  const opened = new Promise<void>(resolve => {
    open = resolve
  })
  const state = { waiting: 0 }
  return {
    state,
    open,
    async pass() {
      state.waiting++
      await opened
    },
  }
}

it('a photo that is being fetched leaves nothing, though its last bytes come after the end', async () => {
  await open()
  const { platform, db, vaultDir } = house
  const personId = await consented(house, 'ann')
  const slow = gate()
  platform.bot.openPhoto = async (): Promise<PhotoBytes> => ({
    kind: 'stream',
    stream: (async function* () {
      yield randomBytes(1_000)
      await slow.pass()
      yield randomBytes(1_000)
    })(),
  })
  await platform.say(house.booth, 'ann', send('any'))
  await eventually(
    () => slow.state.waiting,
    waiting => waiting === 1,
  )
  await deleteAll('ann')
  expect(await db.person.count()).toBe(0)
  slow.open()
  await eventually(
    async () => tracesIn(await allFiles(vaultDir), [personId]),
    found => found.length === 0,
  )
  // Whatever was half written lies there without a name, and goes with the next sweep.
  await eventually(
    async () => tracesIn(await allRows(db), [personId]),
    found => found.length === 0,
  )
})

it('a picture that is being sent is taken back as soon as it is there', async () => {
  await open()
  const { platform, db } = house
  const { selfieId } = await seated(house, 'ann')
  const slow = gate()
  const { send: sending } = platform.bot
  platform.bot.send = async (...args) => {
    await slow.pass()
    return sending(...args)
  }
  await ask(house, 'ann', selfieId)
  await eventually(
    () => slow.state.waiting,
    waiting => waiting === 1,
  )
  await deleteAll('ann')
  slow.open()
  await eventually(
    () => platform.sendings('ann'),
    count => count >= 3,
  )
  await eventually(
    () => platform.messages('ann').filter(({ slot }) => slot?.startsWith('generation')).length,
    count => count === 0,
  )
  await eventually(
    () => db.leftoverMessage.count(),
    count => count === 0,
  )
})

it('what a platform does not want just now is tried again; what it will never do is let go', async () => {
  await open()
  const { platform, db, log } = house
  for (const [chat, fault] of [
    ['ann', new Fault('busy', 'Patience.', { retry: { afterMs: 200 } })],
    ['bea', new Fault('undeliverable', 'The chat is gone.')],
  ] as const) {
    const { selfieId } = await seated(house, chat)
    await ask(house, chat, selfieId)
    await hear(house, chat, 'here you are')
    await eventually(
      () => db.task.count(),
      count => count === 0,
    )
    const [told] = await deleteAll(chat)
    expect(told?.text).toContain('I am taking back 1 message that')
    platform.dead.set(chat, fault)
  }
  await eventually(
    () => db.leftoverMessage.findMany(),
    rows => rows.length === 1 && (rows[0]?.tries ?? 0) > 1,
  )
  const pictures = (chat: string) => platform.messages(chat).filter(({ images }) => images.length > 0).length
  expect([pictures('ann'), pictures('bea')]).toEqual([1, 1])
  platform.dead.clear()
  await eventually(
    () => db.leftoverMessage.count(),
    count => count === 0,
  )
  expect([pictures('ann'), pictures('bea')]).toEqual([0, 1])
  expect(log.lines.some(({ message }) => message.includes('could not be taken away yet'))).toBe(true)
})

it('a join that is under way ends, the other side is told so, and loses nothing', async () => {
  await open()
  const { db, platform } = house
  const ann = await consented(house, 'ann')
  const bea = await seated(house, 'bea')
  const annsAccount = await db.account.findFirstOrThrow({ where: { personId: ann } })
  await type(house, 'bea', await codeOf(house, 'ann'))
  await answer(house, 'bea', 'yes')
  await question(house, 'ann', 'yes')
  await deleteAll('ann')
  await hear(house, 'bea', 'took too long')
  const link = await db.link.findFirstOrThrow()
  expect(link).toMatchObject({ state: 'expired', hostId: null })
  expect(link.guestId).not.toBeNull()
  expect(await db.selfie.findFirst()).toMatchObject({ personId: bea.personId, state: 'accepted' })
  const texts = platform.messages('bea').map(({ text }) => text)
  expect(texts.length).toBeGreaterThan(0)
  await eventually(
    async () => tracesIn(await allRows(db), [ann, annsAccount.id]),
    found => found.length === 0,
  )
})

it('a code that nobody has typed goes with whoever has asked for it', async () => {
  await open()
  const { db, booth } = house
  await consented(house, 'ann')
  const code = await codeOf(house, 'ann')
  await deleteAll('ann')
  expect(await db.link.count()).toBe(0)
  const { personId, accountId } = await booth.admit({ platform: 'telegram', tenant: '', userId: 'eve' })
  const replyTo = { platform: 'telegram' as const, rungs: [{ address: { chat: 'eve' } }] }
  const typed = await typeCode(db, { personId, accountId, origin: 'eve', replyTo, now: Date.now() }, code)
  expect(typed).toMatchObject({ ok: false, notice: { id: 'link_unknown' } })
})

it('an order whose answer was lost names nobody, and goes once its time is over', async () => {
  const engine = await paidEngine('fal')
  engine.next = [{ lose: new Fault('timeout', 'No answer came.') }]
  engine.found = () => ({ engineIds: [], complete: false })
  await open([engine])
  const { db, clock } = house
  const { personId, selfieId } = await seated(house, 'ann')
  await ask(house, 'ann', selfieId, 'magazine')
  await eventually(
    () => db.engineOrder.findFirst(),
    order => order?.state === 'sent',
  )
  await deleteAll('ann')
  const left = await db.engineOrder.findFirstOrThrow()
  expect(left).toMatchObject({ generationId: null, spentOn: null, seed: 0, answer: null, state: 'sent' })
  expect(await db.engineSpend.count({ where: { scope: { contains: personId } } })).toBe(0)
  clock.shift = 15 * 60_000
  await eventually(
    async () => {
      // The minute is over for which nobody else may try.
      await db.engineOrder.updateMany({ data: { closingAt: new Date(0) } })
      return db.engineOrder.count()
    },
    count => count === 0,
  )
})

it('an engine that cannot be told to stop is told again, and only then is its order forgotten', async () => {
  const engine = await paidEngine('replicate')
  engine.outcome = () => ({ state: 'running' })
  const { cancel } = engine
  let refused = 0
  engine.cancel = async (...args) => {
    if (refused++ === 0) throw new Fault('unavailable', 'The engine is away.')
    return cancel(...args)
  }
  await open([engine])
  const { db } = house
  const { selfieId } = await seated(house, 'ann')
  await ask(house, 'ann', selfieId, 'magazine')
  await eventually(
    () => db.engineOrder.findFirst(),
    order => order?.state === 'placed',
  )
  await deleteAll('ann')
  await eventually(
    () => refused,
    count => count === 1,
  )
  expect(await db.engineOrder.count()).toBe(1)
  // The minute is over for which nobody else may try.
  await db.engineOrder.updateMany({ data: { closingAt: new Date(0) } })
  await eventually(
    () => db.engineOrder.count(),
    count => count === 0,
  )
  expect(engine.cancelled).toHaveLength(1)
})

it('a goodbye that could not be said is said again, and what was said meanwhile is not taken up', async () => {
  await open()
  const { platform, db } = house
  await consented(house, 'ann')
  platform.dead.set('ann', new Fault('unavailable', 'The platform is away.'))
  await expect(platform.say(house.booth, 'ann', command('feedback', 'my own words'))).rejects.toThrow()
  await expect(deleteAll('ann')).rejects.toThrow()
  expect(await db.person.count()).toBe(0)
  expect(tracesIn(await allRows(db), ['my own words'])).toEqual([])
  expect(await db.inboxEvent.count({ where: { doneAt: null } })).toBe(1)
  platform.dead.clear()
  await takeUp(house)
  await hear(house, 'ann', 'Everything of yours is deleted')
  expect(platform.messages('ann')).toHaveLength(1)
  expect(await db.person.count()).toBe(0)
  expect(await db.inboxEvent.count({ where: { doneAt: null } })).toBe(0)
})

it('nobody is erased by the name of somebody else, and nobody twice', async () => {
  await open()
  const ann = await consented(house, 'ann')
  const [one, two] = await Promise.all([1, 2].map(() => erasePerson(house, ann, Date.now())))
  const told = [one?.consents, two?.consents].sort()
  expect(told).toEqual([0, 3])
  expect(await house.db.securityEvent.findMany()).toMatchObject([{ kind: 'erased', facts: { consents: 3 } }])
})
