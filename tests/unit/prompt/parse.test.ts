import { describe, expect, it } from 'vitest'
import {
  MAX_SEED,
  parseAgain,
  parseCharacter,
  parsePortrait,
  parsePrompt,
  sameName,
  takeSeed,
} from '../../../core/prompt/parse.js'

it.each([
  ['', { style: '', wish: '' }],
  ['noir', { style: 'noir', wish: '' }],
  ['NOIR  as a\npirate', { style: 'noir', wish: 'as a\npirate' }],
  ['style:noir prompt:as a pirate', { style: 'noir', wish: 'as a pirate' }],
  ['style: Noir prompt: as a pirate', { style: 'noir', wish: 'as a pirate' }],
  ['style:noir as a pirate', { style: 'noir', wish: 'as a pirate' }],
  ['style:noir', { style: 'noir', wish: '' }],
  ['prompt:as a pirate', { style: '', wish: 'as a pirate' }],
  ['prompt:as a pirate style:noir', { style: 'noir', wish: 'as a pirate' }],
  ['noir seed:12 as a pirate', { style: 'noir', wish: 'as a pirate', seed: 12 }],
  ['noir as a pirate seed: 12', { style: 'noir', wish: 'as a pirate', seed: 12 }],
  ['style:noir prompt:in old style', { style: 'noir', wish: 'in old style' }],
])('/portrait %j', (argument, parsed) => {
  expect(parsePortrait(argument)).toEqual(parsed)
})

it.each([
  ['a lighthouse', { wish: 'a lighthouse' }],
  ['prompt: a lighthouse', { wish: 'a lighthouse' }],
  ['a lighthouse seed:7', { wish: 'a lighthouse', seed: 7 }],
  ['', { wish: '' }],
])('/imagine %j', (argument, parsed) => {
  expect(parsePrompt(argument)).toEqual(parsed)
})

it.each([
  ['', { name: null, text: '' }],
  ['Mia', { name: 'Mia', text: '' }],
  ['Mia in the rain', { name: 'Mia', text: 'in the rain' }],
  ['Mia: a girl with red hair', { name: 'Mia', text: 'a girl with red hair' }],
  ['"Mia Rose" in the rain', { name: 'Mia Rose', text: 'in the rain' }],
  ['„Mia Rose“ im Regen', { name: 'Mia Rose', text: 'im Regen' }],
  ['name:Mia description:red hair', { name: 'Mia', text: 'red hair' }],
  ['Jean-Luc', { name: 'Jean-Luc', text: '' }],
  ['Jürgen seed:5', { name: 'Jürgen', text: '', seed: 5 }],
  ['"" nobody', { name: null, text: 'nobody' }],
  ['<b> bold', { name: null, text: 'bold' }],
  [`${'x'.repeat(33)} long`, { name: null, text: 'long' }],
])('/character %j', (argument, parsed) => {
  expect(parseCharacter(argument)).toEqual(parsed)
})

it.each([
  ['', {}],
  ['123', { seed: 123 }],
  ['seed:123', { seed: 123 }],
  ['Seed 123', { seed: 123 }],
  ['#123', { seed: 123 }],
  [String(MAX_SEED), { seed: MAX_SEED }],
  [String(MAX_SEED + 1), null],
  ['-1', null],
  ['1.5', null],
  ['twice', null],
])('/again %j', (argument, parsed) => {
  expect(parseAgain(argument)).toEqual(parsed)
})

describe('a seed', () => {
  it('stays a word where it is none', () => {
    for (const text of ['a poppy seed', 'seed:lots', 'seed:99999999999', 'birdseed:3'])
      expect(takeSeed(text)).toEqual({ text })
  })
})

it('names are the same in any case', () => {
  expect([sameName('Mia', 'MIA'), sameName('Jürgen', 'jürgen'), sameName('Mia', 'Mio')]).toEqual([
    true,
    true,
    false,
  ])
})
