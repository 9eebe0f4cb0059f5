import { afterEach, beforeEach, expect, it } from 'vitest'
import { createPolicy } from '../../../config/policy.js'
import type { Incoming } from '../../../core/platform.js'
import { sweepRetention } from '../../../core/privacy/retention.js'
import { command, consented, photo, press, seated, send } from '../../support/sitter.js'
import { actions, type House, openHouse } from './house.js'

const HOUR = 3_600_000
let house: House
beforeEach(async () => {
  house = await openHouse()
})
afterEach(() => house.close())

const drawn = (chat: string) => house.sees(chat, ({ images }) => images.length > 0)
const asked = (chat: string) => house.sees(chat, ({ text }) => text.includes('That is a good photo'))

it('a link to a style: the welcome says so, and the next photo becomes that at once', async () => {
  const told = await house.command('ann', 'start', 'style_noir')
  expect(told.map(({ text }) => text).join('\n')).toContain('You picked **Noir**: send me a photo')
  // The questions come last, since they are what is to be answered now.
  expect(actions(told.at(-1))).toContain('consent:face:yes')
  await house.press('ann', 'consent:face:yes')
  const ready = await house.press('ann', 'consent:adult:yes')
  expect(ready.at(-1)).toMatchObject({ wantsPhoto: true, buttons: [] })
  expect(ready.at(-1)?.text).toContain('You picked **Noir**')
  await house.say('ann', send('good'))
  expect((await drawn('ann')).text).toContain('Noir')
  expect(house.engine.starts.map(({ style }) => style)).toEqual(['noir'])
})

it('it holds for one photo: the one after that is asked about', async () => {
  await consented(house, 'ann')
  await house.command('ann', 'start', 'style_oil')
  await house.say('ann', send('good'))
  await drawn('ann')
  await house.say('ann', send('other'))
  expect(actions(await asked('ann'))).toHaveLength(6)
  expect(house.engine.starts).toHaveLength(1)
})

it('with a photo there already, a button takes that one, and the wish is fulfilled with it', async () => {
  const { selfieId } = await seated(house, 'ann')
  const told = await house.command('ann', 'start', 'style_sketch')
  expect(told.at(-1)?.buttons.flat()).toEqual([
    { action: `style:sketch:${selfieId}`, label: 'Use my last photo', tone: 'primary' },
  ])
  await house.press('ann', `style:sketch:${selfieId}`)
  await drawn('ann')
  await house.say('ann', send('good'))
  await asked('ann')
})

it('whoever asks for another style by name has changed their mind', async () => {
  await consented(house, 'ann')
  await house.command('ann', 'start', 'style_oil')
  await house.command('ann', 'portrait', 'noir', { photos: [photo('good')] })
  await drawn('ann')
  await house.say('ann', send('other'))
  await asked('ann')
  expect(house.engine.starts.map(({ style }) => style)).toEqual(['noir'])
})

it('it is forgotten after an hour, by the person and by the database', async () => {
  const personId = await consented(house, 'ann')
  await house.command('ann', 'start', 'style_noir')
  house.clock.shift = HOUR + 60_000
  await house.say('ann', send('good'))
  await asked('ann')
  await sweepRetention({ ...house, policy: createPolicy(), now: house.clock.now() })
  const row = await house.db.person.findUniqueOrThrow({ where: { id: personId } })
  expect(row).toMatchObject({ wish: null, wishedAt: null, wishEvent: null })
})

it('an event that is handled twice makes the wish once, and asks nothing', async () => {
  await consented(house, 'ann')
  await house.command('ann', 'start', 'style_noir')
  const incoming: Incoming = {
    platform: 'telegram',
    eventId: 'the-same',
    account: { tenant: '', userId: 'ann' },
    place: { kind: 'private' },
    replyTo: { platform: 'telegram', rungs: [{ address: { chat: 'ann' } }] },
    ...send('good'),
  }
  const away = house.booth.handle(incoming, async () => {
    throw new Error('The platform is away.')
  })
  await expect(away).rejects.toThrow()
  const again = await house.say('ann', incoming)
  expect(again.map(({ slot }) => slot?.split(':')[0])).toEqual(['generation'])
  await drawn('ann')
  expect(await house.db.generation.count()).toBe(1)
  // Another photo is another event: the wish is used up.
  await house.say('ann', send('other'))
  await asked('ann')
})

it('two photos at the same moment: one of them is the one that was wished for', async () => {
  await consented(house, 'ann')
  await house.command('ann', 'start', 'style_noir')
  await Promise.all([house.say('ann', send('good')), house.say('ann', send('other'))])
  await drawn('ann')
  await asked('ann')
  expect(await house.db.generation.count()).toBe(1)
})

it('an album after a link is made into that style whole', async () => {
  await consented(house, 'ann')
  await house.command('ann', 'start', 'style_noir')
  await house.say('ann', send('good', 'other'))
  expect(await house.db.generation.count({ where: { style: 'noir' } })).toBe(2)
})

it.each([
  'style_',
  'style_vaporwave',
  'noir',
  'utm_source=poster',
  '__proto__',
  'style_noir extra',
  '🙂'.repeat(40),
])('a start that says "%s" is a start like any other', async argument => {
  await consented(house, 'ann')
  const told = await house.command('ann', 'start', argument)
  expect(told.at(-1)?.text).toContain('You are all set')
  expect(await house.db.person.count({ where: { wish: { not: null } } })).toBe(0)
})

it('a second link takes the place of the first', async () => {
  await consented(house, 'ann')
  await house.say('ann', command('start', 'style_noir'))
  await house.say('ann', command('start', 'STYLE_OIL'))
  await house.say('ann', send('good'))
  expect((await drawn('ann')).text).toContain('Oil')
})

it('a no to the questions leaves the wish unused, and no photo is touched', async () => {
  await house.command('ann', 'start', 'style_noir')
  await house.say('ann', press('consent:all:no'))
  await house.say('ann', send('good'))
  expect(await house.db.selfie.count()).toBe(0)
})

it('a link with a code asks about joining the accounts, after the welcome for whoever is new', async () => {
  await consented(house, 'ann')
  const [offered] = await house.command('ann', 'link')
  const code = /[0-9A-Z]{4}-[0-9A-Z]{4}/.exec(offered?.text ?? '')?.[0] ?? ''
  const told = await house.command('bob', 'start', `link_${code.toLowerCase()}`)
  expect(told[0]?.text).toContain('AI system')
  expect(told[1]?.text).toContain('Join this account')
  await consented(house, 'eve')
  const late = await house.command('eve', 'start', `LINK_${code}`)
  expect(late).toHaveLength(1)
  expect(late[0]?.text).toContain('used')
  for (const argument of ['link_', 'link_🙂', 'link_no-such'])
    expect((await house.command('eve', 'start', argument))[0]?.text).not.toContain('Join this account')
})
