import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { ALL_PURPOSES, createPolicy, POLICY_CHANGES, type Policy } from '../../../config/policy.js'
import { noteConsent } from '../../../core/person/consent.js'
import { eventually, openTestBooth, type TestBooth } from '../../support/booth.js'
import { instantEngine } from '../../support/engines.js'
import { createEyes } from '../../support/eyes.js'
import { ask, command, consented, press, seated, send } from '../../support/sitter.js'

let house: TestBooth
async function open(policy?: Policy) {
  house = await openTestBooth({
    engines: { local: await instantEngine() },
    vision: createEyes(),
    ...(policy && { policy }),
  })
  house.platform.photos.set('good', Buffer.from('good'))
}
beforeEach(() => open())
afterEach(() => house.close())

const say = (name: string, argument = '') => house.platform.say(house.booth, 'ann', command(name, argument))
const tap = (action: string) => house.platform.say(house.booth, 'ann', press(action))
const person = () => house.db.person.findFirstOrThrow()
const answers = async () => {
  const rows = await house.db.consent.findMany({ orderBy: [{ at: 'asc' }, { id: 'asc' }] })
  return Object.fromEntries(rows.map(({ purpose, granted }) => [purpose, granted]))
}

describe('choices', () => {
  it('are shown purpose by purpose; a yes is asked for with the exact words, a no holds at once', async () => {
    await consented(house, 'ann')
    const [shown] = await tap('choices')
    expect(shown?.text).toContain('- yes: my photo is processed')
    expect(shown?.text).toContain('- no: I am told about news and offers')
    const [asked] = await tap('choices:ask:news')
    expect(asked).toMatchObject({ inPlace: true })
    expect(asked?.text).toContain('I agree that I am told about news and offers here')
    expect((await answers()).news).toBeUndefined()
    const [now] = await tap('choices:yes:news')
    expect(now?.text).toContain('- yes: I am told about news and offers')
    const row = await house.db.consent.findFirstOrThrow({ where: { purpose: 'news' } })
    expect(row).toMatchObject({
      granted: true,
      language: 'en',
      platform: 'telegram',
      version: createPolicy().version,
    })
    expect(row.textHash).toMatch(/^[0-9a-f]{64}$/)
    await tap('choices:no:news')
    expect((await answers()).news).toBe(false)
  })

  it.each(['choices:yes:nothing', 'choices:what:face', 'withdraw:nothing', 'object:face'])(
    'the button "%s" does nothing',
    async action => {
      await consented(house, 'ann')
      const before = await house.db.consent.count()
      expect((await tap(action))[0]?.text).toContain('no longer does anything')
      expect(await house.db.consent.count()).toBe(before)
    },
  )
})

describe('a consent that is taken back', () => {
  it('for keeping: the crop goes at once', async () => {
    await seated(house, 'ann')
    const [list] = await say('withdraw')
    expect(list?.buttons.flat().map(({ action }) => action)).toEqual([
      'withdraw:face',
      'withdraw:adult',
      'withdraw:keep',
    ])
    const [told] = await tap('withdraw:keep')
    expect(told?.text).toContain('Taken back: the crop of my photo')
    expect(await house.db.selfie.findMany({ select: { state: true, referenceKey: true } })).toEqual([
      { state: 'forgotten', referenceKey: null },
    ])
    const left: string[] = []
    for await (const { key } of house.vault.list()) left.push(key)
    expect(left).toEqual([])
  })

  it('for improvement: what was kept with feedback goes; without a yes nothing was', async () => {
    const { selfieId } = await seated(house, 'ann')
    await ask(house, 'ann', selfieId)
    await eventually(
      () => house.db.image.count(),
      count => count === 1,
    )
    await say('feedback', 'lovely')
    expect(await house.db.report.findFirst()).toMatchObject({ text: 'lovely', about: null })
    await tap('choices:yes:improve')
    await say('feedback', 'lovelier')
    const about = () =>
      house.db.report.findFirstOrThrow({ where: { text: 'lovelier' } }).then(one => one.about)
    expect(await about()).toMatchObject({ style: 'noir', seed: expect.any(Number) })
    await tap('object:improve')
    expect(await about()).toBeNull()
    expect((await answers()).improve).toBe(false)
  })

  it('for photos: work stops, credits come back, and everything needed is asked again', async () => {
    await seated(house, 'ann')
    const told = await tap('withdraw:face')
    expect(told[0]?.text).toContain('Your consent is taken back')
    expect(await answers()).toMatchObject({ face: false, keep: false })
    const [asked] = await house.platform.say(house.booth, 'ann', send('good'))
    expect(asked?.text).toContain('I need your consent')
  })
})

