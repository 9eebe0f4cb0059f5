/** Codes that people read in one place and type in another. */
import { createHash, randomInt } from 'node:crypto'
import { LINK } from '../../config/limits.js'

/** Crockford's 32: no I, L, O and U, so that nothing looks like something else; what is typed for them is understood. */
const LETTERS = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'
const HALF = LINK.codeLength / 2

/** A new code as it is shown, in two groups: `7KQF-W2MX`. */
export function newCode(): string {
  const code = Array.from({ length: LINK.codeLength }, () => LETTERS[randomInt(LETTERS.length)]).join('')
  return `${code.slice(0, HALF)}-${code.slice(HALF)}`
}

/** A number from 10 to 99 that both sides show, so that a person sees whom a question is about. */
export function newNumber(): number {
  return randomInt(10, 100)
}

/** What was typed, as it is looked up; null when it cannot be a code. Case, spaces and dashes do not matter. Pure. */
export function readCode(typed: string): string | null {
  const code = typed
    .toUpperCase()
    .replace(/[\s\p{Dash}]/gu, '')
    .replaceAll('O', '0')
    .replace(/[IL]/g, '1')
  return code.length === LINK.codeLength && [...code].every(letter => LETTERS.includes(letter)) ? code : null
}

/** What is kept of a code. A short one, so its hash keeps it from passing eyes only: it lives for minutes. Pure. */
export function hashCode(code: string): string {
  return createHash('sha256').update(`pixbooth link ${code}`).digest('base64url')
}
