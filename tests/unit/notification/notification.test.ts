import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { Fault } from '../../../core/errors.js'
import { newId } from '../../../core/id.js'
import { addressAll, countAffected, notificationId } from '../../../core/notification/address.js'
import { advanceNotifications } from '../../../core/notification/advance.js'
import { readReport, unreached } from '../../../core/notification/report.js'
import { erasePerson } from '../../../core/privacy/erase.js'
import { sweepRetention } from '../../../core/privacy/retention.js'
import { eventually, openTestBooth, type TestBooth } from '../../support/booth.js'
import { createEyes } from '../../support/eyes.js'
import { all } from '../vault/support.js'

let house: TestBooth
const TEXTS = { en: 'Somebody saw your data.', de: 'Jemand hat deine Daten gesehen.' }
const DAY = 86_400_000

beforeAll(async () => {
  house = await openTestBooth({ engines: {}, vision: createEyes() })
})
afterAll(() => house.close())
beforeEach(async () => {
  house.platform.dead.clear()
  await house.db.notification.deleteMany()
  await house.db.person.deleteMany()
})

/** Somebody with accounts, named as their chats; the first one is the oldest. */
async function person(chats: string[], more: object = {}): Promise<string> {
  const id = newId()
  await house.db.person.create({ data: { id, ...more } })
  for (const [index, userId] of chats.entries())
    await house.db.account.create({
      data: {
        id: newId(),
        personId: id,
        platform: 'telegram',
        userId,
        createdAt: new Date(Date.now() - DAY + index),
      },
    })
  return id
}

/** As the rounds do, until nobody waits. */
async function settle(texts = TEXTS) {
  return eventually(
    async () => {
      await house.queues.jobs.enqueue(await advanceNotifications(house.db))
      return readReport(house.db, notificationId(texts))
    },
    report => report !== null && Object.keys(report.waiting).length === 0,
  )
}

const heard = (chat: string) => house.platform.messages(chat).map(({ text }) => text)
const name = () => `chat-${newId()}`

