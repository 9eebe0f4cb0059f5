import { afterEach, beforeEach, expect, it } from 'vitest'
import { INACTIVE, POLICY } from '../../../config/policy.js'
import { planRetention, sweepRetention } from '../../../core/privacy/retention.js'
import { eventually, openTestBooth, type TestBooth } from '../../support/booth.js'
import { instantEngine } from '../../support/engines.js'
import { createEyes } from '../../support/eyes.js'
import { ask, command, press, seated, send } from '../../support/sitter.js'

const DAY = 86_400_000
let house: TestBooth
beforeEach(async () => {
  house = await openTestBooth({ engines: { local: await instantEngine() }, vision: createEyes() })
  house.platform.photos.set('good', Buffer.from('good'))
})
afterEach(() => house.close())

const begin = Date.now()
/** Lets it be that many days after the first visit, and sweeps. */
async function day(days: number) {
  house.clock.shift = begin + days * DAY - Date.now()
  return sweepRetention({ ...house, jobs: house.queues.jobs, now: house.clock.now() })
}
const person = () => house.db.person.findFirstOrThrow()
const words = (chat: string) => house.platform.messages(chat).map(({ text }) => text)

/** Somebody who has made a picture, and never comes back. */
async function leaver(chat = 'ann') {
  const { personId, selfieId } = await seated(house, chat)
  await ask(house, chat, selfieId)
  await eventually(
    () => house.platform.messages(chat).at(-1)?.images.length,
    count => count === 1,
  )
  await eventually(
    () => house.db.task.count(),
    count => count === 0,
  )
  return { personId, selfieId }
}

it('a person who stays away is warned once, with the day, and a way to stay', async () => {
  await leaver()
  await day(165)
  expect(await person()).toMatchObject({ warnedAt: null })
  expect((await day(166)).account).toBe(1)
  expect(await person()).toMatchObject({ warnedAt: expect.any(Date), closedAt: null })
  const texts = await eventually(
    () => words('ann'),
    seen => seen.some(text => text.includes('You have not been here')),
  )
  const date = new Intl.DateTimeFormat('en', { dateStyle: 'long', timeZone: 'UTC' })
  expect(texts.at(-1)).toContain(date.format(begin + 180 * DAY))
  const sent = house.platform.sendings('ann')
  for (const later of [166, 170, 179]) expect((await day(later)).account).toBeUndefined()
  await new Promise(resolve => setTimeout(resolve, 300))
  expect(house.platform.sendings('ann')).toBe(sent)
  const { buttons } = house.platform.messages('ann').at(-1)!
  const [answer] = await house.platform.say(house.booth, 'ann', press(buttons[0]![0]!.action))
  expect(answer?.text).toContain('Your account stays open')
  expect(await person()).toMatchObject({ warnedAt: null })
  await day(344)
  expect(await person()).toMatchObject({ closedAt: null })
})

it('the warning is in the language of the person', async () => {
  const { personId } = await leaver()
  await house.db.person.update({ where: { id: personId }, data: { language: 'de', languageChosen: true } })
  await day(166)
  await eventually(
    () => words('ann').join('\n'),
    text => text.includes('Du warst eine Weile nicht hier') && text.includes('schließe ich dein Konto'),
  )
})

it('at the end of the notice the account is closed: what was agreed to ends, and is asked again on a visit', async () => {
  const { personId } = await leaver()
  await day(166)
  await day(179)
  expect(await person()).toMatchObject({ closedAt: null })
  await day(180)
  expect(await person()).toMatchObject({ closedAt: expect.any(Date) })
  expect((await day(181)).account).toBeUndefined()
  const rows = await house.db.consent.findMany({ where: { personId }, orderBy: { at: 'desc' } })
  expect(rows.filter(({ version }) => version === 'closed')).toHaveLength(3)
  expect(rows.filter(({ granted }) => granted)).toHaveLength(3)
  // A visit opens it, with nothing agreed to.
  const back = await house.booth.admit({ platform: 'telegram', tenant: '', userId: 'ann' })
  expect(back).toMatchObject({
    personId,
    mayProcess: false,
    answers: { face: null, adult: null, keep: null },
  })
  expect(await person()).toMatchObject({ closedAt: null, warnedAt: null })
  const asked = await house.platform.say(house.booth, 'ann', send('good'))
  expect(JSON.stringify(asked)).toContain('consent:face:yes')
})

