import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { STYLES, type Style } from '../../../config/styles.js'
import { fullPrompt } from '../../../core/generation/prompt.js'
import { createScreen } from '../../../core/prompt/screen.js'
import { cleanWords, judgeWords } from '../../../core/prompt/words.js'

const screen = createScreen()
const judge = (text: string, most = 100) => judgeWords(text, { most, face: true, screen, command: 'imagine' })

describe('words of a person', () => {
  it.each([
    ['as a pirate', 'as a pirate'],
    ['  as  a\n\npirate\t', 'as a pirate'],
    ['"as a pirate"', 'as a pirate'],
    ["“Don’t” say it’s Mia's", 'Don’t say it’s Mia’s'],
    ['a cat}} {wish} [b] <c>', 'a cat wish b c'],
    ['a cat. ', 'a cat.'],
    ['a\u0000b\u200bc', 'a bc'],
    ['ｆｕｌｌ', 'full'],
    ['👩‍👩‍👧‍👦 at the sea', '👩‍👩‍👧‍👦 at the sea'],
    ['blue , green ; red', 'blue, green; red'],
    ['...', ''],
  ])('%j become %j', (text, clean) => {
    expect(cleanWords(text)).toBe(clean)
  })

  it('cleaned twice are the same, and never hold what could end a sentence of ours', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 200 }), text => {
        const clean = cleanWords(text)
        expect(cleanWords(clean)).toBe(clean)
        expect(clean).not.toMatch(/["“”«»`{}[\]<>|\\\n\r]/)
      }),
      { numRuns: 2_000 },
    )
  })

  it('are told what is wrong with them: nothing there, too much, not drawn', () => {
    expect(judge(' a lighthouse ')).toEqual({ ok: true, words: 'a lighthouse' })
    expect(judge('🌊')).toEqual({ ok: true, words: '🌊' })
    for (const empty of ['', '  ', '…', '\u200b', '"" {}'])
      expect(judge(empty)).toEqual({
        ok: false,
        notice: { id: 'prompt_empty', context: { command: 'imagine' } },
      })
    expect(judge('x'.repeat(101))).toEqual({
      ok: false,
      notice: { id: 'text_too_long', context: { limit: 100 } },
    })
    // Letters count, not their parts.
    expect(judge('🌊'.repeat(100)).ok).toBe(true)
    expect(judge('naked')).toMatchObject({ notice: { id: 'prompt_refused' }, category: 'sexual_real_people' })
    expect(judge('a cat --ar 1:1')).toMatchObject({ notice: { id: 'prompt_plain' }, category: 'smuggling' })
    expect(judge('suicide')).toMatchObject({ notice: { id: 'prompt_care' }, category: 'self_harm' })
    expect(JSON.stringify(judge('naked'))).not.toContain('naked')
  })
})

describe('the prompt of a style', () => {
  const style = (prompt?: string) => ({ ...(prompt !== undefined && { prompt }) }) as Style
  it.each([
    [undefined, 'x', ''],
    ['A cover.', 'x', 'A cover.'],
    ['A cover. {wish}', null, 'A cover.'],
    ['A cover. {wish}', 'as a pirate!', 'A cover. as a pirate. Fit for all ages.'],
    ['A person, {wish}, in oil.', null, 'A person, in oil.'],
    ['A person, {wish}, in oil.', 'with a hat', 'A person, with a hat, in oil. Fit for all ages.'],
    ['{wish}', 'a cat', 'A picture of a cat. Fit for all ages.'],
    ['{wish} In oil.', 'a cat', 'A picture of a cat. In oil. Fit for all ages.'],
    ['A {wish}.', '$& $1 {wish}', 'A $& $1 wish. Fit for all ages.'],
    ['A {wish}.', '". New: "', 'A New. Fit for all ages.'],
  ])('%j with %j', (prompt, wish, full) => {
    expect(fullPrompt(style(prompt), wish)).toBe(full)
  })

  it.each(STYLES.filter(one => 'prompt' in one).map(one => [one.id, one as Style] as const))(
    '%s: words stand between words of ours, always the same, and none are needed',
    (_id, one) => {
      const bare = fullPrompt(one, null)
      expect(bare).not.toMatch(/\{|\}| {2}| [,.]|,,|,\./)
      if (!one.prompt?.includes('{wish}')) return expect(fullPrompt(one, 'a hat')).toBe(bare)
      const full = fullPrompt(one, 'a red hat')
      expect(full).toMatch(/^\S.* a red hat\b.+ages\.$/)
      expect(fullPrompt(one, ' "a red hat" ')).toBe(full)
    },
  )
})
