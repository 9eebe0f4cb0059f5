/** Whether the booth draws what somebody asks for. Pure; the lists stand in config/screening.ts. */
import {
  ACQUAINTANCES,
  ALWAYS_REFUSED,
  CATEGORIES,
  type Category,
  DECEPTION,
  FIGURES,
  HARMLESS,
  MINORS,
  SCREENING,
  SUGGESTIVE,
} from '../../config/screening.js'
import { fold, readings, spelled, words } from './readings.js'

/** What operators add to the lists, and the categories that they have switched off. */
export interface OwnLists {
  lists: Partial<Record<Category, readonly string[]>>
  off: readonly Category[]
}

/** Names the category that a text is refused for, or null. `face`: somebody's face comes with it. */
export type Screen = (text: string, options: { face: boolean }) => Category | null

/** A text in all its readings. */
interface Seen {
  all: readonly string[]
  /** Words with letters struck out, as what they can be: `n*de`. */
  struck: readonly RegExp[]
  /** Runs of letters that were written one by one: `nudegirl`. */
  runs: readonly string[]
}
type Matcher = (seen: Seen) => boolean

/** Puts the lists together once. Throws where an entry is no pattern that can be read. */
export function createScreen(own: OwnLists = { lists: {}, off: [] }): Screen {
  const of = (category: Category) => matcher([...SCREENING[category], ...(own.lists[category] ?? [])])
  const listed = Object.fromEntries(CATEGORIES.map(category => [category, of(category)])) as Record<
    Category,
    Matcher
  >
  const off = new Set(own.off.filter(category => !ALWAYS_REFUSED.includes(category)))
  const minors = matcher(MINORS)
  const suggestive = matcher(SUGGESTIVE)
  const figures = matcher(FIGURES)
  const acquaintances = matcher(ACQUAINTANCES)
  const deception = matcher(DECEPTION)
  const harmless = HARMLESS.map(entry => new RegExp(whole(entry), 'gu'))

  return (text, { face }) => {
    const folded = fold(text)
    const all = readings(folded).map(reading =>
      harmless.reduce((rest, phrase) => rest.replace(phrase, ' '), reading),
    )
    const seen = { all, struck: struckOut(folded), runs: spelled(folded) }
    const sexual = listed.sexual(seen)
    const indecent = sexual || suggestive(seen)
    const figure = figures(seen)
    const real = face || figure || acquaintances(seen)
    const hits: Record<Category, () => boolean> = {
      sexual_minors: () => listed.sexual_minors(seen) || (indecent && minors(seen)),
      sexual_real_people: () => listed.sexual_real_people(seen) || (indecent && real),
      // Signs count here.
      smuggling: () => listed.smuggling({ ...seen, all: [folded, ...all] }),
      sexual: () => sexual,
      self_harm: () => listed.self_harm(seen),
      hate: () => listed.hate(seen),
      violence_gore: () => listed.violence_gore(seen),
      real_people: () => listed.real_people(seen) || (figure && deception(seen)),
    }
    return CATEGORIES.find(category => !off.has(category) && hits[category]()) ?? null
  }
}

/** Finds any of the entries in any of the readings. */
function matcher(entries: readonly string[]): Matcher {
  const patterns = entries.filter(isPattern).map(toPattern)
  const plain = [...new Set(entries.filter(entry => !isPattern(entry)).flatMap(spellings))]
  if (plain.length > 0) patterns.push(new RegExp(plain.map(whole).join('|'), 'u'))
  const single = plain.map(entry => entry.replace(/\*$/, '')).filter(entry => !entry.includes(' '))
  return ({ all, struck, runs }) =>
    all.some(text => patterns.some(pattern => pattern.test(text))) ||
    struck.some(word => single.some(entry => word.test(entry))) ||
    runs.some(run => single.some(entry => entry.length >= 4 && run.includes(entry)))
}

/** What words with struck-out letters can be; at least two letters must be there to go by. */
function struckOut(folded: string): RegExp[] {
  const found = folded.match(/(?<![\p{L}\p{N}*#])\p{L}[\p{L}*#]*[*#][\p{L}*#]*/gu) ?? []
  return found
    .filter(word => word.replace(/[*#]/g, '').length >= 2 && word.length >= 3 && word.length <= 20)
    .map(word => new RegExp(`^${word.replace(/[*#]/g, '\\p{L}')}$`, 'u'))
}

/** Whether an entry is a regular expression. */
export function isPattern(entry: string): boolean {
  return entry.length > 2 && entry.startsWith('/') && entry.endsWith('/')
}

/** The expression of a pattern's entry. Throws SyntaxError. */
export function toPattern(entry: string): RegExp {
  return new RegExp(entry.slice(1, -1), 'u')
}

/** An entry folded as texts are, and once more with its umlauts written out. */
function spellings(entry: string): string[] {
  const out = entry.replace(
    /[äöüÄÖÜ]/g,
    letter => ({ ä: 'ae', ö: 'oe', ü: 'ue' })[letter.toLowerCase()] ?? letter,
  )
  const open = entry.endsWith('*') ? '*' : ''
  return [entry, out].map(one => words(fold(one)) + open)
}

/** Found as whole words; an open end takes any letters. Entries hold letters, digits and spaces only. */
function whole(entry: string): string {
  const open = entry.endsWith('*')
  const text = words(entry)
  return `(?<![\\p{L}\\p{N}])${text}${open ? '[\\p{L}\\p{N}]*' : '(?![\\p{L}\\p{N}])'}`
}
