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

/**
 * The square's content as size × size × 3 numbers of 0-255, upright, for a model's input. What lies outside of the
 * picture is black. `flip` mirrors it left to right.
 */
export function sample(picture: Picture, square: Square, size: number, flip = false): Float32Array {
  const { width, height, data } = picture
  const out = new Float32Array(size * size * 3)
  const points = Math.min(MAX_POINTS, Math.max(1, Math.round(square.side / size)))
  const step = square.side / (size * points)
  const cos = Math.cos(square.angle) * step
  const sin = Math.sin(square.angle) * step
  const half = (size * points) / 2
  const share = 1 / (points * points)
  for (let row = 0; row < size * points; row++) {
    const down = row + 0.5 - half
    for (let column = 0; column < size * points; column++) {
      const right = column + 0.5 - half
      const x = square.x + right * cos - down * sin - 0.5
      const y = square.y + right * sin + down * cos - 0.5
      if (x < -1 || y < -1 || x >= width || y >= height) continue
      const x0 = Math.floor(x)
      const y0 = Math.floor(y)
      const dx = x - x0
      const dy = y - y0
      const left = Math.max(x0, 0)
      const next = Math.min(x0 + 1, width - 1)
      const top = Math.max(y0, 0)
      const below = Math.min(y0 + 1, height - 1)
      const a = (top * width + left) * 3
      const b = (top * width + next) * 3
      const c = (below * width + left) * 3
      const d = (below * width + next) * 3
      const to = (Math.floor(row / points) * size + place(Math.floor(column / points), size, flip)) * 3
      for (let channel = 0; channel < 3; channel++) {
        const upper = data[a + channel]! * (1 - dx) + data[b + channel]! * dx
        const lower = data[c + channel]! * (1 - dx) + data[d + channel]! * dx
        out[to + channel]! += (upper * (1 - dy) + lower * dy) * share
      }
    }
  }
  return out
}

/** The point of the picture behind a point of the sample (in sample pixels). */
export function toPicture(square: Square, size: number, x: number, y: number): [x: number, y: number] {
  const right = (x / size - 0.5) * square.side
  const down = (y / size - 0.5) * square.side
  const cos = Math.cos(square.angle)
  const sin = Math.sin(square.angle)
  return [square.x + right * cos - down * sin, square.y + right * sin + down * cos]
}

const place = (column: number, size: number, flip: boolean) => (flip ? size - 1 - column : column)
