import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { cut } from '../../../bots/pieces.js'
import { formView } from '../../../bots/slack/form.js'
import { renderHome } from '../../../bots/slack/home.js'
import { toMrkdwn } from '../../../bots/slack/mrkdwn.js'
import { renderMessage } from '../../../bots/slack/render.js'
import type { Message } from '../../../core/platform.js'
import { createSay } from '../../../core/say.js'
import { checkBlocks, checkView } from '../../fakes/slack/blocks.js'

const isCommand = (name: string) => ['help', 'portrait'].includes(name)
const fine = () => 'fine' as const
const say = createSay()

const words = fc.oneof(
  fc.string({ maxLength: 200 }),
  fc.string({ unit: 'grapheme', maxLength: 400 }),
  fc.string({ unit: 'binary', maxLength: 200 }).map(text => text.replace(/\p{Surrogate}/gu, '')),
  fc.constantFrom(
    '**bold**',
    '_italic_',
    '/help',
    '- item',
    '&amp;',
    '<@U1>',
    '<!channel>',
    '*a*',
    '`x`',
    'x'.repeat(9_000),
  ),
)
const text = fc.array(words, { maxLength: 40 }).map(parts => parts.join('\n'))
const button = fc.record({
  action: fc.string({ minLength: 1, maxLength: 64 }),
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
    {
      maxLength: 60,
    },
  ),
  images: fc.constant([]),
  progress: fc.oneof(
    fc.constant({ done: null }),
    fc.double({ noNaN: false }).map(done => ({ done })),
  ),
})
const pictures = fc.array(
  fc.record({ fileId: fc.constant('F0123456789'), alt: fc.string({ unit: 'grapheme', maxLength: 3_000 }) }),
  { maxLength: 60 },
)

describe('a message in Slack', () => {
  it('keeps every limit, whatever it says and however much stands on it', () => {
    fc.assert(
      fc.property(message, pictures, (said, shown) => {
        const { text: fallback, blocks } = renderMessage(said, {
          owner: 'U0123456789',
          isCommand,
          pictures: shown,
          photoLabel: 'Send a photo',
          shortcuts: { styles: 'Styles' },
        })
        expect(checkBlocks(blocks, 'message', fine)).toEqual([])
        expect(fallback.length).toBeGreaterThan(0)
        expect(fallback.length).toBeLessThanOrEqual(40_000)
      }),
      { numRuns: 150 },
    )
  })

  it('the home page keeps every limit too', () => {
    fc.assert(
      fc.property(fc.array(message, { minLength: 1, maxLength: 6 }), pictures, (said, shown) => {
        const view = renderHome(said, { owner: 'U0123456789', isCommand, pictures: shown, say })
        expect(checkView(view, 'home', fine)).toEqual([])
      }),
      { numRuns: 60 },
    )
  })

  it('so does the form, with any number of styles', () => {
    const style = fc.record({
      value: fc.string({ minLength: 1, maxLength: 40 }),
      label: fc.string({ minLength: 1, maxLength: 200 }),
    })
    fc.assert(
      fc.property(fc.array(style, { maxLength: 200 }), styles => {
        const portrait = [
          { name: 'style', summary: 'which one', required: false, choices: styles },
          { name: 'prompt', summary: 'x'.repeat(300), required: false, choices: [] },
        ]
        expect(checkView(formView(portrait, {}, say('en')), 'modal', fine)).toEqual([])
      }),
      { numRuns: 60 },
    )
  })

  it('loses no letter of a text that fits', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', minLength: 1, maxLength: 8_000 }), long => {
        const line = long.replace(/\s|[*_/-]/g, '')
        fc.pre(line.length > 0)
        const back = toMrkdwn(line, isCommand, 3_000)
          .join('')
          .replaceAll('\u2060', '')
          .replaceAll('&lt;', '<')
          .replaceAll('&gt;', '>')
          .replaceAll('&amp;', '&')
        expect(back).toBe(line.replaceAll('\u2060', ''))
      }),
      { numRuns: 60 },
    )
  })

  it('nobody is called and nothing is linked by what somebody wrote', () => {
    const [piece] = toMrkdwn(
      '<!channel> <@U1> <https://evil.example|here> *not bold* & so on',
      isCommand,
      3_000,
    )
    expect(piece).toBe(
      '&lt;!channel&gt; &lt;@U1&gt; &lt;https://evil.example|here&gt; *\u2060not bold*\u2060 &amp; so on',
    )
  })

  it('words of commands become our one command, and other markup Slack’s own', () => {
    expect(toMrkdwn('**Hello** _there_\n- try /help\n- not /nonsense\n\nEnd.', isCommand, 3_000)).toEqual([
      '*Hello* _there_\n\n• try `/pixbooth help`\n• not /nonsense\n\nEnd.',
    ])
  })

  it('a bold text that is too long is bold in each of its parts', () => {
    const pieces = toMrkdwn(`**${'a'.repeat(50)}**`, isCommand, 20)
    expect(pieces).toEqual(['*aaaaaaaaaaaaaaaaaa*', '*aaaaaaaaaaaaaaaaaa*', '*aaaaaaaaaaaaaa*'])
  })

  it('is cut at whole characters', () => {
    expect(cut('👩‍👩‍👧‍👦👩‍👩‍👧‍👦', 20)).toBe('👩‍👩‍👧‍👦…')
    expect(cut('short', 5)).toBe('short')
  })

  it('buttons carry the action, and whose they are', () => {
    const { blocks } = renderMessage(
      {
        text: 'Which?',
        buttons: [[{ action: 'style:noir:abc', label: 'Noir', tone: 'primary' }]],
        images: [],
      },
      { owner: 'U1', isCommand },
    )
    expect(blocks[1]).toEqual({
      type: 'actions',
      block_id: '0:U1',
      elements: [
        {
          type: 'button',
          text: { type: 'plain_text', text: 'Noir', emoji: true },
          action_id: 'press:0-0:style',
          value: 'style:noir:abc',
          style: 'primary',
        },
      ],
    })
  })

  it('a way to pay by card is a link, others are left out', () => {
    const url = 'https://checkout.stripe.com/c/pay/cs_test_1'
    const { blocks } = renderMessage(
      {
        text: 'Credits',
        buttons: [
          [
            { action: 'sku', label: 'By Discord', pay: { rail: 'discord', sku: '1' } },
            { action: 'buy', label: 'By card', tone: 'primary', pay: { rail: 'stripe', url } },
            { action: 'back', label: 'Back' },
          ],
          [{ action: 'evil', label: 'Elsewhere', pay: { rail: 'stripe', url: 'javascript:1' } }],
        ],
        images: [],
      },
      { owner: 'U1', isCommand },
    )
    expect(checkBlocks(blocks, 'message', fine)).toEqual([])
    const rows = blocks.flatMap(block => (block.type === 'actions' ? [block.elements] : []))
    expect(rows).toMatchObject([
      [
        { action_id: 'pay:0-0', url, style: 'primary', text: { text: 'By card' } },
        { action_id: 'press:0-1:back', value: 'back' },
      ],
    ])
    expect(JSON.stringify(rows)).not.toMatch(/discord|javascript/)
  })

  it('progress is a bar, or a word when nobody knows how far it is', () => {
    const bar = (done: number | null) =>
      JSON.stringify(
        renderMessage({ text: 'x', buttons: [], images: [], progress: { done } }, { owner: 'U1', isCommand }),
      )
    expect(bar(0.4)).toContain('▰▰▰▰▱▱▱▱▱▱ 40 %')
    expect(bar(null)).toContain('Working…')
    expect(bar(17)).toContain('100 %')
  })
})
