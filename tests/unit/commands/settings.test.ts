import { afterEach, beforeEach, expect, it } from 'vitest'
import type { AccountName } from '../../../core/platform.js'
import { consented, press, seated, send } from '../../support/sitter.js'
import { actions, type House, openHouse } from './house.js'

let house: House
beforeEach(async () => {
  house = await openHouse()
})
afterEach(() => house.close())

const ann = (language?: string): AccountName => ({
  platform: 'telegram',
  tenant: '',
  userId: 'ann',
  language,
})

it('a person is spoken to in the language of their platform, and in English where we do not speak it', async () => {
  for (const [language, word] of [
    ['de', 'Hallo'],
    ['de-AT', 'Hallo'],
    ['DE', 'Hallo'],
    ['en-GB', 'Hello'],
    ['fr', 'Hello'],
    ['x', 'Hello'],
    ['__proto__', 'Hello'],
  ] as const) {
    const account = { tenant: '', userId: `chat-${language}`, language }
    const [told] = await house.say(`chat-${language}`, {
      act: { type: 'command', name: 'start', argument: '' },
      account,
    })
    expect(told?.text).toContain(word)
    expect(told?.language).toBe(word === 'Hallo' ? 'de' : 'en')
  }
})

it('who changes the language of their platform is spoken to in the new one, until they choose one here', async () => {
  const account = (language: string) => ({ account: { tenant: '', userId: 'ann', language } })
  const help = (language: string) =>
    house.say('ann', { act: { type: 'command', name: 'help', argument: '' }, ...account(language) })
  expect((await help('en'))[0]?.text).toContain('What I can do')
  expect((await help('de'))[0]?.text).toContain('Was ich kann')
  const chosen = await house.say('ann', { ...press('settings:language:en'), ...account('de') })
  expect(chosen[0]).toMatchObject({ inPlace: true, language: 'en' })
  expect(chosen[0]?.text).toContain('- Language: English')
  expect((await help('de'))[0]?.text).toContain('What I can do')
})

it('shows language, consents and accounts, and changes them where they stand', async () => {
  const [before] = await house.command('ann', 'settings')
  expect(before?.inPlace).toBeUndefined()
  expect(before?.text).toContain('you have not agreed')
  expect(before?.text).toContain('Accounts that belong together: Telegram.')
  expect(actions(before)).toEqual([
    'settings:language:en',
    'settings:language:de',
    'settings:face:yes',
    'settings:adult:yes',
  ])
  await house.press('ann', 'settings:face:yes')
  const [agreed] = await house.press('ann', 'settings:adult:yes')
  expect(agreed).toMatchObject({ inPlace: true })
  expect(agreed?.text).toContain('you agreed')
  expect(actions(agreed)).toEqual(['settings:language:en', 'settings:language:de', 'settings:face:no'])
  expect(await house.db.consent.count({ where: { granted: true } })).toBe(2)
  expect((await house.booth.admit(ann())).mayProcess).toBe(true)

  const [german] = await house.press('ann', 'settings:language:de')
  expect(german?.text).toContain('- Sprache: Deutsch')
  expect(german?.buttons[0]?.map(({ label }) => label)).toEqual(['English', '✓ Deutsch'])
})

it('consent that is taken back in the settings stops and removes what it allowed', async () => {
  const { personId } = await seated(house, 'ann')
  const [now, told] = await house.press('ann', 'settings:face:no')
  expect(now).toMatchObject({ inPlace: true })
  expect(now?.text).toContain('you have not agreed')
  expect(told?.text).toContain('selfies are deleted')
  expect(await house.db.selfie.count({ where: { personId, state: 'accepted' } })).toBe(0)
  const [refused] = await house.say('ann', send('good'))
  expect(refused?.text).toContain('I need your consent')
})

it('counts the accounts of each platform and names none', async () => {
  const personId = await consented(house, 'ann')
  for (const [platform, userId] of [
    ['slack', 'U1'],
    ['slack', 'U2'],
    ['discord', '77'],
  ])
    await house.db.account.create({
      data: { id: `a-${userId}`, personId, platform: platform!, tenant: 'T9', userId: userId! },
    })
  const [told] = await house.command('ann', 'settings')
  expect(told?.text).toContain('Discord, Telegram, Slack × 2.')
  for (const secret of ['U1', 'U2', '77', 'T9']) expect(told?.text).not.toContain(secret)
})

it.each([
  'settings',
  'settings:',
  'settings:language:xx',
  'settings:language:__proto__',
  'settings:adult:no',
  'settings:all:yes',
])('the button "%s" does nothing', async action => {
  const personId = await consented(house, 'ann')
  const before = await house.db.person.findUnique({ where: { id: personId } })
  const consents = await house.db.consent.count()
  expect((await house.press('ann', action))[0]?.text).toContain('no longer does anything')
  const after = await house.db.person.findUnique({ where: { id: personId } })
  expect([after?.language, after?.languageChosen]).toEqual([before?.language, false])
  expect(await house.db.consent.count()).toBe(consents)
})

it('a page at a glance is short, complete and writes nothing', async () => {
  const personId = await consented(house, 'ann')
  const tables = async () => [
    await house.db.ledgerEntry.count(),
    await house.db.ledgerAccount.count(),
    await house.db.consent.count(),
    await house.db.delivery.count(),
    await house.db.inboxEvent.count(),
  ]
  const before = await tables()
  const page = await house.booth.home(ann())
  expect(await tables()).toEqual(before)
  expect(page.map(({ text }) => text.split('\n')[0])).toEqual([
    'Nothing of yours is waiting or running.',
    '**Your credits: 10**',
    'There are no pictures of yours yet. Send a photo to begin.',
    '**Settings**',
    expect.stringContaining('What is kept'),
  ])
  // The day's credits are promised before anybody has fetched them.
  expect(page[0]?.text).toContain('**10** of 10')
  for (const message of page) {
    expect(message.text.length).toBeLessThan(700)
    expect(message.language).toBe('en')
  }
  await house.db.person.update({ where: { id: personId }, data: { language: 'de', languageChosen: true } })
  expect((await house.booth.home(ann()))[3]?.text).toContain('Einstellungen')
})

it('/privacy speaks the person’s language, with why, where and on what ground', async () => {
  await house.press('ann', 'settings:language:de')
  await house.command('ann', 'privacy')
  const [told] = await house.press('ann', 'privacy:table')
  expect(told?.text).toMatch(
    /Porträts.*\(für das, worum du bittest; verschlüsselter Tresor\)\. Aufbewahrt: 180 Tage/,
  )
  expect(told?.text).not.toMatch(/\b(kept|deleted|vault|database|consent)\b/i)
})

it('the command table speaks every language, with names of its own where the language has some', () => {
  const german = house.booth.commands('de-CH')
  const english = house.booth.commands('en')
  expect(german.map(({ name }) => name)).toEqual(english.map(({ name }) => name))
  expect(german.find(({ name }) => name === 'portrait')).toMatchObject({
    localName: 'porträt',
    summary: 'ein Porträt aus einem Foto machen, oder aus deinem letzten',
  })
  expect(german.find(({ name }) => name === 'start')).not.toHaveProperty('localName')
  expect(english.some(command => 'localName' in command)).toBe(false)
  const styles = german.find(({ name }) => name === 'portrait')?.options[0]?.choices
  expect(styles?.find(({ value }) => value === 'oil')?.label).toBe('Ölbild')
})
