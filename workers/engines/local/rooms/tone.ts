/** Exposure, colour balance and curves. Skin decides, and it is never pushed towards anyone else's skin. */
import { TONE } from '../../../../config/studio.js'
import { gauss } from './blur.js'
import { type Face, facePlane, featurePlane } from './face.js'
import { smoothSelf } from './guided.js'
import { clamp, luminance, magnitude, type Plane, type Rgb, smoothstep } from './plane.js'

/** Brightness of the face (or of the whole person when there is none) in percentiles, and its mean colour. */
export interface Reading {
  low: number
  middle: number
  high: number
  colour: [number, number, number]
}

/** Reads the light on the skin; every second pixel is plenty. */
export function meter(picture: Rgb, alpha: Plane, face: Face | null): Reading {
  const where = face ? facePlane(face, picture, 0, 0.86) : alpha
  const values: number[] = []
  const sum = [0, 0, 0]
  for (let y = 0; y < picture.height; y += 2) {
    for (let x = 0; x < picture.width; x += 2) {
      const i = y * picture.width + x
      if (where.data[i]! < 0.9) continue
      const r = picture.r[i]!
      const g = picture.g[i]!
      const b = picture.b[i]!
      values.push(0.2126 * r + 0.7152 * g + 0.0722 * b)
      sum[0]! += r
      sum[1]! += g
      sum[2]! += b
    }
  }
  if (values.length === 0) return { low: 0.2, middle: 0.5, high: 0.8, colour: [0.5, 0.5, 0.5] }
  const sorted = Float32Array.from(values).sort()
  const at = (share: number): number => sorted[Math.floor(share * (sorted.length - 1))]!
  const n = values.length
  return { low: at(0.1), middle: at(0.5), high: at(0.9), colour: [sum[0]! / n, sum[1]! / n, sum[2]! / n] }
}

/** Mends exposure and cast as far as the face calls for it; a good photo and a grey one stay as they are. In place. */
export function develop(picture: Rgb, light: Reading, strength = 1): void {
  const goal = clamp(light.high, TONE.faceHigh[0], TONE.faceHigh[1])
  const wanted = Math.log(goal) / Math.log(clamp(light.high, 0.02, 0.98))
  const gamma = clamp(1 + (wanted - 1) * 0.85 * strength, TONE.gamma[0], TONE.gamma[1])
  const [red, green, blue] = light.colour
  const gains = [1, 1, 1]
  const rg = red / Math.max(green, 0.01)
  const bg = blue / Math.max(green, 0.01)
  if (Math.abs(rg - 1) > 0.03 || Math.abs(bg - 1) > 0.03) {
    const r = 1 + (clamp(rg, TONE.skinRed[0], TONE.skinRed[1]) / rg - 1) * 0.8 * strength
    const b = 1 + (clamp(bg, TONE.skinBlue[0], TONE.skinBlue[1]) / bg - 1) * 0.8 * strength
    const keep =
      (0.2126 * red + 0.7152 * green + 0.0722 * blue) /
      (0.2126 * red * r + 0.7152 * green + 0.0722 * blue * b)
    gains[0] = clamp(r * keep, 0.6, 1.6)
    gains[1] = clamp(keep, 0.6, 1.6)
    gains[2] = clamp(b * keep, 0.6, 1.6)
  }
  const channels = [picture.r, picture.g, picture.b]
  for (let c = 0; c < 3; c++) {
    const gain = gains[c]!
    curve(channels[c]!, value => {
      // Highlights go towards white whatever the gain, or blown windows would turn coloured.
      const balanced = value * (gain + (1 - gain) * smoothstep(0.75, 1, value))
      return clamp(balanced) ** gamma
    })
  }
}

/** Applies a curve to values from 0 to 1 by a table of 1024 steps. In place. */
export function curve(data: Float32Array, f: (value: number) => number): void {
  const table = Float32Array.from({ length: 1026 }, (_, i) => f(Math.min(1, i / 1024)))
  for (let i = 0; i < data.length; i++) {
    const at = clamp(data[i]!) * 1024
    const step = at | 0
    const low = table[step]!
    data[i] = low + (table[step + 1]! - low) * (at - step)
  }
}

/** Adds the same amount to all three channels where a plane of differences says so: changes light, keeps hue. */
export function shift(picture: Rgb, difference: Plane): void {
  for (let i = 0; i < difference.data.length; i++) {
    const d = difference.data[i]!
    picture.r[i] = clamp(picture.r[i]! + d)
    picture.g[i] = clamp(picture.g[i]! + d)
    picture.b[i] = clamp(picture.b[i]! + d)
  }
}

/** Crispens edges of about `radius` pixels; noise below a threshold is left alone. In place. */
export function sharpen(picture: Rgb, radius: number, amount: number): void {
  const bright = luminance(picture)
  const soft = gauss(bright, radius).data
  for (let i = 0; i < soft.length; i++) {
    const detail = bright.data[i]! - soft[i]!
    const size = Math.abs(detail)
    bright.data[i] = clamp(detail * amount * smoothstep(0.002, 0.02, size), -0.09, 0.07)
  }
  shift(picture, bright)
}

/** Lifts or lowers broad contrast (radius about `radius` pixels). In place. */
export function clarity(picture: Rgb, radius: number, amount: number): void {
  const bright = luminance(picture)
  const soft = gauss(bright, radius).data
  for (let i = 0; i < soft.length; i++) {
    const middle = 1 - Math.abs(2 * bright.data[i]! - 1) ** 2
    bright.data[i] = clamp((bright.data[i]! - soft[i]!) * amount * middle, -0.12, 0.12)
  }
  shift(picture, bright)
}

/** Calms skin a little, as a retoucher would: pores stay, blotches go; eyes, mouth and brows are not touched. In place. */
export function calmSkin(picture: Rgb, face: Face, amount: number): void {
  const bright = luminance(picture)
  const smooth = smoothSelf(bright, Math.max(2, Math.round(face.height * 0.018)), 0.0016).data
  const where = facePlane(face, picture, face.height * 0.03, 0.96).data
  const features = featurePlane(face, picture).data
  for (let i = 0; i < smooth.length; i++) {
    bright.data[i] = (smooth[i]! - bright.data[i]!) * amount * where[i]! * (1 - features[i]!)
  }
  shift(picture, bright)
}

/** Takes the flash's red out of pupils: only what is far redder than any skin, only where an iris can be. In place. */
export function mendRedEyes(picture: Rgb, face: Face): void {
  const reach = 0.09 * face.width
  for (const [cx, cy] of [face.leftEye, face.rightEye]) {
    const right = Math.min(picture.width - 1, Math.ceil(cx + reach))
    const bottom = Math.min(picture.height - 1, Math.ceil(cy + reach))
    for (let y = Math.max(0, Math.floor(cy - reach)); y <= bottom; y++) {
      for (let x = Math.max(0, Math.floor(cx - reach)); x <= right; x++) {
        const i = y * picture.width + x
        const others = (picture.g[i]! + picture.b[i]!) / 2
        const near = smoothstep(1, 0.7, magnitude(x - cx, (y - cy) * 1.5) / reach)
        const red = smoothstep(1.3, 1.5, picture.r[i]! / (others + 0.03)) * near
        picture.r[i] = picture.r[i]! + (others - picture.r[i]!) * red
      }
    }
  }
}