it('whoever was never warned is warned first, however late it is, and has the whole notice', async () => {
  await leaver()
  // The booth was off for long, but not for so long that the address is gone.
  await day(178)
  await day(180)
  await day(191)
  expect(await person()).toMatchObject({ closedAt: null })
  await day(192)
  expect(await person()).toMatchObject({ closedAt: expect.any(Date) })
})

it('whoever cannot be reached is told nothing, and closed all the same', async () => {
  const { personId } = await leaver()
  await house.booth.unreachable({ platform: 'telegram', tenant: '', userId: 'ann' })
  await day(166)
  expect(await house.db.person.findFirst()).toMatchObject({ warnedAt: null })
  expect((await house.db.delivery.findMany({ where: { personId } })).filter(({ says }) => says)).toEqual([])
  await day(179)
  expect(await person()).toMatchObject({ closedAt: null })
  await day(180)
  expect(await person()).toMatchObject({ closedAt: expect.any(Date) })
})

it('whoever only looked around is warned where they were answered in private, though no message of theirs is left', async () => {
  const { db, platform, booth } = house
  await platform.say(booth, 'bob', { ...command('help'), place: { kind: 'shared' } })
  expect(await db.account.findFirst()).toMatchObject({ replyTo: null })
  await platform.say(booth, 'bob', command('help'))
  expect(await db.delivery.count()).toBe(0)
  await day(166)
  await eventually(
    () => words('bob'),
    seen => seen.some(text => text.includes('You have not been here')),
  )
  await day(180)
  expect(await person()).toMatchObject({ closedAt: expect.any(Date) })
  expect(await db.account.findFirst()).toMatchObject({ replyTo: null })
})

it('an address that has run out is no address', async () => {
  const { selfieId } = await seated(house, 'ann')
  await ask(house, 'ann', selfieId, 'noir', {
    replyTo: { platform: 'telegram', rungs: [{ address: { chat: 'ann' }, expiresAt: begin + DAY }] },
  })
  await eventually(
    () => house.db.task.count(),
    count => count === 0,
  )
  await day(166)
  expect(await person()).toMatchObject({ warnedAt: null })
  await day(180)
  expect(await person()).toMatchObject({ closedAt: expect.any(Date) })
})

it('the person is anonymised two years after the account was closed', async () => {
  await leaver()
  await day(166)
  await day(180)
  const gone = 180 + POLICY.account.keepMs / DAY
  await day(gone - 1)
  expect(await house.db.person.count()).toBe(1)
  await day(gone)
  expect(await house.db.person.count()).toBe(0)
})

it('whoever is frozen is neither warned nor closed nor anonymised; the years begin with the next visit', async () => {
  const { personId } = await leaver()
  await house.db.person.update({ where: { id: personId }, data: { frozenAt: new Date() } })
  for (const days of [166, 180, 400, 1_000]) {
    await day(days)
    expect(await person()).toMatchObject({ warnedAt: null, closedAt: null })
    expect(await house.db.image.count()).toBe(1)
  }
  await house.platform.say(house.booth, 'ann', command('help'))
  await house.db.person.update({ where: { id: personId }, data: { frozenAt: null } })
  await day(1_001)
  expect(await person()).toMatchObject({ warnedAt: null, closedAt: null })
})

it('two sweepers at once warn and close once each', async () => {
  await leaver()
  await leaver('bob')
  await Promise.all([day(166), day(166), day(166)])
  const warned = () =>
    words('ann')
      .concat(words('bob'))
      .filter(text => text.includes('You have not been here'))
  await eventually(warned, seen => seen.length === 2)
  await Promise.all([day(180), day(180), day(180)])
  expect(await house.db.consent.count({ where: { version: 'closed' } })).toBe(6)
})

it('what would happen is counted without doing it', async () => {
  const { db, policy } = house
  await leaver()
  const counts = async (days: number) => {
    const planned = await planRetention({ db, policy, now: begin + days * DAY })
    return Object.fromEntries(
      planned.filter(({ key }) => key === 'account').map(({ what, count }) => [what, count]),
    )
  }
  expect(await counts(165)).toEqual({ warned: 0, closed: 0, anonymised: 0 })
  expect(await counts(166)).toEqual({ warned: 1, closed: 0, anonymised: 0 })
  expect(await counts(180)).toEqual({ warned: 1, closed: 0, anonymised: 0 })
  expect(await person()).toMatchObject({ warnedAt: null })
  expect(INACTIVE.closeMs).toBe(180 * DAY)
})
