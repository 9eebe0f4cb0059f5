import type { Picture } from '../../core/media/picture.js'
import type { Cover } from '../../core/selfie/measurements.js'
import type { Mesh } from './mesh.js'

/** Points of the mesh on bare skin of the brow, on nose and cheeks where masks sit but beards do not, and around the eyes. */
const BROW = [9, 107, 336, 151, 108, 337, 6]
const LOWER = [4, 1, 205, 425, 36, 266, 50, 280]
const CHEEKS = [205, 425, 50, 280, 9]
const ORBITS = [230, 450, 229, 449, 27, 257, 223, 443]
/** Which of the eight orbit patches counts, from the darkest: brows and lashes may darken some. */
const ORBIT_RANK = 5
/** Half a patch's side as a share of the mesh's square. */
const PATCH = 1 / 60
/** Cheeks darker than this tell nothing about the eyes. */
const LEAST_CHEEK = 5

type Lab = readonly [l: number, a: number, b: number]

/** Compares the parts of a face that masks and dark glasses hide with those that stay bare. */
export function coverOf(picture: Picture, { points, square }: Mesh): Cover {
  const radius = Math.max(1, Math.round(square.side * PATCH))
  const lab = (i: number) => toLab(patch(picture, points[i]![0], points[i]![1], radius))
  const median = (ids: number[], of: 0 | 1) => middle(ids.map(i => lab(i)[of]))
  const orbits = ORBITS.map(i => lab(i)[0]).sort((a, b) => a - b)
  return {
    redLost: median(BROW, 1) - median(LOWER, 1),
    lightLost: median(BROW, 0) - median(LOWER, 0),
    eyeLight: orbits[ORBIT_RANK]! / Math.max(LEAST_CHEEK, median(CHEEKS, 0)),
  }
}

const middle = (numbers: number[]) => numbers.sort((a, b) => a - b)[numbers.length >> 1]!

/** The mean colour around a point, of what lies inside of the picture. */
function patch({ width, height, data }: Picture, x: number, y: number, radius: number): number[] {
  const within = (value: number, end: number) => Math.min(Math.max(Math.round(value), 0), end - 1)
  const sum = [0, 0, 0]
  let count = 0
  for (let row = within(y - radius, height); row <= within(y + radius, height); row++)
    for (let column = within(x - radius, width); column <= within(x + radius, width); column++) {
      for (let c = 0; c < 3; c++) sum[c]! += data[(row * width + column) * 3 + c]!
      count++
    }
  return sum.map(value => value / count)
}

/** sRGB 0-255 to CIE Lab, D65. */
function toLab(rgb: number[]): Lab {
  const [r, g, b] = rgb.map(value => {
    const v = value / 255
    return v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4
  }) as [number, number, number]
  const f = (t: number) => (t > 0.008856 ? Math.cbrt(t) : 7.787 * t + 16 / 116)
  const x = f((0.4124 * r + 0.3576 * g + 0.1805 * b) / 0.9505)
  const y = f(0.2126 * r + 0.7152 * g + 0.0722 * b)
  const z = f((0.0193 * r + 0.1192 * g + 0.9505 * b) / 1.089)
  return [116 * y - 16, 500 * (x - y), 200 * (y - z)]
}
