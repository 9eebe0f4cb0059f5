import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { readAction } from '../../../bots/discord/buttons.js'
import { complete, renderCommands, sameCommands } from '../../../bots/discord/commands.js'
import { renderForm } from '../../../bots/discord/form.js'
import { escapeText, toMarkdown } from '../../../bots/discord/markdown.js'
import { renderMessage } from '../../../bots/discord/render.js'
import { cut } from '../../../bots/pieces.js'
import type { CommandSpec, Message, OptionSpec } from '../../../core/platform.js'
import { createSay } from '../../../core/say.js'
import { checkCommands } from '../../fakes/discord/commands.js'
import { checkMessage, checkModal } from '../../fakes/discord/components.js'
import { readable } from '../../fakes/discord/see.js'
import { specCheck } from '../../fakes/discord/spec.js'
import { createWorld } from '../../fakes/discord/world.js'

const OWNER = '175928847299117063'
const commands = new Map([
  ['help', '1100000000000000001'],
  ['portrait', undefined],
])
const say = createSay()
const world = createWorld()
// A line that says that half of the check is missing is better than silence about it.
if (!specCheck) it.skip('Discord’s own description is not here: ../shared/specs/discord.openapi.json')
const spec = (method: string, path: string, body: unknown) =>
  specCheck?.(method, path, JSON.parse(JSON.stringify(body))) ?? []

const words = fc.oneof(
  fc.string({ maxLength: 200 }),
  fc.string({ unit: 'grapheme', maxLength: 400 }),
  fc.string({ unit: 'binary', maxLength: 200 }).map(text => text.replace(/\p{Surrogate}/gu, '')),
  fc.constantFrom(
    ...['**bold**', '_italic_', '/help', '- item', '@everyone', '<@1>', '||x||', '`x`', '# x', '-# x', '> x'],
    ...[
      '[f](http://x.y)',
      '</help:1>',
      '<t:0:R>',
      '   ',
      '\u00a0',
      '\u200b',
      'x'.repeat(9_000),
      '*'.repeat(5_000),
    ],
  ),
)
const text = fc.array(words, { maxLength: 40 }).map(parts => parts.join('\n'))
const button = fc.record({
  // Few actions, so that some stand there twice.
  action: fc.oneof(
    fc.constantFrom('help', 'style:noir:1', 'style:noir:1'),
    fc.string({ minLength: 1, maxLength: 64 }),
  ),
  label: fc.string({ unit: 'grapheme', maxLength: 120 }),
  tone: fc.constantFrom(undefined, 'primary' as const, 'danger' as const),
})
const message: fc.Arbitrary<Message> = fc.record({
  text,
  buttons: fc.array(
    fc.array(
      button.map(({ tone, ...rest }) => ({ ...rest, ...(tone && { tone }) })),
      { maxLength: 12 },
    ),
    { maxLength: 60 },
  ),
  images: fc.constant([]),
  progress: fc.oneof(
    fc.constant({ done: null }),
    fc.double({ noNaN: false }).map(done => ({ done })),
  ),
})
const pictures = fc
  .array(fc.string({ unit: 'grapheme', maxLength: 3_000 }), { maxLength: 30 })
  .map(alts => alts.map((alt, at) => ({ name: `pixbooth-${at}.jpg`, alt })))

