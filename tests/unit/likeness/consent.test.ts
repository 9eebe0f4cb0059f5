import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { mayCompare } from '../../../core/person/consent.js'
import type { Message } from '../../../core/platform.js'
import { offerModels } from '../../support/booth.js'
import { seated } from '../../support/sitter.js'
import { actions, type House, openHouse } from '../commands/house.js'
import { join, personOf } from '../link/support.js'
import { agree } from './support.js'

let house: House
beforeEach(async () => {
  house = await openHouse()
})
afterEach(() => house.close())

/** An engine whose styles compare results with the photo is set up. */
const offer = () => offerModels(house.db, house.catalogue, { local: true, replicate: true })
const compares = async (chat: string) => mayCompare(house.db, await personOf(house, chat))
const dialog = (messages: Message[]) =>
  messages.find(({ text }) => text.startsWith('- ') || text.includes('\n- '))

describe('a booth with the local studio alone', () => {
  it('asks two questions, and says nothing of likeness in the settings', async () => {
    const asked = dialog(await house.command('ann', 'start'))
    expect(asked?.text).toContain('Two questions first. ')
    expect(actions(asked)).toEqual(['consent:face:yes', 'consent:adult:yes', 'consent:all:no'])
    const [settings] = await house.command('ann', 'settings')
    expect(settings?.text).not.toContain('Likeness')
  })
})

describe('a booth whose styles compare faces', () => {
  beforeEach(offer)

  it('asks a third question that may stay unanswered: that is a no, and holds nothing up', async () => {
    const asked = dialog(await house.command('ann', 'start'))
    expect(asked?.text).toContain('a third one that is up to you')
    expect(asked?.text).toContain('biometric')
    expect(actions(asked)).toEqual([
      'consent:face:yes',
      'consent:adult:yes',
      'consent:likeness:yes',
      'consent:all:no',
    ])
    await house.press('ann', 'consent:face:yes')
    const messages = await house.press('ann', 'consent:adult:yes')
    expect(messages.some(({ text }) => text.includes('all set'))).toBe(true)
    // Still open, in its place, and now it can be answered with a no that takes nothing else back.
    expect(actions(dialog(messages))).toEqual([
      'consent:face:yes',
      'consent:adult:yes',
      'consent:likeness:yes',
      'consent:likeness:no',
    ])
    expect(await compares('ann')).toBe(false)
    const [settled] = await house.press('ann', 'consent:likeness:no')
    expect(settled).toMatchObject({ inPlace: true })
    expect(settled?.text).toContain('not compared')
    expect(actions(settled)).toEqual([])
    expect(await compares('ann')).toBe(false)
    expect((await house.booth.admit({ platform: 'telegram', tenant: '', userId: 'ann' })).mayProcess).toBe(
      true,
    )
  })

  it('a yes counts once photos may be looked at at all, in whatever order it is said', async () => {
    await house.press('ann', 'consent:likeness:yes')
    expect(await compares('ann')).toBe(false)
    await house.press('ann', 'consent:face:yes')
    const messages = await house.press('ann', 'consent:adult:yes')
    expect(dialog(messages)?.text).toContain('You agreed that results are compared')
    expect(actions(dialog(messages))).toEqual([])
    expect(await compares('ann')).toBe(true)
    const row = await house.db.consent.findFirstOrThrow({ where: { purpose: 'likeness' } })
    expect(row).toMatchObject({ granted: true, textHash: expect.stringMatching(/^[0-9a-f]{64}$/) })
  })

  it('can be changed in the settings alone, and again', async () => {
    await seated(house, 'ann')
    const [before] = await house.command('ann', 'settings')
    expect(before?.text).toContain('results are not compared')
    expect(actions(before)).toContain('settings:likeness:yes')
    const [yes] = await house.press('ann', 'settings:likeness:yes')
    expect(yes?.text).toContain('you agreed that results are compared')
    expect(actions(yes)).toContain('settings:likeness:no')
    expect(await compares('ann')).toBe(true)
    const [no] = await house.press('ann', 'settings:likeness:no')
    expect(actions(no)).toContain('settings:likeness:yes')
    expect(await compares('ann')).toBe(false)
    // What photos may be used for stays.
    expect(await house.db.selfie.count({ where: { state: 'accepted' } })).toBe(1)
  })

  it('is taken back with everything else, and asked anew', async () => {
    await seated(house, 'ann')
    await house.press('ann', 'settings:likeness:yes')
    await house.press('ann', 'withdraw')
    expect(await compares('ann')).toBe(false)
    await house.press('ann', 'consent:face:yes')
    expect(await compares('ann')).toBe(false)
    expect(await house.db.consent.count({ where: { purpose: 'likeness', granted: false } })).toBe(1)
  })

  it('of two persons who become one the newest answer holds', async () => {
    await seated(house, 'host')
    await seated(house, 'guest')
    await agree(house.db, await personOf(house, 'host'), 'likeness', true)
    await agree(house.db, await personOf(house, 'guest'), 'likeness', false)
    const person = await join(house, 'host', 'guest')
    expect(await mayCompare(house.db, person)).toBe(false)
    await house.press('guest', 'settings:likeness:yes')
    expect(await compares('host')).toBe(true)
  })
})

it('who has agreed can take it back even when nothing compares any more', async () => {
  await seated(house, 'ann')
  await agree(house.db, await personOf(house, 'ann'), 'likeness')
  const [settings] = await house.command('ann', 'settings')
  expect(actions(settings)).toContain('settings:likeness:no')
  await house.press('ann', 'settings:likeness:no')
  expect(await compares('ann')).toBe(false)
  expect((await house.command('ann', 'settings'))[0]?.text).not.toContain('Likeness')
})
