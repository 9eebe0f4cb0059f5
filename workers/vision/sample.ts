import type { Picture } from '../../core/media/picture.js'

/** A square that may be turned: where a model looks. Pixels of the picture; `angle` in radians, clockwise. */
export interface Square {
  x: number
  y: number
  side: number
  angle: number
}

/** At most so many points a side are averaged for one sample: enough for faces four times larger than the model's input. */
const MAX_POINTS = 4
/** From so many points on each is simply the pixel it lies on; fewer are weighed between four pixels, or edges fray. */
const SIMPLE_POINTS = 3

/**
 * The square's content as size × size × 3 numbers of 0-255, upright, for a model's input. What lies outside of the
 * picture is black. `flip` mirrors it left to right.
 */
export function sample(picture: Picture, square: Square, size: number, flip = false): Float32Array {
  const { width, height, data } = picture
  const points = Math.min(MAX_POINTS, Math.max(1, Math.round(square.side / size)))
  const out = new Float32Array(size * size * 3)
  const across = size * points
  const step = square.side / across
  const [cos, sin] = [Math.cos(square.angle) * step, Math.sin(square.angle) * step]
  const share = 1 / (points * points)
  // Hot: some 300,000 turns a face, so this is one plain loop.
  for (let row = 0; row < across; row++) {
    const [right, down] = [0.5 - across / 2, row + 0.5 - across / 2]
    let x = square.x + right * cos - down * sin
    let y = square.y + right * sin + down * cos
    let to = Math.floor(row / points) * size * 3
    for (let column = 0; column < size; column++, to += 3) {
      let r = 0
      let g = 0
      let b = 0
      for (let point = 0; point < points; point++, x += cos, y += sin) {
        if (x < 0 || y < 0 || x >= width || y >= height) continue
        if (points >= SIMPLE_POINTS) {
          const at = ((y | 0) * width + (x | 0)) * 3
          r += data[at]!
          g += data[at + 1]!
          b += data[at + 2]!
          continue
        }
        const left = x < 0.5 ? 0 : (x - 0.5) | 0
        const top = y < 0.5 ? 0 : (y - 0.5) | 0
        const dx = x < 0.5 ? 0 : x - 0.5 - left
        const dy = y < 0.5 ? 0 : y - 0.5 - top
        const here = (top * width + left) * 3
        const next = here + (left + 1 < width ? 3 : 0)
        const below = here + (top + 1 < height ? width * 3 : 0)
        const opposite = below + next - here
        const w0 = (1 - dx) * (1 - dy)
        const w1 = dx * (1 - dy)
        const w2 = (1 - dx) * dy
        const w3 = dx * dy
        r += data[here]! * w0 + data[next]! * w1 + data[below]! * w2 + data[opposite]! * w3
        g += data[here + 1]! * w0 + data[next + 1]! * w1 + data[below + 1]! * w2 + data[opposite + 1]! * w3
        b += data[here + 2]! * w0 + data[next + 2]! * w1 + data[below + 2]! * w2 + data[opposite + 2]! * w3
      }
      out[to]! += r * share
      out[to + 1]! += g * share
      out[to + 2]! += b * share
    }
  }
  return flip ? mirrored(out, size) : out
}

function mirrored(samples: Float32Array, size: number): Float32Array {
  const out = new Float32Array(samples.length)
  for (let i = 0; i < size * size; i++) {
    const from = (i - (i % size) + (size - 1 - (i % size))) * 3
    for (let c = 0; c < 3; c++) out[i * 3 + c] = samples[from + c]!
  }
  return out
}

/** The point of the picture behind a point of the sample (in sample pixels). */
export function toPicture(square: Square, size: number, x: number, y: number): [x: number, y: number] {
  const right = (x / size - 0.5) * square.side
  const down = (y / size - 0.5) * square.side
  const [cos, sin] = [Math.cos(square.angle), Math.sin(square.angle)]
  return [square.x + right * cos - down * sin, square.y + right * sin + down * cos]
}
