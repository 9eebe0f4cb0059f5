import { afterEach, beforeEach, expect, it } from 'vitest'
import { Fault, toFault } from '../../../core/errors.js'
import type { Incoming } from '../../../core/platform.js'
import { eventually, openTestBooth, type TestBooth } from '../../support/booth.js'
import { patientEngine } from '../../support/engines.js'
import { createEyes, type Eyes } from '../../support/eyes.js'
import { ask, command, consented, press, seated, send } from '../../support/sitter.js'
import { expectLedgerInOrder, join } from '../link/support.js'

let house: TestBooth
let engine: Awaited<ReturnType<typeof patientEngine>>
let eyes: Eyes
beforeEach(async () => {
  engine = await patientEngine()
  eyes = createEyes()
  house = await openTestBooth({ engines: { local: engine }, vision: eyes })
  house.platform.photos.set('good', Buffer.from('good'))
})
afterEach(() => house.close())

/** Moves an account, as the test's platform made it, to a workspace. */
const settle = (chat: string, tenant: string) =>
  house.db.account.updateMany({ where: { userId: chat }, data: { tenant } })
const leave = (tenant: string) => house.booth.forgetTenant('telegram', tenant)
const inTenant = (tenant: string, userId: string): Partial<Incoming> => ({ account: { tenant, userId } })

async function works(id: string): Promise<void> {
  await eventually(
    () => engine.working(),
    working => working.includes(id),
  )
}

it('a workspace that goes takes its people along, with pictures, work under way and addresses; others stay', async () => {
  const { db, vault } = house
  const ann = await seated(house, 'ann')
  const bob = await seated(house, 'bob')
  const running = await ask(house, 'ann', ann.selfieId)
  await works(running)
  const his = await ask(house, 'bob', bob.selfieId)
  await works(his)
  await settle('ann', 'T1')
  await settle('bob', 'T2')
  await leave('T1')
  expect(await db.person.findMany({ select: { id: true } })).toEqual([{ id: bob.personId }])
  expect(await db.account.count({ where: { tenant: 'T1' } })).toBe(0)
  for await (const { key } of vault.list()) expect(key.startsWith(bob.personId)).toBe(true)
  expect(await db.delivery.count({ where: { generationId: running } })).toBe(0)
  engine.release(his)
  await eventually(
    () => house.platform.messages('bob').some(({ images }) => images.length > 0),
    seen => seen,
  )
  expect(house.platform.messages('ann').every(({ images }) => images.length === 0)).toBe(true)
  // A repeat, and a workspace that nobody is in, change nothing.
  await leave('T1')
  await leave('T3')
  expect(await db.person.count()).toBe(1)
  await expectLedgerInOrder(house)
})

it('who has another account stays, without anything that points into the workspace; their work goes on', async () => {
  const { booth, platform, db } = house
  await seated(house, 'ann')
  const { selfieId } = await seated(house, 'ann at work')
  const personId = await join(house, 'ann', 'ann at work')
  const id = await ask(house, 'ann at work', selfieId)
  await works(id)
  eyes.hold()
  await platform.say(booth, 'ann at work', send('good'))
  await eventually(eyes.busy, busy => busy === 1)
  const at = await db.account.findFirstOrThrow({ where: { userId: 'ann at work' } })
  await settle('ann at work', 'T1')
  await leave('T1')
  eyes.release()
  expect(await db.account.findMany({ select: { userId: true, personId: true } })).toEqual([
    { userId: 'ann', personId },
  ])
  for (const row of [
    ...(await db.delivery.findMany()),
    ...(await db.link.findMany()),
    ...(await db.linkTry.findMany()),
  ])
    for (const trace of [at.id, 'ann at work']) expect(JSON.stringify(row)).not.toContain(trace)
  engine.release(id)
  await eventually(
    () => db.task.count(),
    count => count === 0,
  )
  const [history] = await platform.say(booth, 'ann', command('history'))
  expect(history?.images.map(({ imageId }) => imageId)).toEqual([`${id}-0`])
  await expectLedgerInOrder(house)
})

