import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { parseText, parseWords, type Words } from '../../../bots/markup.js'
import { suggest } from '../../../bots/web/page/completion.js'
import { choosePhotos } from '../../../bots/web/page/photos.js'
import { dayOf } from '../../../bots/web/page/times.js'

const commands = [
  { name: 'start', summary: 'Begin', argument: '', options: [], takesPhoto: false },
  { name: 'styles', summary: 'Styles', argument: '', options: [], takesPhoto: false },
  {
    name: 'portrait',
    summary: 'A portrait',
    argument: '[style]',
    options: [
      {
        name: 'style',
        summary: 'the style',
        required: false,
        choices: [
          { value: 'noir', label: 'Film noir' },
          { value: 'oil', label: 'Oil painting' },
        ],
      },
    ],
    takesPhoto: true,
  },
]
const known = (name: string) => commands.some(one => one.name === name)

describe('the small markup', () => {
  test('bold, italic and commands', () => {
    expect(parseWords('**Hi** there, _you_: /start', known)).toEqual([
      { kind: 'bold', words: [{ kind: 'text', text: 'Hi' }] },
      { kind: 'text', text: ' there, ' },
      { kind: 'italic', words: [{ kind: 'text', text: 'you' }] },
      { kind: 'text', text: ': ' },
      { kind: 'command', text: '/start' },
    ])
  })

  test.each([
    'snake_case_word',
    '5 ** 3 ** 2',
    '/unknown',
    'a/start',
    'https://x/start',
    '/start/styles',
    '**',
    '__',
  ])('%j stays as it is', text => {
    expect(parseWords(text, known)).toEqual([{ kind: 'text', text }])
  })

  test('lists and lines stand apart', () => {
    const blocks = parseText('One\ntwo\n\n- a\n- b\nthree', known)
    expect(blocks.map(block => [block.kind, block.lines.length])).toEqual([
      ['lines', 2],
      ['list', 2],
      ['lines', 1],
    ])
  })

  test('no letter is lost, whatever is written', () => {
    const letters = (words: Words[]): string =>
      words.map(one => ('words' in one ? letters(one.words) : one.text)).join('')
    const marks = /[*_]/g
    fc.assert(
      fc.property(fc.stringMatching(/^[a-z*_/ <>&é-]{0,60}$/), line => {
        expect(letters(parseWords(line, known)).replace(marks, '')).toBe(line.replace(marks, ''))
      }),
    )
  })
})

describe('completion', () => {
  const titles = (text: string) => suggest(text, commands).items.map(item => item.title)

  test('a slash offers every command, letters narrow it', () => {
    expect(titles('/')).toEqual(['/start', '/styles', '/portrait [style]'])
    expect(titles('/ST')).toEqual(['/start', '/styles'])
    expect(titles('/x')).toEqual([])
    expect(titles('hello /')).toEqual([])
  })

  test('a command with choices offers them, by value and by name', () => {
    expect(titles('/portrait ')).toEqual(['noir', 'oil'])
    expect(titles('/portrait Film')).toEqual(['noir'])
    expect(titles('/portrait oil')).toEqual([])
    expect(titles('/start ')).toEqual([])
  })

  test('Enter takes what was begun, and sends what is whole', () => {
    expect(suggest('/sty', commands)).toMatchObject({ first: 0, items: [{ text: '/styles', whole: true }] })
    expect(suggest('/por', commands)).toMatchObject({
      first: 0,
      items: [{ text: '/portrait ', whole: false }],
    })
    expect(suggest('/portrait', commands).first).toBe(-1)
    expect(suggest('/portrait ', commands).first).toBe(-1)
    expect(suggest('/portrait n', commands).first).toBe(0)
  })
})

describe('choosing photos', () => {
  const limits = { photoBytes: 10, photos: 3, text: 100 }
  const file = (name: string, type: string, size = 5) => new File(['x'.repeat(size)], name, { type })

  test('pictures are taken, also HEIC without a type', () => {
    const files = [file('a.jpg', 'image/jpeg'), file('IMG_1.HEIC', '')]
    expect(choosePhotos(files, 0, limits)).toEqual({ taken: files, problems: [] })
  })

  test('others are left out, each with a sentence', () => {
    const files = [
      file('notes.txt', 'text/plain'),
      file('big.jpg', 'image/jpeg', 11),
      file('a.jpg', 'image/jpeg'),
    ]
    const chosen = choosePhotos(files, 0, limits)
    expect(chosen.taken).toEqual([files[2]])
    expect(chosen.problems).toHaveLength(2)
    expect(chosen.problems[0]).toContain('notes.txt')
  })

  test('no more than there is room for', () => {
    const files = Array.from({ length: 4 }, (_, i) => file(`${i}.jpg`, 'image/jpeg'))
    expect(choosePhotos(files, 1, limits)).toMatchObject({
      taken: files.slice(0, 2),
      problems: [expect.any(String)],
    })
  })
})

test('days are called by their names', () => {
  const now = new Date(2026, 10, 23, 0, 30)
  expect(dayOf(new Date(2026, 10, 23, 0, 5).toISOString(), now)).toBe('Today')
  expect(dayOf(new Date(2026, 10, 22, 23, 59).toISOString(), now)).toBe('Yesterday')
  expect(dayOf(new Date(2026, 10, 20, 12).toISOString(), now)).toMatch(/20/)
})
