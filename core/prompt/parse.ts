/** What stands after /portrait, /imagine, /character and /again. Pure; bots join named options to the same text. */
import { PROMPT } from '../../config/limits.js'

/** The largest seed: engines take 31 bits. */
export const MAX_SEED = 2 ** 31 - 1

/** A text without the seed that it names as `seed:123`. */
export function takeSeed(text: string): { text: string; seed?: number } {
  let seed: number | undefined
  const rest = text.replace(/(?<!\S)seed\s?[:=]\s?(\d{1,10})(?!\S)/gi, (found, digits: string) => {
    const value = Number(digits)
    if (value > MAX_SEED) return found
    seed = value
    return ' '
  })
  if (seed === undefined) return { text: text.trim() }
  return { text: rest.replace(/ {2,}/g, ' ').trim(), seed }
}

/** `noir as a pirate`, `style:noir prompt:as a pirate`, in any order: a style's word, and the person's own. */
export function parsePortrait(argument: string): { style: string; wish: string; seed?: number } {
  const { text, ...seed } = takeSeed(argument)
  const named = /^(?:style\s?[:=]\s?(?<style>\S+)\s*)?prompt\s?[:=]\s?(?<wish>[\s\S]*)$/i.exec(text)
  if (named) {
    const wish = (named.groups?.wish ?? '').trim()
    const last = named.groups?.style === undefined ? /^([\s\S]*?)\s+style\s?[:=]\s?(\S+)$/i.exec(wish) : null
    if (last) return { style: (last[2] ?? '').toLowerCase(), wish: last[1] ?? '', ...seed }
    return { style: (named.groups?.style ?? '').toLowerCase(), wish, ...seed }
  }
  const [, style = '', wish = ''] = /^(?:style\s?[:=]\s?)?(\S*)\s*([\s\S]*)$/i.exec(text) ?? []
  return { style: style.toLowerCase(), wish: wish.trim(), ...seed }
}

/** `a lighthouse at night`, with or without `prompt:`. */
export function parsePrompt(argument: string): { wish: string; seed?: number } {
  const { text, ...seed } = takeSeed(argument)
  return { wish: text.replace(/^prompt\s?[:=]\s*/i, '').trim(), ...seed }
}

/**
 * `Mia a girl with red hair`, `Mia in the rain`, `"Mia Rose" in the rain`. The name is the first word, or what stands in
 * quotation marks; null when it is none: letters, digits, and signs that names have.
 */
export function parseCharacter(argument: string): { name: string | null; text: string; seed?: number } {
  const { text, ...seed } = takeSeed(argument)
  const [, quoted, plain = '', rest = ''] =
    /^(?:name\s?[:=]\s?)?(?:["“„«]\s*([^"”“»]*?)\s*["”“»]|(\S*))\s*([\s\S]*)$/i.exec(text) ?? []
  const name = (quoted ?? plain.replace(/[,:;.!]+$/, '')).normalize('NFC').replace(/\s+/g, ' ')
  const fits = name.length <= PROMPT.nameChars && /^[\p{L}\p{N}][\p{L}\p{M}\p{N}’'. -]*$/u.test(name)
  return {
    name: fits ? name : null,
    text: rest.replace(/^(?:description|prompt)\s?[:=]\s*/i, '').trim(),
    ...seed,
  }
}

/** `123`, `seed:123` or nothing; null for what is no seed. */
export function parseAgain(argument: string): { seed?: number } | null {
  const text = argument.trim()
  if (text === '') return {}
  const [, digits] = /^(?:seed\s?[:=]?\s?|#)?(\d{1,10})$/i.exec(text) ?? []
  return digits !== undefined && Number(digits) <= MAX_SEED ? { seed: Number(digits) } : null
}

/** Two names that are the same to a person. */
export function sameName(a: string, b: string): boolean {
  const key = (name: string) => name.normalize('NFKC').toLowerCase()
  return key(a) === key(b)
}
