/** The sitter's colours: complexion, brows and lashes, eyes, hair, cloth. Colours are linear red, green, blue. */
import { aroundHead, EYE, lipLine, lowerLid, type Material, onLips, upperLid } from './body.js'
import { arriving, EDGE, each, KEY, lampInEye, lit, openness, type Spot } from './light.js'
import { bell, clamp, dot, mix, mottle, noise, ramp, unit, type Vec } from './shapes.js'

/** A colour as screens write it, made linear. */
export const linear = (r: number, g: number, b: number): Vec => [
  (r / 255) ** 2.2,
  (g / 255) ** 2.2,
  (b / 255) ** 2.2,
]

const SKIN = linear(217, 163, 132)
const LIPS = linear(181, 96, 90)
const HAIR = linear(74, 46, 30)
const CLOTH = linear(59, 74, 90)

const times = (colour: Vec, by: Vec): Vec => each(i => colour[i] * by[i])
const even = (by: number): Vec => [by, by, by]
const toward = (colour: Vec, other: Vec, share: number): Vec => each(i => mix(colour[i], other[i], share))

export const PAINT: Record<Material, (spot: Spot) => Vec> = { skin, eye, hair, cloth }

function skin(spot: Spot): Vec {
  const [x, y, z] = spot.at
  const ax = Math.abs(x)
  const red =
    0.55 * bell(ax - 0.42, 0.2) * bell(y + 0.3, 0.17) +
    0.5 * bell(x, 0.14) * bell(y + 0.4, 0.12) +
    0.3 * bell(x, 0.2) * bell(y + 1, 0.14)
  const cloudy = mottle(x * 9, y * 9, z * 9) - 0.5
  const fine = 1 + (noise(x * 60, y * 60, z * 60) - 0.5) * 0.05
  let colour = times(SKIN, [1, 1 - 0.22 * red, 1 - 0.2 * red])
  colour = times(colour, [(1 + 0.09 * cloudy) * fine, (1 + 0.16 * cloudy) * fine, (1 + 0.16 * cloudy) * fine])
  const tired = bell(ax - 0.3, 0.16) * bell(y + 0.13, 0.05)
  colour = times(colour, [1 - 0.08 * tired, 1 - 0.14 * tired, 1 - 0.1 * tired])
  let lips = 0
  if (z > 0.45 && y < -0.5 && y > -0.9) {
    lips = onLips(x, y)
    colour = toward(colour, times(LIPS, even(0.9 + 0.2 * noise(x * 50, y * 8, 1))), lips * 0.85)
    const shut = bell(y - lipLine(x), 0.013) * ramp(0.285, 0.24, ax)
    colour = times(colour, [1 - 0.72 * shut, 1 - 0.82 * shut, 1 - 0.82 * shut])
  }
  if (z > 0.3) colour = toward(colour, times(HAIR, even(0.55)), brow(ax, y))
  if (z > 0.5) colour = lashes(colour, ax, y)
  return lit(spot, { colour, gloss: mix(0.22, 0.5, lips), shine: mix(18, 30, lips), skin: true })
}

/** How much of a place is covered by the hairs of a brow. */
function brow(ax: number, y: number): number {
  const u = (ax - 0.13) / 0.42
  const along = clamp(u)
  const middle = 0.235 + 0.085 * Math.sin(along * Math.PI * 0.66) - 0.05 * along
  const half = 0.062 * (1 - 0.6 * along) * ramp(-0.16, 0.1, u)
  const hairs = noise((ax - y * 0.7) * 75, (y + ax * 0.3) * 22, 2)
  const dense = ramp(1.15, 0.35, Math.abs((y - middle) / half) + 0.35 * (hairs - 0.5))
  return clamp(dense * ramp(-0.1, 0.1, u) * ramp(1.08, 0.8, u) * (0.72 + 0.4 * hairs))
}

/** Lashes along the upper lid, the wet edge of the lower one, and the fold above. */
function lashes(bare: Vec, ax: number, y: number): Vec {
  const u = (ax - EYE.x) / EYE.halfWidth
  if (Math.abs(u) > 1.15 || Math.abs(y) > 0.2) return bare
  const above = y - upperLid(u)
  const below = y - lowerLid(u)
  const upper = ramp(0.028, 0.008, Math.abs(above - 0.006)) * ramp(1.1, 0.9, Math.abs(u))
  const lower = ramp(0.022, 0.004, Math.abs(below + 0.004)) * ramp(1.05, 0.7, Math.abs(u))
  const fold = bell(above - 0.075, 0.014) * ramp(1.1, 0.7, Math.abs(u))
  const shade = bell(above - 0.05, 0.05) * ramp(1.1, 0.8, Math.abs(u))
  let colour = toward(bare, even(0.012), upper * 0.92)
  colour = toward(colour, [0.25, 0.1, 0.08], lower * 0.45)
  colour = times(colour, even(1 - 0.3 * fold))
  return times(colour, [1 - 0.12 * shade, 1 - 0.2 * shade, 1 - 0.2 * shade])
}

