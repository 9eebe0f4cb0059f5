/** How far away a shape is, exact and in time that does not grow with the distance (Felzenszwalb and Huttenlocher, 2012). */
import { type Plane, plane } from './plane.js'

/** Stands for "no shape in this line"; its square must not overflow. */
const FAR = 1e10

/** The distance of each pixel's middle to the nearest pixel with `inside` (its index is handed over), 0 on those. */
export function distance(size: { width: number; height: number }, inside: (i: number) => boolean): Plane {
  const { width, height } = size
  const out = plane(size)
  const { data } = out
  for (let i = 0; i < data.length; i++) data[i] = inside(i) ? 0 : FAR
  const longest = Math.max(width, height)
  const line = new Float64Array(longest)
  const places = new Int32Array(longest)
  const borders = new Float64Array(longest + 1)
  for (let x = 0; x < width; x++) envelope(data, x, width, height, line, places, borders)
  for (let y = 0; y < height; y++) envelope(data, y * width, 1, width, line, places, borders)
  for (let i = 0; i < data.length; i++) data[i] = Math.sqrt(data[i]!)
  return out
}

/** Squared distances along one line: the lower envelope of the parabolas that stand on its pixels. */
function envelope(
  data: Float32Array,
  from: number,
  step: number,
  length: number,
  line: Float64Array,
  places: Int32Array,
  borders: Float64Array,
): void {
  for (let q = 0; q < length; q++) line[q] = data[from + q * step]!
  let k = 0
  places[0] = 0
  borders[0] = Number.NEGATIVE_INFINITY
  borders[1] = Number.POSITIVE_INFINITY
  for (let q = 1; q < length; q++) {
    let meet = crossing(line, q, places[k]!)
    while (meet <= borders[k]!) meet = crossing(line, q, places[--k]!)
    k++
    places[k] = q
    borders[k] = meet
    borders[k + 1] = Number.POSITIVE_INFINITY
  }
  k = 0
  for (let q = 0; q < length; q++) {
    while (borders[k + 1]! < q) k++
    const away = q - places[k]!
    data[from + q * step] = away * away + line[places[k]!]!
  }
}

const crossing = (line: Float64Array, q: number, p: number): number =>
  (line[q]! + q * q - (line[p]! + p * p)) / (2 * (q - p))
