/** Sizes up and down. Pixel centres lie at halves, so nothing drifts between sizes. */
import { clamp, type Plane, plane, type Size } from './plane.js'

/** Half the size, each pixel the mean of four. An odd last row or column is dropped into its neighbour. */
export function shrink(source: Plane): Plane {
  const width = source.width >> 1
  const height = source.height >> 1
  const out = plane({ width, height })
  for (let y = 0; y < height; y++) {
    let i = 2 * y * source.width
    for (let x = 0; x < width; x++, i += 2) {
      const below = i + source.width
      out.data[y * width + x] =
        (source.data[i]! + source.data[i + 1]! + source.data[below]! + source.data[below + 1]!) / 4
    }
  }
  return out
}

/** To any size by linear interpolation. */
export function enlarge(source: Plane, to: Size): Plane {
  const out = plane(to)
  const columns = new Int32Array(to.width)
  const weights = new Float32Array(to.width)
  for (let x = 0; x < to.width; x++) {
    const at = clamp(((x + 0.5) * source.width) / to.width - 0.5, 0, source.width - 1)
    columns[x] = Math.min(Math.floor(at), Math.max(source.width - 2, 0))
    weights[x] = at - columns[x]!
  }
  const right = source.width > 1 ? 1 : 0
  const line = new Float32Array(source.width)
  for (let y = 0; y < to.height; y++) {
    const at = clamp(((y + 0.5) * source.height) / to.height - 0.5, 0, source.height - 1)
    const top = Math.min(Math.floor(at), Math.max(source.height - 2, 0))
    const share = at - top
    const upper = top * source.width
    const lower = source.height > 1 ? upper + source.width : upper
    for (let x = 0; x < source.width; x++) {
      const value = source.data[upper + x]!
      line[x] = value + (source.data[lower + x]! - value) * share
    }
    const row = y * to.width
    for (let x = 0; x < to.width; x++) {
      const left = columns[x]!
      const value = line[left]!
      out.data[row + x] = value + (line[left + right]! - value) * weights[x]!
    }
  }
  return out
}

/** A smaller copy by halving, then linear to the very size; for sizes that are no power of two. */
export function fitInto(source: Plane, to: Size): Plane {
  let current = source
  while (current.width >= 2 * to.width && current.height >= 2 * to.height) current = shrink(current)
  return current.width === to.width && current.height === to.height ? current : enlarge(current, to)
}

/** The value at any point, linear, the border repeated. */
export function sample(source: Plane, x: number, y: number): number {
  const { width, height, data } = source
  const cx = clamp(x, 0, width - 1)
  const cy = clamp(y, 0, height - 1)
  const left = Math.min(Math.floor(cx), Math.max(width - 2, 0))
  const top = Math.min(Math.floor(cy), Math.max(height - 2, 0))
  const i = top * width + left
  const right = width > 1 ? 1 : 0
  const below = height > 1 ? width : 0
  const fx = cx - left
  const upper = data[i]! + (data[i + right]! - data[i]!) * fx
  const lower = data[i + below]! + (data[i + below + right]! - data[i + below]!) * fx
  return upper + (lower - upper) * (cy - top)
}