function eye(spot: Spot): Vec {
  const [x, y] = spot.at
  const side = x < 0 ? -1 : 1
  const across = x - side * EYE.x
  const vein = mottle(x * 30, y * 30, 2)
  const corner = ramp(0.1, 0.2, Math.abs(across))
  let colour: Vec = [
    0.72 * (1 - 0.12 * corner),
    0.69 * (1 - 0.05 * vein) * (1 - 0.3 * corner),
    0.67 * (1 - 0.05 * vein) * (1 - 0.3 * corner),
  ]
  const r = Math.hypot(across + side * 0.006, y - 0.004) / 0.112
  if (r < 1.12) colour = toward(colour, iris(across, y, r, side), ramp(1.08, 0.95, r))
  // The upper lid throws its shade on the eye.
  const under = upperLid((Math.abs(x) - EYE.x) / EYE.halfWidth) - y
  colour = times(colour, even(mix(0.32, 1, ramp(0, 0.075, under))))
  const seen = lit(spot, { colour, gloss: 0, shine: 10, skin: false })
  const glint = 1.5 * lampInEye(spot) * ramp(0.02, 0.05, under) + 0.02
  return each(i => seen[i] + glint)
}

function iris(across: number, y: number, r: number, side: number): Vec {
  const angle = Math.atan2(y, across)
  const [cos, sin] = [Math.cos(angle), Math.sin(angle)]
  const fibres = noise(cos * 9 + side, sin * 9, r * 2) * 0.7 + noise(cos * 22, sin * 22, r) * 0.5
  const glow = (0.5 + fibres * 1.1) * (1 + 1.1 * Math.max(0, -y / 0.1)) * ramp(1.05, 0.85, r)
  const inner = ramp(0.9, 0.4, r)
  const pupil = ramp(0.37, 0.44, r)
  const colour: Vec = [0.11 * (1 + 0.8 * inner), 0.062 * (1 + 0.8 * inner), 0.03 * (1 + 0.56 * inner)]
  return each(i => (colour[i] * glow + 0.008) * pupil + 0.002)
}

function hair(spot: Spot): Vec {
  const { at, normal, view } = spot
  const [x, y, z] = at
  const around = aroundHead(x, z)
  const [strand, fine, lock] = [
    noise(around * 60, y * 2.2, 7),
    noise(around * 130, y * 3, 9),
    noise(around * 20, y * 1.1, 4),
  ]
  const tone = 0.45 + 0.55 * strand + 0.35 * fine + 0.45 * lock
  const warm: Vec = [0.35, 0.25, 0.15]
  const colour = each(i => HAIR[i] * tone * (1 + warm[i] * (lock - 0.5)))
  const seen = lit(spot, { colour, gloss: 0, shine: 10, skin: false })
  // Strands run down the head, and shine in bands across them.
  const down = unit([-normal[0] * normal[1] * 0.6, 1 - normal[1] ** 2, -normal[2] * normal[1]])
  const run = unit([down[0] + 0.15 * (strand - 0.5), down[1], down[2] + 0.1 * (fine - 0.5)])
  const band = (lamp: Vec, shift: number, sharp: number) => {
    const half = unit(each(i => lamp[i] + view[i]))
    const along = dot(unit(each(i => run[i] + normal[i] * shift)), half)
    return Math.sqrt(Math.max(0, 1 - along * along)) ** sharp
  }
  const key = arriving(spot, 6)
  const white = band(KEY, -0.12 + 0.2 * (strand - 0.5), 70) * 0.16 * key
  const tinted = band(KEY, 0.1 + 0.2 * (strand - 0.5), 22) * 0.5 * key
  const edge = band(EDGE, 0, 30) * 0.06 * Math.max(0, dot(normal, EDGE))
  const gain = (0.35 + 0.9 * fine) * openness(spot)
  const tint: Vec = [1, 0.93, 0.82]
  return each(i => seen[i] + (white + tinted * HAIR[i] + edge) * gain * tint[i])
}

function cloth(spot: Spot): Vec {
  const [x, y, z] = spot.at
  const knit = 0.5 + 0.5 * Math.sin(x * 150) * Math.sin(y * 150)
  const colour = times(CLOTH, even(0.82 + 0.2 * knit + 0.3 * (mottle(x * 3, y * 3, z * 3) - 0.5)))
  return lit(spot, { colour, gloss: 0.02, shine: 6, skin: false })
}
