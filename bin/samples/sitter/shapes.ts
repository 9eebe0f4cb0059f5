/** What the sitter is modelled with: distances to simple bodies, smooth joints between them, and noise. Pure. */
export type Vec = readonly [x: number, y: number, z: number]

export const clamp = (v: number, from = 0, to = 1): number => (v < from ? from : v > to ? to : v)
export const mix = (a: number, b: number, share: number): number => a + (b - a) * share
export const dot = (a: Vec, b: Vec): number => a[0] * b[0] + a[1] * b[1] + a[2] * b[2]
/** A hill of that width around zero, 1 at its top. */
export const bell = (v: number, width: number): number => Math.exp(-((v / width) ** 2))

/** From 0 at `a` to 1 at `b`, softly. */
export function ramp(a: number, b: number, v: number): number {
  const t = clamp((v - a) / (b - a))
  return t * t * (3 - 2 * t)
}

export function unit(v: Vec): Vec {
  const length = Math.hypot(v[0], v[1], v[2])
  return [v[0] / length, v[1] / length, v[2] / length]
}

/** Both bodies as one, with a joint that is `soft` wide. */
export function join(a: number, b: number, soft: number): number {
  const near = Math.max(soft - Math.abs(a - b), 0) / soft
  return Math.min(a, b) - near * near * soft * 0.25
}

/** The first body without the second. */
export const carve = (a: number, b: number, soft: number): number => -join(-a, b, soft)

/** About how far it is to an ellipsoid around the origin. */
export function ellipsoid(x: number, y: number, z: number, rx: number, ry: number, rz: number): number {
  const a = Math.hypot(x / rx, y / ry, z / rz)
  const b = Math.hypot(x / (rx * rx), y / (ry * ry), z / (rz * rz))
  return b < 1e-9 ? -Math.min(rx, ry, rz) : (a * (a - 1)) / b
}

/** A rod from one point to another, with a radius at each. */
export function rod(
  x: number,
  y: number,
  z: number,
  from: Vec,
  to: Vec,
  first: number,
  last: number,
): number {
  const way: Vec = [to[0] - from[0], to[1] - from[1], to[2] - from[2]]
  const here: Vec = [x - from[0], y - from[1], z - from[2]]
  const t = clamp(dot(here, way) / dot(way, way))
  return Math.hypot(here[0] - way[0] * t, here[1] - way[1] * t, here[2] - way[2] * t) - mix(first, last, t)
}

function chance(x: number, y: number, z: number): number {
  let h = Math.imul(x, 374_761_393) ^ Math.imul(y, 668_265_263) ^ Math.imul(z, 2_147_483_647)
  h = Math.imul(h ^ (h >>> 13), 1_274_126_177)
  return ((h ^ (h >>> 16)) >>> 0) / 2 ** 32
}

/** Smooth chance from 0 to 1, the same for the same place. */
export function noise(x: number, y: number, z: number): number {
  const [i, j, k] = [Math.floor(x), Math.floor(y), Math.floor(z)]
  const [u, v, w] = [ramp(0, 1, x - i), ramp(0, 1, y - j), ramp(0, 1, z - k)]
  const row = (dj: number, dk: number) => mix(chance(i, j + dj, k + dk), chance(i + 1, j + dj, k + dk), u)
  return mix(mix(row(0, 0), row(1, 0), v), mix(row(0, 1), row(1, 1), v), w)
}

/** Three layers of noise, each finer and fainter. */
export const mottle = (x: number, y: number, z: number): number =>
  noise(x, y, z) * 0.5 + noise(x * 2.1, y * 2.1, z * 2.1) * 0.3 + noise(x * 4.3, y * 4.3, z * 4.3) * 0.2
