/** Chance that can be repeated: everything comes from the generation's seed, so the same seed draws the same picture. */
import { type Plane, plane, type Size } from './plane.js'
import { enlarge } from './resample.js'

/** A stream of numbers from 0 up to, but without, 1. */
export type Random = () => number

/** Mulberry32: small, fast, and good enough for grain and strokes. `salt` keeps streams of one seed apart. */
export function random(seed: number, salt = 0): Random {
  let state = mix(seed >>> 0, salt >>> 0)
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let t = Math.imul(state ^ (state >>> 15), state | 1)
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61)
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296
  }
}

function mix(a: number, b: number): number {
  let h = Math.imul(a ^ 0x9e3779b9, 0x85ebca6b) ^ Math.imul(b + 0x7f4a7c15, 0xc2b2ae35)
  h ^= h >>> 15
  h = Math.imul(h, 0x27d4eb2f)
  return (h ^ (h >>> 13)) >>> 0
}

/** Independent noise a pixel, mean 0, deviation 1, bell-shaped as far as grain needs it (sum of three). */
export function whiteNoise(size: Size, next: Random): Plane {
  const out = plane(size)
  for (let i = 0; i < out.data.length; i++) out.data[i] = 2 * (next() + next() + next() - 1.5)
  return out
}

/** Soft clouds, values about -1 to 1: octaves of smooth noise, the coarsest with cells of `cell` pixels. */
export function clouds(size: Size, cell: number, octaves: number, next: Random): Plane {
  const out = plane(size)
  let weight = 1
  let total = 0
  let step = cell
  for (let octave = 0; octave < octaves && step >= 2; octave++) {
    const lattice = plane({
      width: Math.max(2, Math.ceil(size.width / step) + 3),
      height: Math.max(2, Math.ceil(size.height / step) + 3),
    })
    for (let i = 0; i < lattice.data.length; i++) lattice.data[i] = 2 * next() - 1
    addSmooth(out, lattice, step, weight)
    total += weight
    weight /= 2
    step /= 2
  }
  for (let i = 0; i < out.data.length; i++) out.data[i] = out.data[i]! / total
  return out
}

/** Quadratic B-spline: linear interpolation would show the lattice as creases. */
function addSmooth(out: Plane, lattice: Plane, step: number, weight: number): void {
  const { width, height } = out
  const half = { width: Math.ceil(width / 2) + 1, height: Math.ceil(height / 2) + 1 }
  const coarse = step >= 12 ? plane(half) : plane(out)
  const scale = (step >= 12 ? 2 : 1) / step
  for (let y = 0; y < coarse.height; y++) {
    const fy = y * scale
    const top = Math.floor(fy)
    const ty = fy - top
    const wy = [0.5 * (1 - ty) * (1 - ty), 0.5 + ty * (1 - ty), 0.5 * ty * ty]
    for (let x = 0; x < coarse.width; x++) {
      const fx = x * scale
      const left = Math.floor(fx)
      const tx = fx - left
      const wx0 = 0.5 * (1 - tx) * (1 - tx)
      const wx1 = 0.5 + tx * (1 - tx)
      const wx2 = 0.5 * tx * tx
      let sum = 0
      for (let j = 0; j < 3; j++) {
        const i = Math.min(top + j, lattice.height - 1) * lattice.width + Math.min(left, lattice.width - 3)
        sum += wy[j]! * (lattice.data[i]! * wx0 + lattice.data[i + 1]! * wx1 + lattice.data[i + 2]! * wx2)
      }
      coarse.data[y * coarse.width + x] = sum
    }
  }
  const full = step >= 12 ? enlarge(coarse, out) : coarse
  for (let i = 0; i < out.data.length; i++) out.data[i] = out.data[i]! + full.data[i]! * weight * 1.6
}
