/** Surfaces to draw and paint on. */
import { gauss } from './blur.js'
import { clouds, type Random } from './noise.js'
import { type Plane, plane, type Size } from './plane.js'

/** The tooth of drawing paper: about -1 to 1, finer than a pencil's line, with a little felt-side unevenness. */
export function tooth(size: Size, next: Random): Plane {
  const noise = plane(size)
  for (let i = 0; i < noise.data.length; i++) noise.data[i] = next() + next() - 1
  const fine = gauss(noise, 0.8)
  const coarse = gauss(noise, 2.2).data
  for (let i = 0; i < coarse.length; i++) fine.data[i] = 1.7 * fine.data[i]! + 4.2 * coarse[i]!
  return fine
}

/** Even hatching in one direction: long soft streaks `width` pixels apart that begin and end, values about -1 to 1. */
export function hatching(size: Size, angle: number, width: number, next: Random): Plane {
  const out = plane(size)
  const columns = 512
  const noise = new Float32Array(columns * columns)
  for (let i = 0; i < noise.length; i++) noise[i] = 2 * next() - 1
  const sway = clouds(size, size.height / 5, 2, next).data
  const cos = Math.cos(angle)
  const sin = Math.sin(angle)
  const mask = columns - 1
  for (let y = 0; y < size.height; y++) {
    for (let x = 0; x < size.width; x++) {
      const i = y * size.width + x
      // A hand draws arcs, not rulers' lines.
      const u = (x * cos + y * sin) / (width * 26) + 64
      const v = (y * cos - x * sin + sway[i]! * width * 7) / width + 1024
      const row = Math.floor(v)
      const fv = v - row
      const shift = (row * 37) & mask
      const shiftNext = ((row + 1) * 37) & mask
      const a = streak(noise, row & mask, u + shift * 0.37, columns)
      const b = streak(noise, (row + 1) & mask, u + shiftNext * 0.37, columns)
      const t = fv * fv * (3 - 2 * fv)
      out.data[i] = (a + (b - a) * t) * 1.25
    }
  }
  return out
}

function streak(noise: Float32Array, row: number, u: number, columns: number): number {
  const left = Math.floor(u)
  const t = u - left
  const mask = columns - 1
  const a = noise[row * columns + (left & mask)]!
  return a + (noise[row * columns + ((left + 1) & mask)]! - a) * t
}

/** Canvas: two sets of threads over and under each other, values about -1 to 1, uneven as cloth is. */
export function weave(size: Size, next: Random): Plane {
  const out = plane(size)
  const warp = clouds(size, size.height / 6, 3, next).data
  const pitch = (2 * Math.PI) / 5.2
  for (let y = 0; y < size.height; y++) {
    for (let x = 0; x < size.width; x++) {
      const i = y * size.width + x
      const bend = warp[i]! * 3
      const a = Math.sin((x + bend) * pitch)
      const b = Math.sin((y - bend) * pitch)
      out.data[i] = 0.5 * (a * a * (a * b > 0 ? 1 : -1) + b * b) + 0.35 * (next() - 0.5)
    }
  }
  return out
}
