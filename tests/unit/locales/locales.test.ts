import { describe, expect, it } from 'vitest'
import { LOCALES } from '../../../config/locales/index.js'
import { LANGUAGES, speakable } from '../../../config/locales/languages.js'
import { NAMES } from '../../../config/locales/names.js'
import { slackWords } from '../../../config/locales/slack/index.js'
import { webWords } from '../../../config/locales/web/index.js'
import { ALL_PURPOSES, POLICY, POLICY_CHANGES } from '../../../config/policy.js'
import { COMMANDS } from '../../../core/commands/index.js'
import { createSay, type TextId } from '../../../core/say.js'
import { readSources } from '../../architecture/sources.js'

/** Dotted names of all sentences, with what they say. */
function flatten(tree: object, path = ''): Map<string, string> {
  const out = new Map<string, string>()
  for (const [key, value] of Object.entries(tree))
    if (typeof value === 'string') out.set(`${path}${key}`, value)
    else for (const [inner, text] of flatten(value, `${path}${key}.`)) out.set(inner, text)
  return out
}

const english = flatten(LOCALES.en)
const others = Object.entries(LOCALES).filter(([language]) => language !== 'en')
const placeholders = (text: string) => [...text.matchAll(/\{\{(\w+)\}\}/g)].map(match => match[1]).sort()
const commandWords = (text: string) => [...text.matchAll(/\/[a-z]+\b/g)].map(match => match[0]).sort()
const marks = (text: string) => [text.split('**').length, (text.match(/^- /gm) ?? []).length]

describe.each(others)('the sentences in %s', (_language, locale) => {
  const words = flatten(locale)

  it('are the same as in English, none more and none less', () => {
    expect([...words.keys()].sort()).toEqual([...english.keys()].sort())
    for (const [key, text] of words) expect(text, key).toMatch(/\S/)
  })

  it.each([...english])('%s: the same numbers and names go in', (key, text) => {
    // The first form of a plural may leave its number out: "your newest picture".
    expect(placeholders(words.get(key) ?? '')).toEqual(placeholders(text))
    expect(commandWords(words.get(key) ?? '')).toEqual(commandWords(text))
    expect(marks(words.get(key) ?? '')).toEqual(marks(text))
  })

  it('are translated', () => {
    const same = [...words].filter(([key, text]) => english.get(key) === text).map(([key]) => key)
    // Patterns of lines, names, and words that both languages have.
    expect(same.filter(key => !key.startsWith('platforms.') && !/^policy\..*\.period$/.test(key))).toEqual(
      [
        'catalogue.line',
        'catalogue.shelf',
        'catalogue.card',
        'money.products.plus',
        'money.products.pro',
        'money.paymentLine',
        'prompts.characterLine',
        'prompts.characterName',
        'styles.noir.title',
        'styles.sticker.title',
        'styles.samurai.title',
        'styles.anime.title',
        'styles.comic.title',
        'texts.formStyle',
      ].filter(key => same.includes(key)),
    )
  })
})

