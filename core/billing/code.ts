/** How codes for credits are written. */
import { CODES } from '../../config/limits.js'
import { newCode } from '../person/code.js'

/** A code as it is kept: capital letters and digits. Null when it cannot be one. Pure. */
export function readCreditCode(typed: string): string | null {
  const code = typed.toUpperCase().replace(/[\s\p{Dash}]/gu, '')
  const fits = code.length >= CODES.minChars && code.length <= CODES.maxChars
  return fits && /^[A-Z0-9]+$/.test(code) ? code : null
}

/** A new code by chance, as it is kept. */
export function newCreditCode(): string {
  return newCode().replaceAll('-', '')
}

/** As it was typed, and with the letters that a code by chance does not have read as what they look like: O, I, L. Pure. */
export function spellings(code: string): string[] {
  return [code, code.replaceAll('O', '0').replace(/[IL]/g, '1')]
}
