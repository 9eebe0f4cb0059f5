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
  // Clouds have nothing finer than eight pixels, so a quarter of the size holds them.
  const small = plane({ width: Math.ceil(size.width / 4) + 1, height: Math.ceil(size.height / 4) + 1 })
  let weight = 1.6 / (2 - 2 ** (1 - octaves))
  for (let octave = 0, step = cell / 4; octave < octaves && step >= 2; octave++, step /= 2) {
    const lattice = plane({
      width: Math.ceil(small.width / step) + 3,
      height: Math.ceil(small.height / step) + 3,
    })
    for (let i = 0; i < lattice.data.length; i++) lattice.data[i] = 2 * next() - 1
    addSmooth(small, lattice, step, weight)
    weight /= 2
  }
  return enlarge(small, size)
}

/** Quadratic B-spline: linear interpolation would show the lattice as creases. */
function addSmooth(out: Plane, lattice: Plane, step: number, weight: number): void {
  const across = Array.from({ length: out.width }, (_, x) => spline(x / step))
  for (let y = 0; y < out.height; y++) {
    const rows = spline(y / step)
    for (let x = 0; x < out.width; x++) {
      const [left, a, b, c] = across[x]!
      let sum = 0
      for (let j = 0; j < 3; j++) {
        const i = (rows[0] + j) * lattice.width + left
        sum += rows[j + 1]! * (lattice.data[i]! * a + lattice.data[i + 1]! * b + lattice.data[i + 2]! * c)
      }
      out.data[y * out.width + x]! += sum * weight
    }
  }
}

function spline(at: number): [first: number, a: number, b: number, c: number] {
  const first = Math.floor(at)
  const t = at - first
  return [first, 0.5 * (1 - t) * (1 - t), 0.5 + t * (1 - t), 0.5 * t * t]
}