describe('recommendations', () => {
  it('are made only for who agreed: other styles of the collections that they picked from', async () => {
    const { selfieId } = await seated(house, 'ann')
    await ask(house, 'ann', selfieId)
    await eventually(
      () => house.db.image.count(),
      count => count === 1,
    )
    expect((await say('styles'))[0]?.text).not.toContain('For you')
    await tap('choices:yes:recommend')
    const line = (await say('styles'))[0]?.text.split('\n').find(one => one.includes('For you'))
    expect(line).toBeTruthy()
    expect(line).not.toContain('Noir')
    await tap('object:recommend')
    expect((await say('styles'))[0]?.text).not.toContain('For you')
  })
})

describe('/correct', () => {
  it('name, year of birth and language, each shown, changed and taken out', async () => {
    await consented(house, 'ann')
    expect((await say('correct'))[0]?.text).toContain('Name: not told')
    await say('correct', 'name Ada Lovelace')
    await say('correct', 'born 1990')
    expect(await person()).toMatchObject({ name: 'Ada Lovelace', birthYear: 1990 })
    expect((await say('start'))[0]?.text).toContain('Hello Ada Lovelace!')
    const [german] = await say('correct', 'language de')
    expect(german).toMatchObject({ language: 'de' })
    expect(german?.text).toContain('Berichtigt')
    await say('correct', 'name')
    await say('correct', 'born')
    expect(await person()).toMatchObject({
      name: null,
      birthYear: null,
      language: 'de',
      languageChosen: true,
    })
  })

  it.each([
    'born 90',
    'born 1800',
    'born 3000',
    'born x',
    `name ${'a'.repeat(61)}`,
    'language xx',
    'shoe 43',
  ])('says what is wrong with “%s”, and changes nothing', async words => {
    await consented(house, 'ann')
    const before = await person()
    expect((await say('correct', words))[0]?.text).not.toContain('Corrected')
    expect(await person()).toMatchObject({ name: before.name, birthYear: before.birthYear, language: 'en' })
  })

  it('whoever turns out to be too young is not worked for any more', async () => {
    await seated(house, 'ann')
    const year = new Date().getUTCFullYear() - 12
    expect((await say('correct', `born ${year}`))[0]?.text).toContain('you are not 18 yet')
    expect((await answers()).adult).toBe(false)
    expect(await house.db.selfie.count({ where: { state: 'accepted' } })).toBe(0)
  })
})

describe('/freeze', () => {
  it('stops all work, loses nothing, and ends when they say so', async () => {
    const { selfieId } = await seated(house, 'ann')
    await ask(house, 'ann', selfieId)
    await eventually(
      () => house.db.image.count(),
      count => count === 1,
    )
    expect((await say('freeze'))[0]?.text).toContain('Your data is frozen')
    const [refused] = await say('portrait', 'oil')
    expect(refused?.text).toContain('frozen')
    expect((await tap(`style:oil:${selfieId}`))[0]?.text).toContain('frozen')
    expect(await house.db.generation.count()).toBe(1)
    expect((await say('history'))[0]?.images).toHaveLength(1)
    expect((await tap('freeze:off'))[0]?.text).toContain('no longer frozen')
    await say('portrait', 'oil')
    await eventually(
      () => house.db.image.count(),
      count => count === 2,
    )
  })
})

