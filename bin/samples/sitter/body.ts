/**
 * The sitter, modelled as distances: a bust of nobody. The middle of the eyes is near the origin, up is +y, the camera looks
 * from +z, and the head is about 2.3 high.
 */
import { bell, carve, clamp, ellipsoid, join, mottle, noise, ramp, rod } from './shapes.js'

export type Material = 'skin' | 'eye' | 'cloth' | 'hair'

/** An eyeball; the other one is its mirror image. */
export const EYE = { x: 0.315, z: 0.6, radius: 0.205, halfWidth: 0.19 } as const

const MOUTH_Y = -0.665

/** The edge of the upper and of the lower lid, by the place between the corners (-1 to 1, outwards). */
export const upperLid = (u: number): number => 0.108 * Math.max(0, 1 - u * u) ** 0.62 + 0.012 * u
export const lowerLid = (u: number): number => -0.078 * Math.max(0, 1 - u * u) ** 0.75 + 0.012 * u

/** Where the lips meet. */
export const lipLine = (x: number): number =>
  MOUTH_Y + 0.03 * (Math.abs(x) / 0.27) ** 2 - 0.012 * bell(x, 0.06)

function upperLip(x: number): number {
  const a = Math.abs(x) / 0.27
  return a > 1 ? 0 : 0.072 * (1 - a ** 1.6) + 0.02 * bell(a - 0.28, 0.2) - 0.022 * bell(a, 0.13)
}

function lowerLip(x: number): number {
  const a = Math.abs(x) / 0.25
  return a > 1 ? 0 : 0.105 * (1 - a * a) ** 0.8
}

/** How much a place of the face belongs to the lips. */
export function onLips(x: number, y: number): number {
  const d = y - lipLine(x)
  const thick = d > 0 ? upperLip(x) : lowerLip(x)
  return thick <= 0.001 ? 0 : ramp(1.12, 0.86, Math.abs(d) / thick)
}

function lipSwell(x: number, y: number): number {
  const d = y - lipLine(x)
  const upper = d > 0
  const thick = upper ? upperLip(x) : lowerLip(x)
  const t = thick > 0 ? Math.abs(d) / thick : 2
  const swell = upper
    ? 0.05 * Math.sin(Math.PI * clamp(t * 0.75 + 0.2)) * ramp(1.5, 0.6, t)
    : 0.062 * Math.sin(Math.PI * clamp(t * 0.75 + 0.18)) * ramp(1.5, 0.7, t)
  const across = Math.abs(x)
  return swell * ramp(0.31, 0.2, across) - 0.04 * bell(d, 0.014) * ramp(0.29, 0.24, across)
}

function head(x: number, y: number, z: number): number {
  const ax = Math.abs(x)
  let d = ellipsoid(x, y - 0.38, z + 0.2, 0.79, 0.84, 0.95)
  d = join(d, ellipsoid(x, y + 0.18, z - 0.1, 0.64, 0.9, 0.74), 0.25)
  // Jaw, chin, cheekbones, cheeks.
  d = join(d, ellipsoid(x, y + 0.66, z - 0.16, 0.5, 0.42, 0.6), 0.28)
  d = join(d, ellipsoid(ax - 0.38, y + 0.58, z + 0.02, 0.17, 0.3, 0.3), 0.35)
  d = join(d, Math.hypot(x, y + 0.99, z - 0.6) - 0.15, 0.3)
  d = join(d, ellipsoid(ax - 0.4, y + 0.24, z - 0.5, 0.19, 0.16, 0.2), 0.28)
  d = join(d, ellipsoid(ax - 0.28, y + 0.5, z - 0.5, 0.2, 0.24, 0.2), 0.28)
  // Brows, the part around the mouth, eye sockets.
  d = join(d, rod(ax, y, z, [0, 0.2, 0.75], [0.5, 0.2, 0.56], 0.07, 0.06), 0.2)
  d = join(d, ellipsoid(x, y + 0.66, z - 0.66, 0.26, 0.2, 0.2), 0.22)
  d = carve(d, ellipsoid(ax - 0.33, y - 0.01, z - 0.97, 0.22, 0.13, 0.26), 0.16)
  // Nose.
  d = join(d, rod(x, y, z, [0, 0.14, 0.74], [0, -0.3, 0.98], 0.055, 0.075), 0.18)
  d = join(d, ellipsoid(x, y + 0.36, z - 1, 0.1, 0.09, 0.1), 0.1)
  d = join(d, ellipsoid(ax - 0.115, y + 0.395, z - 0.88, 0.075, 0.07, 0.1), 0.07)
  d = carve(d, ellipsoid(ax - 0.062, y + 0.452, z - 0.95, 0.04, 0.03, 0.05), 0.025)
  if (z > 0.4 && y < -0.4 && y > -0.95) {
    d += 0.02 * bell(x, 0.03) * ramp(-0.6, -0.53, y) * ramp(-0.44, -0.5, y)
    d -= lipSwell(x, y)
  }
  return d
}

