/** A canvas and a brush: strokes with bristles that leave colour and relief. */

import type { Random } from './noise.js'
import { magnitude, type Plane, plane, type Rgb } from './plane.js'

const BRISTLES = 64

export interface Stroke {
  /** Points along the stroke, x and y in turn, in pixels. */
  path: Float32Array
  points: number
  width: number
  colour: readonly [number, number, number]
  /** How much it covers, 0 to 1. */
  load: number
}

export class Canvas {
  readonly picture: Rgb
  /** Thickness of the paint, about 0 to 1. */
  readonly relief: Plane
  /** Which stroke touched a pixel last: one stroke covers a pixel once, however it bends. */
  private readonly touched: Int32Array
  private strokes = 0
  private readonly bristles: Float32Array

  /** `ground` is the toned canvas that strokes are laid on; it is painted over in place. */
  constructor(ground: Rgb, next: Random) {
    this.picture = ground
    this.relief = plane(ground, 0.3)
    this.touched = new Int32Array(ground.width * ground.height)
    // 64 brushes, each a row of bristles with gaps and thick hairs.
    this.bristles = new Float32Array(BRISTLES * BRISTLES)
    for (let brush = 0; brush < BRISTLES; brush++) {
      let value = next()
      for (let i = 0; i < BRISTLES; i++) {
        value = 0.55 * value + 0.45 * next()
        this.bristles[brush * BRISTLES + i] = value
      }
    }
  }

  paint(stroke: Stroke): void {
    this.strokes++
    let length = 0
    for (let p = 0; p + 1 < stroke.points; p++) length += span(stroke.path, p)
    let before = 0
    for (let p = 0; p + 1 < stroke.points; p++) {
      this.segment(stroke, p, before, length)
      before += span(stroke.path, p)
    }
  }

  /** The inner loop of oil painting: everything that can be is taken out of it. */
  private segment(stroke: Stroke, p: number, before: number, total: number): void {
    const { width, height, r, g, b } = this.picture
    const { touched, bristles } = this
    const relief = this.relief.data
    const load = stroke.load
    const x0 = stroke.path[2 * p]!
    const y0 = stroke.path[2 * p + 1]!
    const x1 = stroke.path[2 * p + 2]!
    const y1 = stroke.path[2 * p + 3]!
    const length = span(stroke.path, p) || 1e-6
    const dx = (x1 - x0) / length
    const dy = (y1 - y0) / length
    const half = stroke.width / 2
    const top = Math.max(0, Math.floor(Math.min(y0, y1) - half))
    const bottom = Math.min(height - 1, Math.ceil(Math.max(y0, y1) + half))
    const left = Math.max(0, Math.floor(Math.min(x0, x1) - half))
    const right = Math.min(width - 1, Math.ceil(Math.max(x0, x1) + half))
    const id = this.strokes
    const brush = (id % BRISTLES) * BRISTLES
    const [cr, cg, cb] = stroke.colour
    const perBristle = (BRISTLES - 1) / stroke.width
    const drying = 0.11 / stroke.width
    const perHalf = 1 / (half * half)
    for (let y = top; y <= bottom; y++) {
      const ry = y - y0
      let from = left
      let to = right
      if (dy > 0.05 || dy < -0.05) {
        // Only this stretch of the row lies within the brush's width.
        const a = x0 + (ry * dx - half) / dy
        const c = x0 + (ry * dx + half) / dy
        from = Math.max(left, Math.floor(Math.min(a, c)))
        to = Math.min(right, Math.ceil(Math.max(a, c)))
      }
      for (let x = from; x <= to; x++) {
        const i = y * width + x
        if (touched[i] === id) continue
        const rx = x - x0
        const v = ry * dx - rx * dy
        if (v >= half || v <= -half) continue
        const u = rx * dx + ry * dy
        // Joints overlap by half a brush on both sides, so that bends have no gaps.
        if (u < -half || u > length + half) continue
        const hair = bristles[brush + (((v + half) * perBristle) | 0)]!
        const run = before + u
        // Hairs touch down and lift off one by one: ragged ends instead of round ones.
        if (run < half * (0.1 - hair) || run > total + half * (1.15 * hair - 0.35)) continue
        touched[i] = id
        const edge = 1 - v * v * perHalf
        // The brush dries out: towards the end only the thick hairs still leave paint.
        let cover = load * (0.75 + 1.15 * hair - run * drying) * Math.min(1, edge * 3)
        if (cover > 1) cover = 1
        else if (cover < 0) cover = 0
        r[i] = r[i]! + (cr - r[i]!) * cover
        g[i] = g[i]! + (cg - g[i]!) * cover
        b[i] = b[i]! + (cb - b[i]!) * cover
        const paint = (0.25 + 0.75 * hair) * (0.7 + 0.3 * Math.min(1, edge * 2))
        relief[i] = relief[i]! + (paint - relief[i]!) * cover
      }
    }
  }
}

function span(path: Float32Array, p: number): number {
  return magnitude(path[2 * p + 2]! - path[2 * p]!, path[2 * p + 3]! - path[2 * p + 1]!)
}
