import { describe, expect, it } from 'vitest'
import { capabilities as discord } from '../../../bots/discord/capabilities.js'
import { capabilities as slack } from '../../../bots/slack/capabilities.js'
import { capabilities as telegram } from '../../../bots/telegram/capabilities.js'
import { capabilities as web } from '../../../bots/web/capabilities.js'
import { CATALOGUE } from '../../../config/limits.js'
import { LANGUAGES } from '../../../config/locales/languages.js'
import {
  type AnyStyle,
  COLLECTIONS,
  type CollectionId,
  PHOTOLESS_KINDS,
  STYLES,
} from '../../../config/styles.js'
import { styleButtons, styleLine, timeWords } from '../../../core/delivery/style-view.js'
import { viewSelfie } from '../../../core/delivery/view.js'
import { createSay } from '../../../core/say.js'

const platforms = [web, discord, telegram, slack]
const all = STYLES as readonly AnyStyle[]
const studio = all.filter(({ collection }) => collection === 'studio')
const selfie = '0'.repeat(36)
const say = createSay()
const rules = (styles: readonly AnyStyle[], language = 'en') => ({ say: say(language), styles })
const labels = (rows: { label: string }[][]) => rows.map(row => row.map(({ label }) => label))

describe('the buttons under a photo', () => {
  it('are all styles in rows of three while the studio alone serves', () => {
    expect(labels(styleButtons(selfie, rules(studio)))).toEqual([
      ['Headshot', 'Noir', 'Sketch'],
      ['Oil', 'Cutout', 'Sticker'],
    ])
  })

  it('are the collections and the styles of the first one, once there are many', () => {
    expect(labels(styleButtons(selfie, rules(all)))).toEqual([
      ['▾ Studio', 'Professional', 'Painted', 'Worlds'],
      ['Cinema', 'Fun', 'Tools'],
      ['Headshot', 'Noir', 'Sketch'],
      ['Oil', 'Cutout', 'Sticker'],
    ])
  })

  it('open the collection that was asked for', () => {
    const rows = styleButtons(selfie, rules(all), 'painted')
    expect(labels(rows)[0]).toEqual(['Studio', 'Professional', '▾ Painted', 'Worlds'])
    expect(rows[0]?.[2]?.action).toBe(`shelf:painted:${selfie}`)
    expect(rows[2]?.[0]).toEqual({
      action: `style:watercolour:${selfie}`,
      label: 'Watercolour',
      tone: 'primary',
    })
  })

  it('keep every collection in reach of whoever leafs through them, from words alone and with few styles too', () => {
    const shelves = (styles: readonly AnyStyle[], open: CollectionId) =>
      styleButtons(selfie, rules(styles), open)
        .flat()
        .filter(({ action }) => action.startsWith('shelf:'))
        .map(({ action }) => action.split(':')[1])
    for (const open of COLLECTIONS) expect(shelves(all, open)).toEqual(COLLECTIONS)
    const few = all.filter(({ collection }) => collection === 'studio' || collection === 'create')
    for (const open of ['studio', 'create'] as const) expect(shelves(few, open)).toEqual(['studio', 'create'])
    // Under a photo they are those with something to make of it.
    expect(labels(styleButtons(selfie, rules(few))).flat()).not.toContain('From words')
  })

  it('leave out what needs no photo, and collections that have nothing now', () => {
    const few = all.filter(({ collection }) => collection !== 'worlds')
    const shown = styleButtons(selfie, rules(few)).flat()
    expect(shown.map(({ action }) => action)).not.toContain(`shelf:worlds:${selfie}`)
    expect(shown.map(({ action }) => action)).not.toContain(`shelf:create:${selfie}`)
    const photoless = all.filter(({ kind }) => PHOTOLESS_KINDS.includes(kind))
    for (const open of COLLECTIONS)
      for (const { action } of styleButtons(selfie, rules(all), open).flat())
        for (const { id } of photoless) expect(action).not.toContain(`:${id}:`)
  })

  it.each(Object.keys(LANGUAGES))('fit every platform in %s, whichever collection is open', language => {
    for (const open of COLLECTIONS.filter(id => id !== 'create')) {
      const rows = styleButtons(selfie, rules(all, language), open)
      const buttons = rows.flat()
      for (const { buttonsPerMessage, buttonPayloadBytes } of platforms) {
        expect(buttons.length).toBeLessThanOrEqual(buttonsPerMessage)
        for (const { action } of buttons)
          expect(Buffer.byteLength(action)).toBeLessThanOrEqual(Math.min(64, buttonPayloadBytes))
      }
      // Discord packs anew what has more rows than these, and the order of shelves and styles would be lost.
      expect(rows.length).toBeLessThanOrEqual(5)
      expect(new Set(buttons.map(({ action }) => action)).size).toBe(buttons.length)
      expect(new Set(buttons.map(({ label }) => label)).size).toBe(buttons.length)
    }
  })

  it('are those of the message of an accepted photo', () => {
    const shown = viewSelfie(
      { id: selfie, state: 'accepted', verdict: [] },
      { ...rules(all), minimumAge: 18 },
    )
    expect(shown.buttons).toEqual(styleButtons(selfie, rules(all)))
  })
})

describe('a style as a line', () => {
  it('says its price and about how long it takes', () => {
    const line = (id: string, language: string) =>
      styleLine(say(language), all.find(style => style.id === id) as AnyStyle)
    expect(line('noir', 'en')).toBe(
      '- **Noir**: black and white, deep shadows, film grain (1 credit, about 2 s)',
    )
    expect(line('magazine', 'en')).toContain('(4 credits, about 12 s)')
    expect(line('magazine', 'de')).toContain('(4 Credits, etwa 12 s)')
    expect(line('video', 'en')).toContain('about 3 min)')
  })

  it('counts in minutes when seconds say little', () => {
    expect([1, 89, 90, 180].map(timeWords)).toEqual(['1 s', '89 s', '2 min', '3 min'])
  })

  it.each(Object.keys(LANGUAGES))('fits into every message with its collection, in %s', language => {
    for (const open of COLLECTIONS) {
      const inside = all.filter(({ collection }) => collection === open)
      expect(inside.length).toBeLessThanOrEqual(CATALOGUE.flatStyles)
      const text = inside.map(style => styleLine(say(language), style)).join('\n')
      for (const { textChars } of platforms) expect(text.length + 100).toBeLessThan(textChars)
    }
  })
})