function lids(x: number, y: number, z: number): number {
  const across = Math.abs(x) - EYE.x
  const u = across / EYE.halfWidth
  const shell = ellipsoid(across, y, z - EYE.z, EYE.radius + 0.022, EYE.radius + 0.016, EYE.radius + 0.02)
  const slit = Math.max(y - upperLid(u), lowerLid(u) - y, Math.abs(across) - EYE.halfWidth)
  const fold = y - upperLid(u) * 0.9 - 0.07 + 0.02 * u * u
  return Math.max(shell, -slit * 0.9) + 0.018 * bell(fold, 0.016) * ramp(0.22, 0.1, Math.abs(across))
}

function ears(x: number, y: number, z: number): number {
  const [ax, ey, ez] = [Math.abs(x) - 0.8, y + 0.1, z + 0.1]
  const shell = ellipsoid(ax - 0.02, ey, ez, 0.07, 0.24, 0.15)
  const hollow = carve(shell, ellipsoid(ax - 0.09, ey - 0.02, ez - 0.03, 0.05, 0.15, 0.08), 0.05)
  return join(hollow, ellipsoid(ax, ey + 0.2, ez - 0.03, 0.05, 0.07, 0.06), 0.06)
}

function neck(x: number, y: number, z: number): number {
  const column = rod(x, y, z, [0, -0.7, -0.18], [0, -1.95, -0.36], 0.38, 0.46)
  const tendon = rod(Math.abs(x), y, z, [0.42, -0.6, -0.2], [0.12, -1.75, 0.06], 0.07, 0.05)
  return join(column, tendon, 0.22)
}

function skin(x: number, y: number, z: number): number {
  let d = join(head(x, y, z), neck(x, y, z), 0.14)
  if (z > 0.3 && Math.abs(y) < 0.4) d = join(d, lids(x, y, z), 0.035)
  return Math.abs(x) > 0.6 ? join(d, ears(x, y, z), 0.06) : d
}

const eyes = (x: number, y: number, z: number): number =>
  Math.hypot(Math.abs(x) - EYE.x, y, z - EYE.z) - EYE.radius

/** A jersey with a round collar. */
function cloth(x: number, level: number, z: number): number {
  const y = level - 0.24
  const ax = Math.abs(x)
  let d = ellipsoid(x, y + 2.85, z + 0.42, 1.62, 0.86, 0.66)
  d = join(d, ellipsoid(ax - 1.15, y + 2.75, z + 0.42, 0.56, 0.58, 0.52), 0.4)
  d = join(d, rod(ax, y, z, [0, -1.75, -0.4], [1.2, -2.4, -0.45], 0.42, 0.42), 0.4)
  d = join(d, ellipsoid(x, y + 2.55, z + 0.12, 0.7, 0.5, 0.44), 0.3)
  const round = Math.hypot(x, (z + 0.26) * 0.92)
  const slope = -1.9 - 0.5 * (z + 0.26) + 0.1 * x * x
  d = carve(d, Math.max(round - 0.56, (slope - y) * 0.8), 0.04)
  d = join(d, Math.hypot(round - 0.575, (y - slope) * 0.85) - 0.06, 0.05)
  return d + 0.012 * (mottle(x * 2.2, y * 2.2 + 5, z * 2) - 0.5)
}

/** Straight hair to the jaw, parted at the side. */
function hair(x: number, y: number, z: number): number {
  const ax = Math.abs(x)
  let d = ellipsoid(x, y - 0.42, z + 0.24, 0.93, 0.93, 1.06)
  d = join(d, ellipsoid(ax - 0.74, y + 0.3, z + 0.22, 0.2, 0.86, 0.46), 0.25)
  d = join(d, ellipsoid(x, y + 0.35, z + 0.62, 0.78, 0.9, 0.42), 0.3)
  const hairline = 0.8 - 0.62 * clamp((PARTING - x) / 0.8) ** 1.7 - 0.6 * clamp((x - PARTING) / 0.55) ** 1.5
  const face = carve(ellipsoid(x, y + 0.3, z - 1, 0.645, 1.3, 1.25), (hairline - y) * 0.8, 0.22)
  d = carve(d, face, 0.16)
  const around = aroundHead(x, z)
  const strand = noise(around * 16, y * 1.2, 3.7) * 0.6 + noise(around * 37, y * 1.9, 1.3) * 0.4
  return d + 0.045 * (strand - 0.5) * ramp(-0.02, 0.12, Math.abs(face))
}

const PARTING = 0.16

/** Strands fall from the parting: which one a place belongs to. */
export const aroundHead = (x: number, z: number): number => Math.atan2(x - PARTING, z + 0.2)

/** How far it is at least to the nearest part of the sitter, and what that is made of. */
export function nearest(x: number, y: number, z: number): { away: number; of: Material } {
  const box = Math.max(Math.abs(x) - 2.2, Math.abs(y + 0.6) - 2.6, Math.abs(z) - 1.5)
  if (box > 0.5) return { away: box, of: 'cloth' }
  let away = skin(x, y, z)
  let of: Material = 'skin'
  const see = (distance: number, material: Material) => {
    if (distance < away) [away, of] = [distance, material]
  }
  if (y < -1) see(cloth(x, y, z), 'cloth')
  if (y > -1.5) see(hair(x, y, z), 'hair')
  if (z > 0.3 && Math.abs(y) < 0.4) see(eyes(x, y, z), 'eye')
  return { away, of }
}
