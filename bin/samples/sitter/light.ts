/** The photographer's lamps: a large one from the upper left, a faint one from the right, two edges from behind. */
import { nearest } from './body.js'
import { clamp, dot, mix, ramp, unit, type Vec } from './shapes.js'

/** A place on the sitter: where, which way it faces, and the way to the camera. */
export interface Spot {
  at: Vec
  normal: Vec
  view: Vec
}

/** What the light meets: its colour (linear red, green, blue), how much it shines, and whether light goes under it. */
export interface Surface {
  colour: Vec
  gloss: number
  shine: number
  skin: boolean
}

export const KEY = unit([-0.62, 0.55, 0.85])
const FILL = unit([0.8, 0.1, 0.75])
export const EDGE = unit([0.75, 0.45, -0.6])
const OTHER_EDGE = unit([-0.8, 0.5, -0.55])

const KEY_COLOUR: Vec = [1, 0.95, 0.87]
const FILL_COLOUR: Vec = [0.75, 0.86, 1]
const EDGE_COLOUR: Vec = [1, 0.95, 0.9]
const SKY_COLOUR: Vec = [0.9, 0.95, 1]
/** How far light bleeds around into the shade: under skin red goes furthest. */
const BLEED = { skin: [0.42, 0.2, 0.14], other: [0.05, 0.05, 0.05] } as const

export const each = (make: (channel: 0 | 1 | 2) => number): Vec => [make(0), make(1), make(2)]

/** How much of the key light arrives, 0 to 1; `hard` is how sharp the shadow's edge is. */
export function arriving({ at, normal }: Spot, hard: number): number {
  const from = each(i => at[i] + normal[i] * 0.02)
  let share = 1
  for (let i = 0, t = 0.03; i < 34 && t < 3; i++) {
    const { away } = nearest(from[0] + KEY[0] * t, from[1] + KEY[1] * t, from[2] + KEY[2] * t)
    share = Math.min(share, 0.5 + (0.5 * away * hard) / t)
    if (share < 0) return 0
    t += clamp(away, 0.02, 0.2)
  }
  return share * share * (3 - 2 * share)
}

/** How open a place is to the light of the room. */
export function openness({ at, normal }: Spot): number {
  let closed = 0
  for (let i = 1, weight = 1; i <= 5; i++, weight *= 0.6) {
    const t = 0.025 * i * i
    const { away } = nearest(at[0] + normal[0] * t, at[1] + normal[1] * t, at[2] + normal[2] * t)
    closed += (t - away) * weight
  }
  return clamp(1 - 1.25 * closed, 0.12, 1)
}

/** The light that comes back from a spot to the camera. */
export function lit(spot: Spot, { colour, gloss, shine, skin }: Surface): Vec {
  const { normal, view } = spot
  const open = openness(spot)
  const key = arriving(spot, skin ? 3.5 : 5)
  const facing = dot(normal, KEY)
  const fill = Math.max(0, dot(normal, FILL) * 0.6 + 0.4)
  const edge = Math.max(0, dot(normal, EDGE))
  const other = Math.max(0, dot(normal, OTHER_EDGE))
  const sky = 0.5 + 0.5 * normal[1]
  const grazing = (1 - Math.max(0, dot(normal, view))) ** 4
  const mirrored = (lamp: Vec, sharp: number) => {
    const half = unit(each(i => lamp[i] + view[i]))
    return (Math.max(0, dot(normal, half)) ** sharp * (sharp + 2)) / 8
  }
  const shining =
    gloss *
    (0.25 * mirrored(KEY, shine) * key + 0.06 * mirrored(KEY, shine * 4) * key + 0.05 * mirrored(FILL, shine))
  const rim = grazing * (0.18 * edge + 0.06 * other + 0.02) * open
  const bleed = skin ? BLEED.skin : BLEED.other
  return each(i => {
    const around = Math.max(0, (facing + bleed[i]) / (1 + bleed[i]))
    const shade = skin ? key ** ([0.6, 0.85, 1][i] ?? 1) : key
    const room = skin ? mix(1, open, [0.75, 0.95, 1][i] ?? 1) : open
    const soft =
      1.55 * KEY_COLOUR[i] * around * shade +
      0.4 * FILL_COLOUR[i] * fill * room +
      0.26 * sky * room * SKY_COLOUR[i]
    return (
      colour[i] * (soft + (0.9 * edge * EDGE_COLOUR[i] + 0.5 * other) * open) + shining * KEY_COLOUR[i] + rim
    )
  })
}

/** The lamp's square mirrored in an eye. */
export function lampInEye({ normal, view }: Spot): number {
  const back = each(i => 2 * dot(normal, view) * normal[i] - view[i])
  return ramp(0.2, 0.15, Math.abs(back[0] + 0.42)) * ramp(0.2, 0.15, Math.abs(back[1] - 0.42))
}
