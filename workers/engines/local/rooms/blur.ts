/** Blurs with a cost that does not grow with their radius. */
import { type Plane, plane } from './plane.js'
import { enlarge, shrink } from './resample.js'

/** Between the passes; a picture takes about a hundred blurs, and new memory for each would keep the collector busy. */
let between = new Float32Array(0)

/** The mean over a square of 2r+1 pixels; at the borders over what there is of it. */
export function boxBlur(source: Plane, radius: number): Plane {
  const r = Math.round(radius)
  if (r < 1) return { ...source, data: source.data.slice() }
  const out = plane(source)
  blurInto(out, source, r)
  return out
}

/** `target` may be the source itself. */
function blurInto(target: Plane, source: Plane, r: number): void {
  if (between.length < source.data.length) between = new Float32Array(source.data.length)
  rowMeans(source, r, between)
  columnMeans(between, r, target)
}

function rowMeans({ width, height, data }: Plane, r: number, out: Float32Array): void {
  const inner = 1 / (2 * r + 1)
  for (let y = 0; y < height; y++) {
    const row = y * width
    const end = row + width
    let sum = 0
    let count = Math.min(r, width)
    for (let i = row; i < row + count; i++) sum += data[i]!
    let i = row
    // The window grows into the row, slides through it, and shrinks out of it.
    for (; i <= row + r && i + r < end; i++) {
      sum += data[i + r]!
      out[i] = sum / ++count
    }
    for (; i + r < end; i++) {
      sum += data[i + r]! - data[i - r - 1]!
      out[i] = sum * inner
    }
    for (; i < end; i++) {
      if (i - r - 1 >= row) {
        sum -= data[i - r - 1]!
        count--
      }
      out[i] = sum / count
    }
  }
}

/** Row by row with a running sum a column: going down columns would thrash the cache. */
function columnMeans(data: Float32Array, r: number, out: Plane): void {
  const { width, height } = out
  const sums = new Float64Array(width)
  let count = Math.min(r, height)
  for (let i = 0; i < count * width; i++) sums[i % width]! += data[i]!
  for (let y = 0; y < height; y++) {
    const added = (y + r) * width
    const dropped = (y - r - 1) * width
    if (y + r < height) count++
    if (dropped >= 0) count--
    const share = 1 / count
    const row = y * width
    if (y + r < height && dropped >= 0) {
      for (let x = 0; x < width; x++) {
        const sum = sums[x]! + data[added + x]! - data[dropped + x]!
        sums[x] = sum
        out.data[row + x] = sum * share
      }
    } else {
      for (let x = 0; x < width; x++) {
        let sum = sums[x]!
        if (y + r < height) sum += data[added + x]!
        if (dropped >= 0) sum -= data[dropped + x]!
        sums[x] = sum
        out.data[row + x] = sum * share
      }
    }
  }
}

/** Close to a Gaussian (two box passes); a wide one works on a smaller copy, where nobody sees the difference. */
export function gauss(source: Plane, sigma: number): Plane {
  if (sigma >= 5 && source.width >= 64 && source.height >= 64) {
    return enlarge(gauss(shrink(source), sigma / 2), source)
  }
  // A box of radius r has the variance r(r+1)/3, and variances of passes add up.
  const r = (Math.sqrt(1 + 6 * sigma * sigma) - 1) / 2
  const low = Math.max(1, Math.floor(r))
  const out = boxBlur(source, r - low > 0.25 ? low + 1 : low)
  blurInto(out, out, r - low > 0.75 ? low + 1 : low)
  return out
}