describe('a notification', () => {
  it('reaches everybody in their language, once, however often it is begun', async () => {
    const [ann, bob] = [name(), name()]
    await person([ann])
    await person([bob], { language: 'de-AT' })
    expect(await countAffected(house.db, notificationId(TEXTS), { kind: 'all' })).toEqual({
      persons: 2,
      known: 0,
    })
    await Promise.all([1, 2, 3].map(() => addressAll(house.db, TEXTS, { kind: 'all' })))
    const steps = await Promise.all([1, 2, 3].map(() => advanceNotifications(house.db)))
    expect(steps.flat()).toHaveLength(2)
    await house.queues.jobs.enqueue(steps.flat())
    const report = await settle()
    expect(report).toMatchObject({ addressed: 2, told: { telegram: 2 }, unreachable: 0, gone: 0 })
    await addressAll(house.db, TEXTS, { kind: 'all' })
    expect(await advanceNotifications(house.db)).toEqual([])
    expect([heard(ann), heard(bob)]).toEqual([[TEXTS.en], [TEXTS.de]])
    expect([house.platform.sendings(ann), house.platform.sendings(bob)]).toEqual([1, 1])
    expect(await countAffected(house.db, notificationId(TEXTS), { kind: 'all' })).toEqual({
      persons: 2,
      known: 2,
    })
  })

  it('goes to the next account when nothing arrives at the one that was used last', async () => {
    const [old, newest] = [name(), name()]
    const id = await person([old, newest])
    house.platform.dead.set(newest, new Fault('undeliverable', 'Blocked.'))
    await addressAll(house.db, TEXTS, { kind: 'persons', ids: [id] })
    await settle()
    expect([heard(old), heard(newest)]).toEqual([[TEXTS.en], []])
  })

  it('goes where the person was last, with the lasting addresses of that talk behind the private one', async () => {
    const [quiet, busy] = [name(), name()]
    const id = await person([busy, quiet])
    const account = await house.db.account.findFirstOrThrow({ where: { userId: busy } })
    const group = name()
    house.platform.dead.set(busy, new Fault('undeliverable', 'Never opened.'))
    await house.db.selfie.create({
      data: {
        id: newId(),
        personId: id,
        origin: newId(),
        deliveries: {
          create: {
            id: newId(),
            personId: id,
            accountId: account.id,
            platform: 'telegram',
            replyTo: {
              platform: 'telegram',
              rungs: [
                { address: { chat: 'short' }, expiresAt: Date.now() + DAY },
                { address: { chat: group } },
              ],
            },
          },
        },
      },
    })
    await addressAll(house.db, TEXTS, { kind: 'all' })
    await settle()
    expect([heard(busy), heard(quiet), heard('short'), heard(group)]).toEqual([[], [], [], [TEXTS.en]])
    expect(house.platform.messages(group)[0]).toMatchObject({
      personal: true,
      elsewhere: { text: expect.stringContaining('important') },
    })
  })

  it('says who could not be reached, and tries them again when it is begun anew', async () => {
    const [blocked, gone] = [name(), name()]
    const ids = [await person([blocked]), await person([gone]), await person([])].sort()
    house.platform.dead.set(blocked, new Fault('undeliverable', 'Blocked.'))
    await house.db.account.updateMany({ where: { userId: gone }, data: { unreachableAt: new Date() } })
    const id = await addressAll(house.db, TEXTS, { kind: 'all' })
    expect(await settle()).toMatchObject({ addressed: 3, told: {}, unreachable: 3 })
    const list = await all(unreached(house.db, id))
    expect(list.map(({ personId }) => personId)).toEqual(ids)
    expect(list.filter(({ platforms }) => platforms.length === 0)).toHaveLength(1)
    house.platform.dead.clear()
    await addressAll(house.db, TEXTS, { kind: 'all' })
    expect(await settle()).toMatchObject({ addressed: 3, told: { telegram: 1 }, unreachable: 2 })
    expect(heard(blocked)).toEqual([TEXTS.en])
  })

  it('leaves out who is being erased; of who is erased later a number stays', async () => {
    const [ann, bob] = [name(), name()]
    const going = await person([ann], { erasingAt: new Date() })
    const id = await person([bob])
    await addressAll(house.db, TEXTS, { kind: 'persons', ids: [going, id, 'nobody'] })
    expect(await settle()).toMatchObject({ addressed: 1, told: { telegram: 1 } })
    expect(heard(ann)).toEqual([])
    await erasePerson(house, id, Date.now())
    expect(await house.db.notificationRecipient.count()).toBe(0)
    expect(await settle()).toMatchObject({ addressed: 1, told: {}, gone: 1 })
  })

  it('concerns whom anything dates from that time, and who was there', async () => {
    const at = (days: number) => new Date(Date.now() - days * DAY)
    const before = { createdAt: at(30), lastSeenAt: at(20) }
    const untouched = await person([name()], before)
    const seen = await person([name()], { createdAt: at(30), lastSeenAt: at(5) })
    const made = await person([name()], before)
    await house.db.selfie.create({
      data: { id: newId(), personId: made, origin: newId(), createdAt: at(5), state: 'refused' },
    })
    const id = await addressAll(house.db, TEXTS, { kind: 'span', since: at(6), until: at(4) })
    const rows = await house.db.notificationRecipient.findMany({ where: { notificationId: id } })
    expect(rows.map(({ personId }) => personId).sort()).toEqual([seen, made].sort())
    expect(rows.map(({ personId }) => personId)).not.toContain(untouched)
  })

  it('finds a person by the id of one who has become a part of them', async () => {
    const chat = name()
    const id = await person([chat], { owners: { create: { id: 'the-former-one' } } })
    await addressAll(house.db, TEXTS, { kind: 'persons', ids: ['the-former-one', id] })
    expect(await settle()).toMatchObject({ addressed: 1, told: { telegram: 1 } })
  })

  it('is sent after everything that people have asked for, and some hundreds at a time', async () => {
    const many = Array.from({ length: 1_200 }, () => newId())
    await house.db.person.createMany({ data: many.map(id => ({ id })) })
    await house.db.account.createMany({
      data: many.map(id => ({ id, personId: id, platform: 'web', userId: id })),
    })
    await addressAll(house.db, TEXTS, { kind: 'all' })
    const jobs = [await advanceNotifications(house.db), await advanceNotifications(house.db)]
    expect(jobs.map(({ length }) => length)).toEqual([500, 0])
    expect(jobs[0]?.[0]).toMatchObject({ name: 'deliver', queue: 'platform-web', priority: 1_000 })
    expect((await readReport(house.db, notificationId(TEXTS)))?.waiting).toEqual({
      web: 500,
      'nowhere yet': 700,
    })
    await house.db.delivery.updateMany({ data: { sent: 0 } })
    expect(await advanceNotifications(house.db)).toHaveLength(500)
  })

  it('is forgotten with its period; what was said stays, without a name', async () => {
    await person([name()])
    const id = await addressAll(house.db, TEXTS, { kind: 'all' })
    await settle()
    const { db } = house
    await sweepRetention({ ...house, now: Date.now() + 1 * DAY })
    expect(await db.notificationRecipient.count()).toBe(1)
    await db.person.updateMany({ data: { lastSeenAt: new Date(Date.now() + 3 * 365 * DAY) } })
    await sweepRetention({ ...house, now: Date.now() + 3 * 365 * DAY })
    expect(await db.notificationRecipient.count()).toBe(0)
    expect(await db.notification.findUnique({ where: { id } })).toMatchObject({ texts: TEXTS, addressed: 1 })
  })
})
