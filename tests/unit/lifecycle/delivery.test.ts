import { afterEach, beforeEach, expect, it } from 'vitest'
import { Fault } from '../../../core/errors.js'
import { eventually, openTestBooth, type TestBooth } from '../../support/booth.js'
import { patientEngine } from '../../support/engines.js'
import { createEyes } from '../../support/eyes.js'
import { ask, command, seated } from '../../support/sitter.js'
import { join } from '../link/support.js'

let house: TestBooth
let engine: Awaited<ReturnType<typeof patientEngine>>
beforeEach(async () => {
  engine = await patientEngine()
  house = await openTestBooth({ engines: { local: engine }, vision: createEyes() })
})
afterEach(() => house.close())

const gone = () => new Fault('undeliverable', 'This address is dead.')
const pictures = (chat: string) => house.platform.messages(chat).filter(({ images }) => images.length > 0)

/** Asks for a portrait whose answers may go to these addresses, one after the other. */
async function begin(...rungs: { chat: string; expiresAt?: number }[]): Promise<string> {
  const { selfieId } = await seated(house, 'ann')
  const replyTo = {
    platform: 'telegram' as const,
    rungs: rungs.map(({ chat, expiresAt }) => ({ address: { chat }, ...(expiresAt && { expiresAt }) })),
  }
  const id = await ask(house, 'ann', selfieId, 'noir', { replyTo })
  await eventually(
    () => engine.working(),
    working => working.includes(id),
  )
  return id
}

it('a portrait takes the place of the message that showed its progress', async () => {
  await begin({ chat: 'ann' })
  engine.release()
  await eventually(
    () => pictures('ann'),
    seen => seen.length === 1,
  )
  expect(house.platform.messages('ann')).toHaveLength(1)
})

it('when the first address has run out, the portrait comes at the next one, once, and is edited there', async () => {
  const id = await begin({ chat: 'ann', expiresAt: Date.now() + 60_000 }, { chat: 'channel' })
  house.clock.shift = 120_000
  engine.release()
  await eventually(
    () => pictures('channel'),
    seen => seen.length === 1,
  )
  expect(pictures('ann')).toHaveLength(0)
  // A later change of it finds the message where it stands now.
  await house.platform.say(house.booth, 'ann', { act: { type: 'press', action: `deleted:image:${id}-0` } })
  await eventually(
    () => house.platform.messages('channel'),
    messages => messages.length === 1 && messages[0]!.text.includes('was deleted'),
  )
})

it('when an address is dead it goes down the ladder, and does not try the dead one again', async () => {
  const id = await begin({ chat: 'ann' }, { chat: 'channel' }, { chat: 'dm' })
  house.platform.dead.set('ann', gone()).set('channel', gone())
  engine.release()
  await eventually(
    () => pictures('dm'),
    seen => seen.length === 1,
  )
  house.platform.dead.clear()
  await house.platform.say(house.booth, 'bob', command('help'))
  const sendings = house.platform.sendings('ann')
  await house.platform.say(house.booth, 'ann', { act: { type: 'press', action: `deleted:image:${id}-0` } })
  await eventually(
    () => house.platform.messages('dm'),
    messages => messages.length === 1 && messages[0]!.text.includes('was deleted'),
  )
  // Nothing but the answer to the press itself.
  expect(house.platform.sendings('ann')).toBe(sendings + 1)
})

it('when all addresses are dead the portrait waits in /history, and its credits come back with a word', async () => {
  await begin({ chat: 'ann' }, { chat: 'channel' })
  house.platform.dead.set('ann', gone()).set('channel', gone())
  engine.release()
  await eventually(
    () => house.db.delivery.findFirst(),
    delivery => delivery?.state === 'undeliverable',
  )
  const account = () => house.db.ledgerAccount.findFirst({ where: { id: { not: 'house' } } })
  await eventually(account, ledger => ledger?.free === 10 && ledger.held === 0)
  expect(await house.db.ledgerEntry.count({ where: { kind: 'refund' } })).toBe(1)
  house.platform.dead.clear()
  const [history] = await house.platform.say(house.booth, 'ann', command('history'))
  expect(history?.images).toHaveLength(1)
  expect(await account()).toMatchObject({ free: 10, held: 0 })
})

it('a platform that is away for a while gets the portrait when it is back, in the same message', async () => {
  await begin({ chat: 'ann' })
  house.platform.broken.fault = new Fault('unavailable', 'The platform is away.')
  engine.release()
  await eventually(
    () => house.db.task.findFirst(),
    task => (task?.failures ?? 0) >= 2,
  )
  house.platform.broken.fault = null
  await eventually(
    () => pictures('ann'),
    seen => seen.length === 1,
  )
  expect(house.platform.messages('ann')).toHaveLength(1)
  expect(engine.starts).toHaveLength(1)
})

it('an account that has blocked the booth is not written to, until it says something again', async () => {
  const { booth, platform } = house
  const id = await begin({ chat: 'ann' })
  await booth.unreachable({ platform: 'telegram', tenant: '', userId: 'ann' })
  const sendings = platform.sendings('ann')
  engine.release(id)
  await eventually(
    () => house.db.delivery.findFirst(),
    delivery => delivery?.state === 'undeliverable',
  )
  expect(platform.sendings('ann')).toBe(sendings)
  // The picture is made and waits; the first word makes the account a living one.
  const [history] = await platform.say(booth, 'ann', command('history'))
  expect(history?.images).toHaveLength(1)
  const { selfieId } = await house.db.generation.findUniqueOrThrow({ where: { id } })
  const next = await ask(house, 'ann', selfieId ?? '')
  await eventually(
    () => engine.working(),
    working => working.includes(next),
  )
  engine.release(next)
  await eventually(
    () => pictures('ann').length,
    count => count === 2,
  )
})

it('of two accounts of one person, only the blocked one is not written to', async () => {
  const { booth } = house
  const id = await begin({ chat: 'ann' })
  await join(house, 'ann', 'bea')
  await booth.unreachable({ platform: 'telegram', tenant: '', userId: 'bea' })
  engine.release(id)
  await eventually(
    () => pictures('ann'),
    seen => seen.length === 1,
  )
})
