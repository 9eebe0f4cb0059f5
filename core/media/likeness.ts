/**
 * How much two faces look alike, from the numbers that `Vision.embed` describes them with. The formula and its constants
 * are those of Human's own `match.similarity`, without its rounding: two results are to be told apart by less.
 */

/** Human's `multiplier`. */
const MULTIPLIER = 25
/** Human's `min` and `max`: what lies outside is as different, or as alike, as can be. */
const RANGE = [0.2, 0.8] as const

/** Between 0, nothing alike, and 1, the same picture. Pure. */
export function similarity(a: Float32Array, b: Float32Array): number {
  if (a.length !== b.length) throw new RangeError('Faces are described in the same number of numbers.')
  let squares = 0
  for (let i = 0; i < a.length; i++) squares += (a[i]! - b[i]!) ** 2
  const share = (1 - Math.sqrt(MULTIPLIER * squares) / 100 - RANGE[0]) / (RANGE[1] - RANGE[0])
  return Math.min(1, Math.max(0, share))
}