describe('a message in Discord', () => {
  it('keeps every limit, whatever it says and however much stands on it', () => {
    fc.assert(
      fc.property(message, pictures, fc.boolean(), fc.boolean(), (said, shown, mention, form) => {
        const { before, last } = renderMessage(said, {
          owner: OWNER,
          commands,
          pictures: shown,
          mention,
          photoLabel: form ? 'Send a photo' : undefined,
        })
        for (const body of [...before, last]) {
          const names = body.attachments.map(({ filename }) => filename)
          expect(checkMessage(body.components, names)).toEqual([])
          expect(spec('PATCH', '/webhooks/1/token/messages/@original', body)).toEqual([])
          expect(body.allowed_mentions).toEqual({ parse: [], users: mention ? [OWNER] : [] })
        }
      }),
      { numRuns: 150 },
    )
  })

  it('reads as it was written: no letter is lost, none is taken for markup', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', minLength: 1, maxLength: 9_000 }), long => {
        // Letters of our own small markup are left out.
        const line = long.replace(/[\s*_/]|^-/g, '')
        fc.pre(line.length > 0)
        const pieces = toMarkdown(line, commands, 4_000)
        expect(pieces.map(piece => readable(piece, world)).join('')).toBe(line)
      }),
      { numRuns: 100 },
    )
  })

  it.each([
    ['@everyone and @here', '<@1> <@&2> <#3>', '[here](https://evil.example)', '||hidden||', '~~no~~'],
    ['# large', '-# small', '> quote', '```code```', '`code`', '\\ back', '<:smile:1>', '</help:1>'],
  ])('nobody is called and nothing is styled by what somebody wrote: %s …', (...all) => {
    for (const written of all) {
      expect(readable(escapeText(written), world)).toBe(written)
      expect(escapeText(written)).not.toMatch(/(?<!\\)[<@[#`|~]/)
    }
  })

  it('our small markup becomes Discord’s, and commands can be pressed where they are known', () => {
    expect(
      toMarkdown('**Hello** _there_\n- try /help\n- or /portrait, not /nonsense\n\nEnd.', commands, 4_000),
    ).toEqual([
      '**Hello** *there*\n\n- try </help:1100000000000000001>\n- or /portrait, not /nonsense\n\nEnd.',
    ])
  })

  it('a bold text that is too long is bold in each of its parts', () => {
    const pieces = toMarkdown(`**${'a'.repeat(50)}**`, commands, 20)
    expect(pieces.every(piece => /^\*\*a+\*\*$/.test(piece) && piece.length <= 20)).toBe(true)
    expect(pieces.join('').replaceAll('*', '')).toBe('a'.repeat(50))
  })

  it('is cut at whole characters', () => {
    expect(cut('👩‍👩‍👧‍👦👩‍👩‍👧‍👦', 20)).toBe('👩‍👩‍👧‍👦…')
    expect(cut('short', 5)).toBe('short')
  })

  it('a text of several messages has its pictures and buttons at the end', () => {
    const { before, last } = renderMessage(
      { text: 'word '.repeat(2_000), buttons: [[{ action: 'a', label: 'A' }]], images: [] },
      { owner: OWNER, commands, pictures: [{ name: 'a.jpg', alt: 'A' }] },
    )
    expect(before.length).toBeGreaterThan(1)
    expect(before.every(({ components }) => components.length === 1)).toBe(true)
    expect(last.components.map(({ type }) => type)).toEqual([10, 12, 1])
  })

  it('its buttons carry the action and whose they are, and never the same twice', () => {
    const twice = { action: 'style:noir:1', label: 'Noir' }
    const { last } = renderMessage(
      { text: 'x', buttons: [[twice, twice]], images: [] },
      { owner: OWNER, commands },
    )
    const row = last.components.find(({ type }) => type === 1) as unknown as {
      components: { custom_id: string }[]
    }
    const ids = row.components.map(({ custom_id }) => custom_id)
    expect(new Set(ids).size).toBe(2)
    for (const id of ids) expect(readAction(id)).toEqual({ action: 'style:noir:1', owner: OWNER })
  })

  it('progress is a bar, however strange the number', () => {
    const bar = (done: number | null) =>
      JSON.stringify(
        renderMessage({ text: 'x', buttons: [], images: [], progress: { done } }, { owner: OWNER, commands })
          .last,
      )
    expect(bar(0.4)).toContain('▰▰▰▰▱▱▱▱▱▱ 40 %')
    expect(bar(17)).toContain('100 %')
    expect(bar(-1)).toContain(' 0 %')
    expect(bar(Number.NaN)).toContain('▱▱▱▱▱▱▱▱▱▱')
  })
})

const choice = fc.record({
  value: fc.stringMatching(/^[a-z0-9_]{1,40}$/),
  label: fc.string({ unit: 'grapheme', minLength: 1, maxLength: 200 }).filter(label => label.trim() !== ''),
})
const choices = fc.uniqueArray(choice, { maxLength: 120, selector: ({ value }) => value })
const portrait = (options: OptionSpec['choices']): CommandSpec => ({
  name: 'portrait',
  summary: 'a portrait',
  argument: '[style]',
  options: [
    { name: 'style', summary: 'which one', required: false, choices: options },
    { name: 'prompt', summary: 'which words', required: false, choices: [] },
  ],
  takesPhoto: true,
})

describe('commands and the form', () => {
  it('keep every limit, with any summaries and any number of styles', () => {
    fc.assert(
      fc.property(
        choices,
        fc.string({ unit: 'grapheme', minLength: 1, maxLength: 300 }),
        (styles, summary) => {
          fc.pre(summary.trim() !== '')
          const table = [{ ...portrait(styles), summary }]
          const tongue = (language: string) => ({ language, commands: table, say: say(language) })
          const body = renderCommands([tongue('en'), tongue('de')])
          expect(checkCommands(body)).toEqual([])
          expect(spec('PUT', '/applications/1/commands', body)).toEqual([])
          const form = renderForm(table, say('de'))
          expect(checkModal(form)).toEqual([])
          expect(spec('POST', '/interactions/1/token/callback', { type: 9, data: form })).toEqual([])
          const offered = complete(table[0], 'style', '')
          expect(offered.length).toBe(Math.min(styles.length, 25))
          expect(offered.every(({ name, value }) => name.length <= 100 && value.length <= 100)).toBe(true)
        },
      ),
      { numRuns: 60 },
    )
  })

  it('are compared with what Discord has, which says some things by leaving them out', () => {
    const table = [portrait([{ value: 'noir', label: 'Noir' }])]
    const ours = renderCommands([{ language: 'en', commands: table, say: say('en') }])
    const theirs = JSON.parse(JSON.stringify(ours)).map((one: { options?: { required?: boolean }[] }) => {
      for (const option of one.options ?? []) delete option.required
      return { ...one, id: '1', version: '2', nsfw: false, name_localizations: null }
    })
    expect(sameCommands(theirs, ours)).toBe(true)
    expect(sameCommands([...theirs].reverse(), ours)).toBe(true)
    expect(sameCommands(theirs.slice(1), ours)).toBe(false)
    expect(sameCommands([{ ...theirs[0], description: 'old' }, ...theirs.slice(1)], ours)).toBe(false)
    expect(sameCommands([{ ...theirs[0], name_localizations: { fr: 'x' } }, ...theirs.slice(1)], ours)).toBe(
      false,
    )
    expect(sameCommands(null, ours)).toBe(false)
  })
})

describe('buttons to pay', () => {
  const link = (url: string, label = 'Card') => ({
    action: 'x',
    label,
    pay: { rail: 'stripe' as const, url },
  })
  const said = (...buttons: Message['buttons'][number]): Message => ({
    text: 'Buy',
    buttons: [buttons],
    images: [],
  })
  const shown = (message: Message) => {
    const { last } = renderMessage(message, { owner: OWNER, commands })
    expect(checkMessage(last.components, [])).toEqual([])
    expect(spec('POST', '/channels/1/messages', last)).toEqual([])
    return last.components as unknown as { type: number; content?: string; components?: object[] }[]
  }
  const star = {
    rail: 'stars' as const,
    paymentId: '1',
    title: 't',
    description: 'd',
    amount: 1,
    monthly: false,
  }

  it('say of what Discord sells nothing but its number; others lead to their page', () => {
    const sku = '1234567890123456789'
    expect(
      shown(
        said(
          { action: 'x', label: 'Plus', tone: 'primary', pay: { rail: 'discord', sku } },
          link('https://pay.example/1'),
        ),
      )[1],
    ).toEqual({
      type: 1,
      components: [
        { type: 2, style: 6, sku_id: sku },
        { type: 2, style: 5, label: 'Card', url: 'https://pay.example/1' },
      ],
    })
  })

  it('of another platform are left out', () => {
    expect(shown(said({ action: 'x', label: 'Stars', pay: star }))).toHaveLength(1)
  })

  it('whose address is too long for a button stand in the words', () => {
    const url = `https://pay.example/${'x'.repeat(900)}`
    const [words, ...rest] = shown(said(link(url, 'Card [new]')))
    expect(rest).toEqual([])
    expect(words?.content).toBe(`Buy\n[Card \\[new\\]](<${url}>)`)
    expect(shown({ ...said(link(url)), text: 'word '.repeat(2_000) }).at(-1)?.content).toContain(url)
  })
})

describe('the stand-in', () => {
  const row = (...components: object[]) => ({ type: 1, components })
  const pressable = { type: 2, style: 1, label: 'A', custom_id: 'a' }
  const image = { type: 12, items: [{ media: { url: 'attachment://a.jpg' } }] }
  it.each<[string, object[], string[]]>([
    ['an empty message', [], []],
    [
      'a row of six',
      [row(...Array.from({ length: 6 }, (_, n) => ({ ...pressable, custom_id: `${n}` })))],
      [],
    ],
    ['the same button twice', [row(pressable, pressable)], []],
    ['a long custom id', [row({ ...pressable, custom_id: 'x'.repeat(101) })], []],
    ['a long label', [row({ ...pressable, label: 'x'.repeat(81) })], []],
    ['a button without a label', [row({ type: 2, style: 1, custom_id: 'a' })], []],
    ['too much text in all', Array.from({ length: 2 }, () => ({ type: 10, content: 'x'.repeat(2_001) })), []],
    ['half a character', [{ type: 10, content: '\ud83d' }], []],
    ['41 components', Array.from({ length: 41 }, () => ({ type: 10, content: 'x' })), []],
    ['a picture that is not attached', [image], []],
    ['a file that nothing shows', [{ type: 10, content: 'x' }], ['a.jpg']],
    ['eleven pictures', [{ type: 12, items: Array(11).fill(image.items[0]) }], ['a.jpg']],
    ['a form’s field', [{ type: 18, label: 'x', component: { type: 19, custom_id: 'x' } }], []],
    [
      'a premium button with a label',
      [row({ type: 2, style: 6, sku_id: '1234567890123456789', label: 'A' })],
      [],
    ],
    [
      'a premium button that can be pressed',
      [row({ type: 2, style: 6, sku_id: '1234567890123456789', custom_id: 'a' })],
      [],
    ],
    ['a premium button of no SKU', [row({ type: 2, style: 6, sku_id: 'plus' })], []],
    ['an unknown field', [{ type: 10, content: 'x', colour: 'red' }], []],
  ])('refuses %s', (_what, components, files) => {
    expect(checkMessage(components, files)).not.toEqual([])
  })
})
