/** The few mesh points that a studio needs, named. Indices are those of the 468-point MediaPipe face mesh. */
import { gauss } from './blur.js'
import { magnitude, type Plane, plane, type Size, smoothstep } from './plane.js'

export type Point = readonly [x: number, y: number]

export interface Face {
  /** Centres between the corners of each eye; left as the viewer sees it. */
  leftEye: Point
  rightEye: Point
  /** Between the eyes. */
  eyes: Point
  mouth: Point
  chin: Point
  /** Top of the forehead, about where hair begins. */
  brow: Point
  /** From the top of the forehead to the chin. */
  height: number
  /** Across the cheekbones as seen, so less when turned away. */
  width: number
  /** How far the head leans to the viewer's right, in radians. */
  roll: number
  /** -1 to 1: where the nose points, as a share of half the face's width. */
  turn: number
  /** The outline, clockwise from the forehead. */
  outline: Point[]
}

const OUTLINE = [
  10, 338, 297, 332, 284, 251, 389, 356, 454, 323, 361, 288, 397, 365, 379, 378, 400, 377, 152, 148, 176, 149,
  150, 136, 172, 58, 132, 93, 234, 127, 162, 21, 54, 103, 67, 109,
]
const NEEDED = 468

/** Reads a mesh; null when it has too few points to be one. */
export function readFace(mesh: readonly (readonly number[])[]): Face | null {
  if (mesh.length < NEEDED) return null
  const at = (index: number): Point => [mesh[index]![0]!, mesh[index]![1]!]
  const middle = (a: Point, b: Point): Point => [(a[0] + b[0]) / 2, (a[1] + b[1]) / 2]
  const distance = (a: Point, b: Point): number => Math.hypot(a[0] - b[0], a[1] - b[1])
  const leftEye = middle(at(33), at(133))
  const rightEye = middle(at(362), at(263))
  const width = distance(at(234), at(454))
  const sides = middle(at(234), at(454))
  return {
    leftEye,
    rightEye,
    eyes: middle(leftEye, rightEye),
    mouth: middle(at(13), at(14)),
    chin: at(152),
    brow: at(10),
    height: distance(at(10), at(152)),
    width,
    roll: Math.atan2(rightEye[1] - leftEye[1], rightEye[0] - leftEye[0]),
    turn: Math.max(-1, Math.min(1, (at(1)[0] - sides[0]) / Math.max(width / 2, 1))),
    outline: OUTLINE.map(at),
  }
}

/** The same face seen through a mapping of points that keeps shapes. */
export function moveFace(face: Face, move: (point: Point) => Point, scale: number, turned: number): Face {
  return {
    leftEye: move(face.leftEye),
    rightEye: move(face.rightEye),
    eyes: move(face.eyes),
    mouth: move(face.mouth),
    chin: move(face.chin),
    brow: move(face.brow),
    height: face.height * scale,
    width: face.width * scale,
    roll: face.roll - turned,
    turn: face.turn,
    outline: face.outline.map(move),
  }
}

/** 1 inside the outline, 0 outside, with an edge `soft` pixels wide; `grow` widens it around its middle. */
export function facePlane(face: Face, size: Size, soft: number, grow = 1): Plane {
  const out = plane(size)
  const n = face.outline.length
  const cx = face.outline.reduce((sum, p) => sum + p[0], 0) / n
  const cy = face.outline.reduce((sum, p) => sum + p[1], 0) / n
  const points = face.outline.map(p => [cx + (p[0] - cx) * grow, cy + (p[1] - cy) * grow] as const)
  for (let y = 0; y < size.height; y++) {
    const crossings: number[] = []
    for (let i = 0; i < n; i++) {
      const a = points[i]!
      const b = points[(i + 1) % n]!
      if (a[1] <= y !== b[1] <= y) crossings.push(a[0] + ((y - a[1]) / (b[1] - a[1])) * (b[0] - a[0]))
    }
    crossings.sort((a, b) => a - b)
    for (let i = 0; i + 1 < crossings.length; i += 2) {
      const from = Math.max(0, Math.ceil(crossings[i]!))
      const to = Math.min(size.width, Math.ceil(crossings[i + 1]!))
      if (from < to) out.data.fill(1, y * size.width + from, y * size.width + to)
    }
  }
  return soft > 0 ? gauss(out, soft) : out
}

/** Half axes of the features as shares of the face's width and height. */
const EYE = [0.2, 0.12] as const
const MOUTH = [0.27, 0.12] as const

/** 1 on the eyes with their brows and on the mouth, soft towards 0 around them: what makes a face that person's. */
export function featurePlane(face: Face, size: Size): Plane {
  const out = plane(size)
  for (const [[cx, cy], [shareX, shareY]] of [
    [face.leftEye, EYE],
    [face.rightEye, EYE],
    [face.mouth, MOUTH],
  ] as const) {
    const rx = shareX * face.width
    const ry = shareY * face.height
    const left = Math.max(0, Math.floor(cx - 1.5 * rx))
    const right = Math.min(size.width, Math.ceil(cx + 1.5 * rx))
    const bottom = Math.min(size.height, Math.ceil(cy + 1.5 * ry))
    for (let y = Math.max(0, Math.floor(cy - 1.5 * ry)); y < bottom; y++) {
      for (let x = left; x < right; x++) {
        const value = smoothstep(1.4, 0.8, magnitude((x - cx) / rx, (y - cy) / ry))
        const i = y * size.width + x
        if (value > out.data[i]!) out.data[i] = value
      }
    }
  }
  return out
}
