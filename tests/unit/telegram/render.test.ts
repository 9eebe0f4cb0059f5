import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Part, renderMessage } from '../../../bots/telegram/render.js'
import { cutText, splitText, styleText } from '../../../bots/telegram/text.js'
import type { Message, MessageImage } from '../../../core/platform.js'
import { breaches } from '../../fakes/telegram/rules.js'
import { specCheck } from '../../fakes/telegram/spec.js'

const OPTIONS = { fullQuality: 'Full quality' }

function image(id: string, as?: 'sticker' | 'file'): MessageImage {
  const rest = { personId: 'p', alt: 'alt', width: 10, height: 10, mime: 'image/png' }
  return { imageId: id, ...rest, ...(as && { as }) }
}

const words = (text: string, more: Partial<Message> = {}): Message => ({
  text,
  buttons: [],
  images: [],
  ...more,
})
const render = (message: Message) => renderMessage(message, OPTIONS).parts
const kinds = (message: Message) => render(message).map(({ kind }) => kind)

describe('words', () => {
  it('lose their markup and keep what it meant, counted as Telegram counts', () => {
    expect(styleText('**Hello 👋** and _you_\n- one /help\n- two')).toEqual({
      text: 'Hello 👋 and you\n• one /help\n• two',
      entities: [
        { type: 'bold', offset: 0, length: 8 },
        { type: 'italic', offset: 13, length: 3 },
      ],
    })
  })

  it('that look like markup of Telegram stay as they are', () => {
    const text = '<b>x</b> [a](tg://user?id=1) `c` ||s|| snake_case *a'
    expect(styleText(text)).toEqual({ text, entities: [] })
  })

  it('too long for one message become several, cut between lines', () => {
    const line = `${'word '.repeat(30).trim()}.`
    const pieces = splitText(styleText(Array.from({ length: 60 }, () => line).join('\n')))
    expect(pieces).toHaveLength(3)
    expect(pieces.every(({ text }) => text.endsWith('.'))).toBe(true)
    expect(pieces.map(({ text }) => text.split('\n').length).reduce((a, b) => a + b)).toBe(60)
  })

  it('without a gap are cut between characters, families included', () => {
    for (const piece of splitText(styleText('👨‍👩‍👧‍👦'.repeat(1_000))))
      expect(piece.text).toMatch(/^(👨‍👩‍👧‍👦)+$/u)
    expect(cutText('👍🏽'.repeat(40), 64)).toMatch(/^(👍🏽)+…$/u)
  })

  it('lead to no page of card payments, whoever wrote them', () => {
    const text = 'At https://buy.stripe.com/x?a=1 or checkout.stripe.com, says stripe.community'
    expect(render(words(text))[0]?.text).toBe('At … or … says stripe.community')
  })

  it('of nothing are a sign that something was said', () => {
    for (const text of ['', ' \n ', '\u200b', '****']) expect(render(words(text))[0]?.text).not.toBe('')
  })

  it('with work under way show how far it has come', () => {
    expect(render(words('Noir', { progress: { done: 0.52 } }))[0]?.text).toBe('Noir\n▰▰▰▰▰▱▱▱▱▱ 52 %')
    expect(render(words('Noir', { progress: { done: null } }))[0]?.text).toBe('Noir')
  })
})

