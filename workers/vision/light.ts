import type { Light } from '../../core/selfie/measurements.js'

/** From here on a pixel shows nothing but white. */
const WHITE = 250
/** The share of pixels that `bright` leaves above it. */
const TOP = 0.05
/** Width of the blur that the patch is compared with, in pixels of the patch (9 in the paper). */
const REACH = 4

/**
 * Measures a square patch of size × size pixels of RGB numbers 0-255. Pixels outside of the circle in the middle are
 * left out: around a face they are hair and background.
 */
export function lightOf(patch: ArrayLike<number>, size: number): Light {
  const luma = new Float32Array(size * size)
  const histogram = new Uint32Array(256)
  let [sum, count] = [0, 0]
  for (let i = 0; i < luma.length; i++) {
    const value = 0.2126 * patch[i * 3]! + 0.7152 * patch[i * 3 + 1]! + 0.0722 * patch[i * 3 + 2]!
    luma[i] = value
    if (!inCircle(i, size)) continue
    histogram[Math.round(value)]!++
    sum += value
    count++
  }
  return {
    mean: sum / count,
    bright: lumaBelowTop(histogram, count * TOP),
    burnt: histogram.subarray(WHITE).reduce((white, pixels) => white + pixels, 0) / count,
    blur: Math.max(blurAlong(luma, size, 1), blurAlong(luma, size, size)),
  }
}

/** The luma that no more than `pixels` pixels are above. */
function lumaBelowTop(histogram: Uint32Array, pixels: number): number {
  let luma = 255
  for (let above = histogram[luma]!; above <= pixels && luma > 0; above += histogram[luma]!) luma--
  return luma
}

function inCircle(i: number, size: number): boolean {
  const [x, y] = [(i % size) + 0.5 - size / 2, Math.floor(i / size) + 0.5 - size / 2]
  return x * x + y * y < (size * size) / 4
}

/** What share of the steps between neighbours survives another blur, along rows (`stride` 1) or columns. */
function blurAlong(luma: Float32Array, size: number, stride: number): number {
  let [before, lost] = [0, 0]
  for (let i = 0; i < luma.length; i++) {
    const at = stride === 1 ? i % size : Math.floor(i / size)
    if (at < REACH + 1 || at >= size - REACH || !inCircle(i, size)) continue
    const step = Math.abs(luma[i]! - luma[i - stride]!)
    // Two neighbouring means of 2 REACH + 1 pixels differ by their ends only.
    const blurredStep =
      Math.abs(luma[i + REACH * stride]! - luma[i - (REACH + 1) * stride]!) / (2 * REACH + 1)
    before += step
    lost += Math.max(0, step - blurredStep)
  }
  return before === 0 ? 1 : 1 - lost / before
}