describe('/delete', () => {
  it('takes all pictures at once, and their messages lose them', async () => {
    const { selfieId } = await seated(house, 'ann')
    for (let n = 0; n < 3; n++) await ask(house, 'ann', selfieId)
    const shown = () => house.platform.messages('ann').filter(({ images }) => images.length > 0).length
    await eventually(shown, count => count === 3)
    await say('delete')
    const [asked] = await tap('deleting:pictures')
    expect(asked?.text).toContain('all')
    expect(await house.db.image.count()).toBe(3)
    expect((await tap('deleted:pictures'))[0]?.text).toContain('3 pictures are deleted')
    expect(await house.db.image.count()).toBe(0)
    await eventually(shown, count => count === 0)
    expect((await tap('deleted:pictures'))[0]?.text).toContain('nothing to delete')
  })
})

describe('/request', () => {
  it('becomes a ticket that is due within 30 days, once however often the event comes', async () => {
    await consented(house, 'ann')
    const event = { ...command('request', 'do you have a photo of mine?'), eventId: 'once' }
    const [told] = await house.platform.say(house.booth, 'ann', event)
    await house.platform.say(house.booth, 'ann', event)
    const [ticket, ...more] = await house.db.report.findMany({ where: { kind: 'request' } })
    expect(more).toEqual([])
    const days = (Number(ticket?.dueAt) - Number(ticket?.createdAt)) / 86_400_000
    expect(days).toBeCloseTo(30)
    expect(told?.text).toContain(ticket?.id.slice(0, 8))
  })
})

describe('a policy that changes', () => {
  const material = createPolicy(undefined, [...POLICY_CHANGES, { version: '2027-01-01', material: true }])

  it('in a way that matters asks again before the next photo; otherwise nobody is bothered', async () => {
    await seated(house, 'ann')
    expect((await house.booth.admit({ platform: 'telegram', tenant: '', userId: 'ann' })).mayProcess).toBe(
      true,
    )
    await house.close()
    await open(createPolicy(undefined, [...POLICY_CHANGES, { version: '2027-01-01', material: false }]))
    await seated(house, 'ann')
    expect((await house.booth.admit({ platform: 'telegram', tenant: '', userId: 'ann' })).mayProcess).toBe(
      true,
    )
    await house.close()
    await open(material)
    // Agreed to before it changed.
    await consented(house, 'ann')
    expect((await house.booth.admit({ platform: 'telegram', tenant: '', userId: 'ann' })).mayProcess).toBe(
      false,
    )
  })

  it('says what has changed, and goes on once that is agreed to', async () => {
    const { personId } = await seated(house, 'ann')
    await house.db.consent.updateMany({
      where: { purpose: 'face' },
      data: { version: '2026-11-25 replicate' },
    })
    const told = await house.platform.say(house.booth, 'ann', send('good'))
    const question = told.at(-1)
    expect(question?.text).toContain('Something has changed since you agreed')
    expect(question?.text).toContain('kept for later only if you say yes')
    expect(await house.db.selfie.count({ where: { personId } })).toBe(1)
    const [again] = await tap('consent:face:yes')
    expect(again?.text).not.toContain('Something has changed')
    await house.platform.say(house.booth, 'ann', send('good'))
    expect(await house.db.selfie.count({ where: { personId } })).toBe(2)
  })

  it('has another fingerprint, as has a booth that keeps images for another time', () => {
    const hashes = [createPolicy(), material, createPolicy({ imageDays: 7 })].map(({ hash }) => hash)
    expect(new Set(hashes).size).toBe(3)
    expect(createPolicy().hash).toBe(createPolicy().hash)
  })
})

it('every purpose has a version, a wording and an answer of its own', async () => {
  await consented(house, 'ann')
  await house.db.consent.deleteMany()
  for (const purpose of ALL_PURPOSES) await tap(`choices:yes:${purpose}`)
  const hashes = await house.db.consent.findMany({ select: { purpose: true, textHash: true } })
  expect(new Set(hashes.map(({ textHash }) => textHash)).size).toBe(
    new Set(hashes.map(({ purpose }) => purpose)).size,
  )
})

it('of two answers within the same moment the later one counts', async () => {
  const { personId } = await seated(house, 'ann')
  const now = Date.now()
  const said = {
    personId,
    purpose: 'news',
    wording: 'x',
    language: 'en',
    platform: 'telegram',
    version: '1',
    now,
  } as const
  for (let n = 0; n < 6; n++) await noteConsent(house.db, { ...said, granted: n % 2 === 0 })
  expect((await answers()).news).toBe(false)
})