it('a photo that was about to be fetched there is given up, and the credit is back', async () => {
  const { booth, platform, db } = house
  const personId = await consented(house, 'ann')
  await join(house, 'ann', 'ann at work')
  house.platform.bot.openPhoto = async () => {
    throw new Fault('unavailable', 'The workspace does not answer.')
  }
  await platform.say(booth, 'ann at work', {
    ...command('portrait', 'noir'),
    ...send('good'),
    act: command('portrait', 'noir').act,
  })
  expect(await db.ledgerAccount.findFirst({ where: { personId } })).toMatchObject({ free: 9, held: 1 })
  await settle('ann at work', 'T1')
  await leave('T1')
  expect(await db.selfie.findFirst()).toMatchObject({ state: 'failed', source: null })
  expect(await db.ledgerAccount.findFirst({ where: { personId } })).toMatchObject({ free: 10, held: 0 })
  expect(await db.task.count({ where: { name: 'fetch' } })).toBe(0)
})

it('what was said there and not answered yet does not bring anybody back', async () => {
  const { booth, platform, db } = house
  platform.broken.fault = new Fault('unavailable', 'The workspace is gone.')
  await expect(platform.say(booth, 'ann', { ...command('help'), ...inTenant('T1', 'ann') })).rejects.toThrow()
  platform.broken.fault = null
  expect(await booth.unanswered('telegram')).toHaveLength(1)
  await leave('T1')
  expect(await booth.unanswered('telegram')).toEqual([])
  expect(await db.account.count()).toBe(0)
  expect(await db.inboxEvent.findFirst()).toMatchObject({ payload: null })
})

it('cut off in the middle, it is gone on with by a repeat', async () => {
  const { db, vault } = house
  for (const chat of ['ann', 'bob', 'cay']) {
    await seated(house, chat)
    await settle(chat, 'T1')
  }
  const { forgetOwner } = vault
  let calls = 0
  vault.forgetOwner = async owner => {
    if (++calls === 2) throw new Error('The process dies here.')
    return forgetOwner(owner)
  }
  await expect(leave('T1')).rejects.toThrow('dies here')
  expect(await db.person.count()).toBe(2)
  vault.forgetOwner = forgetOwner
  await Promise.all(
    [leave('T1'), leave('T1')].map(one => one.catch(error => expect(toFault(error).retry).not.toBe('never'))),
  )
  await leave('T1')
  expect(await db.person.count()).toBe(0)
  for await (const { key } of vault.list()) expect.fail(`${key} is left`)
})

it('who is joined from elsewhere at that very moment is erased only where they asked for it', async () => {
  const { booth, platform, db } = house
  for (let round = 0; round < 5; round++) {
    const [away, here] = [`away${round}`, `here${round}`]
    const { personId, selfieId } = await seated(house, here)
    await seated(house, away)
    await settle(away, `T${round}`)
    const say = (chat: string, what: Pick<Incoming, 'act'>) =>
      platform.say(booth, chat, { ...what, ...(chat === away && inTenant(`T${round}`, away)) })
    const [shown] = await say(here, command('link'))
    await say(away, command('link', /^\*\*(.{9})\*\*/.exec(shown?.text ?? '')?.[1]))
    const link = await db.link.findFirstOrThrow({ orderBy: { createdAt: 'desc' } })
    await say(away, press(`link:yes:${link.id}`))
    await Promise.allSettled([say(here, press(`link:yes:${link.id}`)), leave(`T${round}`)])
    await leave(`T${round}`)
    expect(await db.account.count({ where: { userId: away } })).toBe(0)
    expect((await booth.admit({ platform: 'telegram', tenant: '', userId: here })).personId).toBe(personId)
    expect(await db.selfie.findUnique({ where: { id: selfieId } })).toMatchObject({ state: 'accepted' })
  }
}, 30_000)