describe('pictures', () => {
  const buttons = [[{ action: 'again:1', label: 'Once more' }]]

  it('one carries its words and its buttons', () => {
    const [part, ...more] = render(words('**Noir**', { images: [image('i')], buttons }))
    expect(part).toMatchObject({ kind: 'photo', text: 'Noir', keyboard: [[{ callback_data: 'again:1' }]] })
    expect(more).toEqual([])
  })

  it('that move are videos, in albums with photos, and files when that is wanted', () => {
    const clip = { ...image('v'), mime: 'video/mp4' }
    expect(kinds(words('Clip', { slot: 'generation:1', images: [clip], buttons }))).toEqual(['video'])
    expect(render(words('Clip', { slot: 'generation:1', images: [clip] }))[0]?.keyboard).toBeUndefined()
    expect(kinds(words('', { images: [image('i'), clip] }))).toEqual(['album'])
    expect(kinds(words('', { images: [{ ...clip, as: 'file' }] }))).toEqual(['file'])
  })

  it('of a result offer full quality, each its own', () => {
    const slot = 'generation:1'
    const [one] = render(words('x', { slot, images: [image('i')] }))
    expect(one?.keyboard).toEqual([[{ text: 'Full quality', callback_data: 'file:i' }]])
    const many = render(words('x', { slot, images: [image('a'), image('b')] })).at(-1)
    expect(many?.keyboard?.flat().map(button => button.text)).toEqual(['Full quality 1', 'Full quality 2'])
    for (const message of [
      words('x', { images: [image('i')] }),
      words('x', { slot, images: [image('i', 'sticker')] }),
      words('x', { slot: 'selfie:1', images: [image('i')] }),
    ])
      expect(render(message).some(({ keyboard }) => keyboard)).toBe(false)
  })

  it('several are an album; buttons and long words stand below', () => {
    const some = [image('a'), image('b'), image('c')]
    expect(kinds(words('x', { images: some }))).toEqual(['album'])
    expect(kinds(words('x', { images: some, buttons }))).toEqual(['album', 'text'])
    expect(kinds(words('x'.repeat(1_025), { images: [image('a')] }))).toEqual(['photo', 'text'])
    expect(kinds(words('x', { images: Array.from({ length: 21 }, (_, i) => image(`${i}`)) }))).toEqual([
      'album',
      'album',
      'photo',
      'text',
    ])
  })

  it('are sent as what they are', () => {
    const all = [image('s', 'sticker'), image('f', 'file'), image('p')]
    expect(kinds(words('x', { images: all, buttons }))).toEqual(['photo', 'file', 'sticker', 'text'])
    expect(kinds(words('', { images: [image('s', 'sticker')], buttons }))).toEqual(['sticker'])
  })
})

describe('buttons', () => {
  it('keep their rows and tones', () => {
    const buttons = [
      [
        { action: 'a', label: 'A', tone: 'primary' as const },
        { action: 'b', label: 'B' },
      ],
      [{ action: 'c', label: 'C', tone: 'danger' as const }],
    ]
    expect(render(words('x', { buttons }))[0]?.keyboard).toEqual([
      [
        { text: 'A', callback_data: 'a', style: 'primary' },
        { text: 'B', callback_data: 'b' },
      ],
      [{ text: 'C', callback_data: 'c', style: 'danger' }],
    ])
  })

  it('that Telegram would refuse are counted, not passed over in silence', () => {
    const buttons = [['x'.repeat(65), 'ü'.repeat(33), '', 'ok'].map(action => ({ action, label: 'L' }))]
    const { parts, lost } = renderMessage(words('x', { buttons }), OPTIONS)
    expect(lost).toBe(3)
    expect(parts[0]?.keyboard).toEqual([[{ text: 'L', callback_data: 'ok' }]])
  })

  it('that lead elsewhere stand last', () => {
    const link = { label: 'Open our chat', url: 'https://t.me/pixbooth' }
    const buttons = [[{ action: 'show:1', label: 'Show it to me' }]]
    const { parts } = renderMessage(words('x', { buttons }), { ...OPTIONS, link })
    expect(parts[0]?.keyboard?.at(-1)).toEqual([{ text: 'Open our chat', url: 'https://t.me/pixbooth' }])
  })
})

