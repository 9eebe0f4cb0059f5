/** Light on a flat photo: a rounded shape is guessed from the outline and the face, and lit from anywhere. */
import { gauss } from './blur.js'
import type { Face } from './face.js'
import { type Plane, plane, type Size } from './plane.js'
import { enlarge, shrink } from './resample.js'

/** The guessed surface at a quarter of the size: its slope to the right and downwards at each pixel. */
export interface Shape {
  size: Size
  across: Plane
  down: Plane
}

/** Inflates the outline like a balloon and lays the head on it as an ellipsoid. */
export function shape(alpha: Plane, face: Face | null): Shape {
  const small = shrink(shrink(alpha))
  const unit = (face ? face.height : alpha.height * 0.33) / 4
  const height = plane(small)
  for (const [share, weight] of [
    [0.08, 0.35],
    [0.2, 0.7],
    [0.45, 1.1],
  ] as const) {
    const soft = gauss(small, Math.max(1, unit * share)).data
    for (let i = 0; i < soft.length; i++)
      height.data[i] = height.data[i]! + soft[i]! * weight * unit * (0.3 + share)
  }
  if (face) addHead(height, face, unit)
  const smooth = gauss(height, Math.max(1.5, unit * 0.07))
  const across = plane(small)
  const down = plane(small)
  const { width } = small
  for (let y = 0; y < small.height; y++) {
    for (let x = 0; x < width; x++) {
      const i = y * width + x
      const left = x > 0 ? i - 1 : i
      const right = x < width - 1 ? i + 1 : i
      const above = y > 0 ? i - width : i
      const below = y < small.height - 1 ? i + width : i
      across.data[i] = (smooth.data[right]! - smooth.data[left]!) / 2
      down.data[i] = (smooth.data[below]! - smooth.data[above]!) / 2
    }
  }
  return { size: { width: alpha.width, height: alpha.height }, across, down }
}

function addHead(height: Plane, face: Face, unit: number): void {
  const cx = (face.brow[0] + face.chin[0]) / 8 + (face.turn * face.width) / 24
  const cy = (face.brow[1] + face.chin[1]) / 8 - unit * 0.06
  const rx = (face.width / 4) * 0.66
  const ry = unit * 0.8
  for (let y = 0; y < height.height; y++) {
    for (let x = 0; x < height.width; x++) {
      const d = ((x - cx) / rx) ** 2 + ((y - cy) / ry) ** 2
      if (d >= 1) continue
      const i = y * height.width + x
      height.data[i] = height.data[i]! + (1 - d) ** 0.8 * unit * 0.42
    }
  }
}

/** How much light each pixel gets from a direction (x right, y down, z towards the viewer): 1 faces it, below 0 turned away. */
export function lit(form: Shape, from: readonly [number, number, number]): Plane {
  const length = Math.hypot(...from)
  const [lx, ly, lz] = from.map(v => v / length) as [number, number, number]
  const out = plane(form.across)
  for (let i = 0; i < out.data.length; i++) {
    const nx = -form.across.data[i]!
    const ny = -form.down.data[i]!
    out.data[i] = (nx * lx + ny * ly + lz) / Math.sqrt(nx * nx + ny * ny + 1)
  }
  return enlarge(gauss(out, 4), form.size)
}

/** The bright line along the outline that a lamp behind the person draws; 0 to about 1. */
export function rim(alpha: Plane, form: Shape, from: readonly [number, number], reach: number): Plane {
  const soft = gauss(alpha, reach).data
  const side = lit(form, [from[0], from[1], 0.05])
  for (let i = 0; i < soft.length; i++) {
    const edge = Math.max(0, 1 - soft[i]! * 1.35) * 2
    side.data[i] = alpha.data[i]! * Math.max(0, side.data[i]!) * edge
  }
  return side
}
