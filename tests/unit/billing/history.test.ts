import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type EntryFacts, entryLine, entryWords } from '../../../core/billing/history.js'
import { createSay } from '../../../core/say.js'
import { seated } from '../../support/sitter.js'
import { openShop, type ShopHouse, words } from './shop.js'

const say = createSay()('en')
const entry = (more: Partial<EntryFacts>): EntryFacts => ({
  ...{ kind: 'hold', amount: 2, target: 'held' },
  ...{ reason: 'portrait:noir', part: 'free', generationId: 'abcdefghij', at: new Date('2026-11-28') },
  ...more,
})
const grant = (reason: string, amount = 5) => entry({ kind: 'grant', reason, amount, part: null })

describe('an entry says what it is', () => {
  it.each([
    [entry({}), '2 credits set aside for Noir (generation …efghij)'],
    [entry({ kind: 'capture', amount: 1 }), '1 credit used for Noir (generation …efghij)'],
    [entry({ kind: 'release' }), '2 credits back: Noir (generation …efghij) was not made'],
    [
      entry({ kind: 'refund', reason: 'cutout' }),
      '2 credits back for Cutout (generation …efghij), which did not look like you',
    ],
    [entry({ part: 'pool' }), '2 credits of your team set aside for Noir (generation …efghij)'],
    [grant('free:2026-11-28'), '5 free credits of the day'],
    [grant('product:pack_100', 100), '100 credits bought'],
    [grant('product:plus', 200), '200 credits of a month of Plus'],
    [grant('promo:SUMMER'), '5 credits for the code SUMMER'],
    [grant('invite:host'), '5 credits for a friend who came'],
    [grant('invite:guest'), '5 credits for coming by an invitation'],
    [grant('something else'), '5 credits given to you'],
    [entry({ kind: 'transfer', target: 'paid', part: null }), '2 credits of the account that you joined'],
    [
      entry({ kind: 'transfer', target: 'debt', part: null }),
      '2 credits that the account you joined has owed',
    ],
    [
      entry({ kind: 'expire', part: null }),
      '2 free credits ended, since two accounts that are joined share the credits of one day',
    ],
    [entry({ kind: 'takeback', part: null }), '2 credits gone with the money that you had back'],
    [entry({ kind: 'repay', part: null }), '2 credits paid what was owed'],
    [entry({ kind: 'unheard of', part: null }), '2 credits moved'],
  ])('%#', (facts, told) => expect(entryWords(facts, say)).toBe(told))

  it('with its day, in every language', () => {
    expect(entryLine(entry({}), say)).toMatch(/^- Nov 28, 2026: 2 credits set aside/)
    expect(entryLine(entry({}), createSay()('de'))).toMatch(
      /^- 28\.11\.2026: 2 Credits zurückgelegt für Noir/,
    )
  })
})

describe('/credits', () => {
  let shop: ShopHouse
  beforeEach(async () => {
    shop = await openShop()
  })
  afterEach(() => shop.close())

  it('shows what is set aside for what, and pages back to the first entry', async () => {
    const { selfieId } = await seated(shop, 'ann')
    for (let count = 0; count < 3; count++) await shop.press('telegram', 'ann', `style:noir:${selfieId}`)
    const [now] = await shop.command('telegram', 'ann', 'credits')
    expect(now?.text).toContain('Your credits: 7')
    expect(now?.text).toContain('Set aside for what is under way: 3')
    expect(now?.text.match(/is set aside for Noir/g)).toHaveLength(3)
    const ids = (await shop.db.generation.findMany({ select: { id: true } })).map(({ id }) => id)
    for (const id of ids) await shop.press('telegram', 'ann', `cancel:${id}`)
    for (let count = 0; count < 3; count++) await shop.press('telegram', 'ann', `style:noir:${selfieId}`)
    const [later] = await shop.command('telegram', 'ann', 'credits')
    const older = later?.buttons.flat().find(({ action }) => action === 'credits:1')
    expect(older).toBeUndefined()
    for (let count = 0; count < 3; count++) await shop.press('telegram', 'ann', `style:noir:${selfieId}`)
    const [full] = await shop.command('telegram', 'ann', 'credits')
    expect(full?.buttons.flat().map(({ action }) => action)).toContain('credits:1')
    const page = await shop.press('telegram', 'ann', 'credits:1')
    expect(words(page)).toContain('10 free credits of the day')
    expect(page[0]).toMatchObject({ personal: true })
    for (const wrong of ['credits:0', 'credits:x', 'credits:99999', 'credits:-1'])
      expect(words(await shop.press('telegram', 'ann', wrong))).toContain('no longer does anything')
  })
})
