/** Where the frame lies in the photo: a search over size and place for the framing a photographer would pick. */
import { FRAME } from '../../../../config/studio.js'
import type { Face, Point } from './face.js'
import { clamp, type Size } from './plane.js'

/** What is known of the person in the photo, in photo pixels. */
export interface Sitter {
  photo: Size
  face: Face | null
  /** The person's bounds by the mask. */
  bounds: { left: number; top: number; right: number; bottom: number }
  /** The highest point of the head with its hair. */
  headTop: number
  /** Whether the photo's border cuts the person there. */
  cut: { left: boolean; right: boolean; top: boolean; bottom: boolean }
}

/** A frame: the photo point in its middle, how far the photo is turned, frame pixels a photo pixel. */
export interface Framing extends Size {
  middle: Point
  turned: number
  scale: number
}

/** Picks the frame. Pure; the head is never cut by the frame, and cut-off limbs end at the frame's border. */
export function compose(sitter: Sitter): Framing {
  const { face } = sitter
  const anchor = face ? face.eyes : maskAnchor(sitter)
  const faceHeight = face ? face.height : maskFaceHeight(sitter)
  const crown = face ? headAbove(face, sitter.headTop) : anchor[1] - sitter.headTop
  const lean =
    face && Math.abs(face.roll) >= FRAME.ignoredRoll
      ? clamp(face.roll, -FRAME.uprightRoll, FRAME.uprightRoll)
      : 0
  let best: Framing | undefined
  let least = Number.POSITIVE_INFINITY
  // Turning needs room at the corners: where a tight photo has none, half a turn or none may be the better picture.
  for (const turned of lean === 0 ? [0] : [lean, lean / 2, 0]) {
    for (let share = FRAME.faceShareRange[0]; share <= FRAME.faceShareRange[1]; share += 0.01) {
      const scale = (share * FRAME.height) / faceHeight
      const size = 6 * Math.log(share / FRAME.faceShare) ** 2 + 8 * (lean - turned) ** 2
      for (let eyeLine = FRAME.eyeLineRange[0]; eyeLine <= FRAME.eyeLineRange[1]; eyeLine += 0.01) {
        const air = eyeLine - (crown * scale) / FRAME.height
        const place = size + 60 * (eyeLine - FRAME.eyeLine) ** 2 + headroom(air, sitter.cut.top)
        if (place >= least) continue
        for (let centre = FRAME.centreRange[0]; centre <= FRAME.centreRange[1] + 1e-9; centre += 0.02) {
          const framing = framed(anchor, turned, scale, eyeLine, centre)
          const cost = place + 25 * (centre - 0.5) ** 2 + 40 * overhang(sitter, framing)
          if (cost < least) {
            least = cost
            best = framing
          }
        }
      }
    }
  }
  return best!
}

function framed(anchor: Point, turned: number, scale: number, eyeLine: number, centre: number): Framing {
  const dx = ((0.5 - centre) * FRAME.width) / scale
  const dy = ((0.5 - eyeLine) * FRAME.height) / scale
  const cos = Math.cos(turned)
  const sin = Math.sin(turned)
  const middle: Point = [anchor[0] + cos * dx - sin * dy, anchor[1] + sin * dx + cos * dy]
  return { width: FRAME.width, height: FRAME.height, middle, turned, scale }
}

/** Hair that the photo itself cut belongs at the frame's upper border; else there is air above it. */
function headroom(air: number, cut: boolean): number {
  if (cut) return 12 * Math.max(0, air)
  return 30 * Math.max(0, FRAME.headroom - air) + (air < 0 ? 20 : 0)
}

/** How far the frame reaches past borders that cut the person, summed over the sides, as a share of its size. */
function overhang({ photo, cut }: Sitter, framing: Framing): number {
  const cos = Math.cos(framing.turned)
  const sin = Math.sin(framing.turned)
  const halfWidth = framing.width / framing.scale / 2
  const halfHeight = framing.height / framing.scale / 2
  const spanX = halfWidth * cos + halfHeight * Math.abs(sin)
  const spanY = halfHeight * cos + halfWidth * Math.abs(sin)
  const [x, y] = framing.middle
  let over = 0
  if (cut.bottom) over += Math.max(0, y + spanY - photo.height) / halfHeight
  if (cut.top) over += Math.max(0, spanY - y) / halfHeight
  if (cut.left) over += (0.7 * Math.max(0, spanX - x)) / halfWidth
  if (cut.right) over += (0.7 * Math.max(0, x + spanX - photo.width)) / halfWidth
  return over / 2
}

/** Hair above the eyes, measured along the head; a raised arm above it does not count as head. */
function headAbove(face: Face, headTop: number): number {
  const toBrow = Math.hypot(face.brow[0] - face.eyes[0], face.brow[1] - face.eyes[1])
  return clamp(face.eyes[1] - headTop, toBrow + 0.12 * face.height, toBrow + 0.75 * face.height)
}

/** Without a face: the head is taken to be the top of the person. */
function maskAnchor({ bounds }: Sitter): Point {
  return [(bounds.left + bounds.right) / 2, bounds.top + 0.22 * (bounds.bottom - bounds.top)]
}

function maskFaceHeight({ bounds }: Sitter): number {
  return Math.max(8, Math.min(0.32 * (bounds.bottom - bounds.top), 0.6 * (bounds.right - bounds.left)))
}

/** Turns points around a middle. */
export function rotation(middle: Point, angle: number): (point: Point) => Point {
  const cos = Math.cos(angle)
  const sin = Math.sin(angle)
  return ([x, y]) => {
    const dx = x - middle[0]
    const dy = y - middle[1]
    return [middle[0] + cos * dx - sin * dy, middle[1] + sin * dx + cos * dy]
  }
}

/** Photo point → frame point. */
export function intoFrame(framing: Framing): (point: Point) => Point {
  const turn = rotation(framing.middle, -framing.turned)
  return point => {
    const [x, y] = turn(point)
    return [
      (x - framing.middle[0]) * framing.scale + framing.width / 2,
      (y - framing.middle[1]) * framing.scale + framing.height / 2,
    ]
  }
}

/** Frame point → photo point. */
export function intoPhoto(framing: Framing): (point: Point) => Point {
  const turn = rotation(framing.middle, framing.turned)
  return ([x, y]) =>
    turn([
      framing.middle[0] + (x - framing.width / 2) / framing.scale,
      framing.middle[1] + (y - framing.height / 2) / framing.scale,
    ])
}