describe('texts', () => {
  const sources = readSources('core', 'bots', 'workers')
    .map(({ text }) => text)
    .join('\n')
  /** Sections whose keys are put together in the code, from lists that other tests hold against them. */
  const BY_LIST = [
    'collections.',
    'commands.',
    'money.products.',
    'money.notPayable.',
    'options.',
    'styles.',
    'policy.',
    'privacy.',
    'purposes.',
    'changes.',
    'refusals.',
    'platforms.',
  ]

  it('are all used', () => {
    const unused = [...english.keys()]
      .filter(key => !BY_LIST.some(section => key.startsWith(section)))
      .map(key => key.replace(/_(one|other)$/, ''))
      .filter(key => {
        const [section, name] = key.split('.')
        return !sources.includes(section === 'notices' ? `'${name}'` : `'${key}'`)
      })
    expect(unused).toEqual([])
  })

  it('are there for every command, option and entry of the policy, and for no others', () => {
    expect(Object.keys(LOCALES.en.commands).sort()).toEqual(COMMANDS.map(({ name }) => name).sort())
    expect(Object.keys(LOCALES.en.policy)).toEqual(Object.keys(POLICY))
    expect(Object.keys(LOCALES.en.purposes).sort()).toEqual([...ALL_PURPOSES].sort())
    // Whoever is asked anew is told what has changed.
    const material = POLICY_CHANGES.filter(change => change.material).map(({ version }) => version)
    expect(Object.keys(LOCALES.en.changes).sort()).toEqual(material.sort())
    for (const { ground, place, ending } of Object.values(POLICY)) {
      expect(LOCALES.en.privacy.ground[ground]).toMatch(/\S/)
      expect(LOCALES.en.privacy.place[place]).toMatch(/\S/)
      expect(LOCALES.en.privacy.ending[ending]).toMatch(/\S/)
    }
  })

  it('short enough for the buttons, menus and forms of every platform', () => {
    const longest = (key: string) =>
      Math.max(...Object.values(LOCALES).map(locale => [...(flatten(locale).get(key) ?? '')].length))
    // Discord and Slack: a button's label has 80 and 75 characters at most, a form's title 45 and 24.
    for (const key of english.keys())
      if (
        /Button$|^texts\.(wishLast|askingYes|askingNo|consentNo|cancelAll|deleteYes|deleteKeep|deleteNumber)$/.test(
          key,
        )
      )
        expect(longest(key), key).toBeLessThanOrEqual(40)
    for (const key of ['texts.formTitle', 'texts.menuPortrait'])
      expect(longest(key), key).toBeLessThanOrEqual(24)
    for (const key of ['texts.formPhoto', 'texts.formStyle'])
      expect(longest(key), key).toBeLessThanOrEqual(45)
    expect(longest('texts.formStyleAny')).toBeLessThanOrEqual(75)
    // Discord's descriptions of commands and options: 1 to 100.
    for (const key of english.keys())
      if (/^(commands|options)\./.test(key)) expect(longest(key), key).toBeLessThanOrEqual(100)
  })

  it('say one and many rightly', () => {
    const say = createSay()
    expect(say('de')('texts.cancelledCount', { count: 1 })).toMatch(/^1 Auftrag wurde/)
    expect(say('de')('texts.cancelledCount', { count: 0 })).toMatch(/^0 Aufträge wurden/)
    expect(say('de')('texts.historyTitle', { count: 1 })).toBe('**Dein neuestes Bild**')
    expect(say('en')('texts.historyTitle', { count: 7 })).toBe('**Your 7 newest pictures**')
  })

  it('that do not exist are an error and no silence', () => {
    expect(() => createSay()('de')('texts.nothing' as TextId)).toThrow('There is no text')
  })
})

describe('the words of pages and forms', () => {
  const english = { web: webWords('en'), slack: slackWords('en') }
  const german = { web: webWords('de'), slack: slackWords('de') }

  it('are translated, with every number and name that goes in', () => {
    for (const place of ['web', 'slack'] as const)
      for (const [key, value] of Object.entries(english[place])) {
        const other = (german[place] as Record<string, unknown>)[key]
        expect(typeof other, key).toBe(typeof value)
        if (typeof value !== 'function') continue
        // Whatever the sentence takes: all that goes in comes out.
        const said = (other as (...words: unknown[]) => string)(7, 8)
        for (const word of ['7', '8'].slice(0, value.length)) expect(said, key).toContain(word)
      }
  })

  it('fit into Slack’s form', () => {
    for (const { formSend, formCancel, shortcuts } of [english.slack, german.slack]) {
      // Buttons of a form have 24 characters, others 75.
      for (const label of [formSend, formCancel]) expect([...label].length).toBeLessThanOrEqual(24)
      for (const label of Object.values(shortcuts)) expect([...label].length).toBeLessThanOrEqual(75)
    }
  })
})

describe('languages', () => {
  it('have a name in themselves, and serve their regions', () => {
    expect(Object.keys(LANGUAGES)).toEqual(Object.keys(LOCALES))
    for (const [tag, language] of [
      ['de', 'de'],
      ['de-CH', 'de'],
      ['DE-at', 'de'],
      ['en-US', 'en'],
      ['pt-BR', 'en'],
      ['', 'en'],
      ['constructor', 'en'],
    ])
      expect(speakable(tag!)).toBe(language)
  })

  it('have command names that Discord takes, each for one command', () => {
    for (const names of Object.values(NAMES)) {
      const local = COMMANDS.map(({ name }) => names[name] ?? name)
      expect(new Set(local).size).toBe(local.length)
      for (const name of local) {
        expect(name).toMatch(/^[-_\p{L}\p{N}]{1,32}$/u)
        expect(name).toBe(name.toLowerCase())
      }
    }
  })
})
