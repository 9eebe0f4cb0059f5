/** Putting planes together. */
import { gauss } from './blur.js'
import type { Random } from './noise.js'
import { clamp, magnitude, type Plane, plane, type Rgb, smoothstep } from './plane.js'

/** Lays the person over a backdrop, writes into the backdrop. */
export function over(backdrop: Rgb, person: Rgb, alpha: Plane): Rgb {
  for (const name of ['r', 'g', 'b'] as const) {
    const below = backdrop[name]
    const above = person[name]
    for (let i = 0; i < below.length; i++) below[i] = below[i]! + (above[i]! - below[i]!) * alpha.data[i]!
  }
  return backdrop
}

/** Lets the light of a soft backdrop creep around the person's edge, as it does in a real room. Writes into the person. */
export function wrap(person: Rgb, backdrop: Rgb, alpha: Plane, reach: number, amount: number): void {
  const soft = gauss(alpha, reach).data
  const share = plane(alpha)
  for (let i = 0; i < soft.length; i++) share.data[i] = amount * clamp((1 - soft[i]!) * 1.6) ** 1.5
  for (const name of ['r', 'g', 'b'] as const) {
    const glow = backdrop[name]
    const target = person[name]
    for (let i = 0; i < target.length; i++) {
      const value = target[i]!
      // Screen: light adds, it never darkens.
      target[i] = value + (1 - value) * glow[i]! * share.data[i]!
    }
  }
}

/** Darkens towards the corners. In place. */
export function vignette(picture: Rgb, amount: number, x = 0.5, y = 0.46): void {
  const { width, height } = picture
  for (let row = 0; row < height; row++) {
    for (let column = 0; column < width; column++) {
      const d = magnitude((column / width - x) * 0.95, row / height - y)
      const keep = 1 - amount * smoothstep(0.3, 0.78, d)
      const i = row * width + column
      picture.r[i] = picture.r[i]! * keep
      picture.g[i] = picture.g[i]! * keep
      picture.b[i] = picture.b[i]! * keep
    }
  }
}

/** Film grain, strongest in the middle tones; a little of it also hides banding in soft backdrops. In place. */
export function grain(picture: Rgb, amount: number, next: Random, softness = 0): void {
  const { width, height } = picture
  const noise = plane({ width, height })
  for (let i = 0; i < noise.data.length; i++) noise.data[i] = next() + next() - 1
  const layer = softness > 0 ? gauss(noise, softness) : noise
  const gain = amount * (softness > 0 ? 1 + 2.2 * softness : 1) * 1.6
  for (let i = 0; i < layer.data.length; i++) {
    const bright = picture.g[i]!
    const d = layer.data[i]! * gain * (0.35 + 2.6 * bright * (1 - bright))
    picture.r[i] = clamp(picture.r[i]! + d)
    picture.g[i] = clamp(picture.g[i]! + d)
    picture.b[i] = clamp(picture.b[i]! + d)
  }
}
