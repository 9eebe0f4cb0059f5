/** Parts of a file as browsers ask for them when they play one (RFC 9110, 14). Pure. */

/** From byte to byte, both included. */
export interface Range {
  first: number
  last: number
}

/**
 * The part of a file of `size` bytes that a `Range` header asks for; 'whole' without one, or with several or in a way that
 * is not known, as the standard wants; 'outside' when the file has no such part.
 */
export function readRange(header: string | undefined, size: number): Range | 'whole' | 'outside' {
  const [, from = '', to = ''] = /^bytes=(\d*)-(\d*)$/.exec(header?.trim() ?? '') ?? []
  if (from === '' && to === '') return 'whole'
  if (from === '') {
    const tail = Math.min(Number(to), size)
    return tail === 0 ? 'outside' : { first: size - tail, last: size - 1 }
  }
  const first = Number(from)
  const last = to === '' ? size - 1 : Math.min(Number(to), size - 1)
  if (to !== '' && Number(to) < first) return 'whole'
  return first < size ? { first, last } : 'outside'
}