/** The call that sends a part, but for its files. */
function toCall(part: Part): [string, Record<string, unknown>] {
  const markup = part.keyboard ? { reply_markup: { inline_keyboard: part.keyboard } } : {}
  const words = part.text === '' ? {} : { caption: part.text, caption_entities: part.entities }
  switch (part.kind) {
    case 'text':
      return ['sendMessage', { chat_id: 1, text: part.text, entities: part.entities, ...markup }]
    case 'photo':
      return ['sendPhoto', { chat_id: 1, photo: 'id', ...words, ...markup }]
    case 'video':
      return ['sendVideo', { chat_id: 1, video: 'id', ...words, ...markup }]
    case 'file':
      return ['sendDocument', { chat_id: 1, document: 'id', ...words, ...markup }]
    case 'sticker':
      return ['sendSticker', { chat_id: 1, sticker: 'id', ...markup }]
    case 'album': {
      const type = part.of === 'photo' ? 'photo' : 'document'
      const media = part.images.map((_, index) => ({ type, media: 'id', ...(index === 0 ? words : {}) }))
      return ['sendMediaGroup', { chat_id: 1, media }]
    }
  }
}

describe('any message', () => {
  const text = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 9_000, size: 'max' }),
    fc.string({ unit: 'grapheme', maxLength: 3_000, size: 'max' }),
    fc
      .array(
        fc.constantFrom('**a**', '_b_', '- c', '\n', ' ', '/help', '👩🏽‍🚀', '\ud83d', '***', '__', '\u200d'),
        {
          maxLength: 3_000,
          size: 'max',
        },
      )
      .map(parts => parts.join('')),
  )
  const button = fc.record(
    {
      action: fc.oneof(
        fc.string({ maxLength: 80, size: 'max' }),
        fc.string({ unit: 'grapheme', maxLength: 40, size: 'max' }),
      ),
      label: fc.oneof(fc.string({ unit: 'binary', maxLength: 200 }), fc.constant('')),
      tone: fc.constantFrom('primary' as const, 'danger' as const),
    },
    { requiredKeys: ['action', 'label'] },
  )
  const anyMessage: fc.Arbitrary<Message> = fc.record(
    {
      slot: fc.constantFrom('generation:1', 'selfie:1'),
      text,
      buttons: fc.array(fc.array(button, { maxLength: 30, size: 'max' }), { maxLength: 12, size: 'max' }),
      images: fc
        .array(
          fc.tuple(
            fc.string({ maxLength: 70, size: 'max' }),
            fc.constantFrom(undefined, 'sticker' as const, 'file' as const),
          ),
          { maxLength: 45, size: 'max' },
        )
        .map(all => all.map(([id, as]) => image(id, as))),
      progress: fc.record({ done: fc.oneof(fc.constant(null), fc.double({ noNaN: true })) }),
    },
    { requiredKeys: ['text', 'buttons', 'images'] },
  )

  it('is within every limit of Telegram, with all its words, pictures and buttons', async () => {
    let longest = 0
    await fc.assert(
      fc.asyncProperty(anyMessage, async message => {
        const { parts, lost } = renderMessage(message, OPTIONS)
        longest = Math.max(longest, parts.length)
        expect(parts.length).toBeGreaterThan(0)
        for (const part of parts) {
          const [method, payload] = toCall(part)
          expect(await breaches(method, payload)).toEqual([])
          expect(specCheck?.(method, payload) ?? []).toEqual([])
        }
        const shown = parts.flatMap(part => (part.kind === 'text' ? [] : part.images))
        expect(shown.length).toBe(message.images.length)
        const photos = message.images.filter(({ as }) => as === undefined).length
        const wanted = message.buttons.flat().length + (message.slot?.startsWith('generation') ? photos : 0)
        expect(parts.flatMap(({ keyboard }) => keyboard?.flat() ?? []).length + lost).toBe(wanted)
        const letters = (some: string) => some.replace(/[^\p{L}]/gu, '').length
        const said = parts.reduce((sum, part) => sum + letters(part.text), 0)
        expect(said).toBe(letters(message.text.replace(/\p{Surrogate}/gu, '')))
      }),
      { numRuns: 100 },
    )
    expect(longest).toBeGreaterThan(10)
  })
})
