/** The person alone on nothing: transparent PNG at the photo's own resolution, trimmed, edges freed from the old background. */
import { CUTOUT } from '../../../../config/studio.js'
import type { Output, Trace } from '../../../../core/ports.js'
import { png } from '../rooms/encode.js'
import { foreground } from '../rooms/foreground.js'
import { matte, matteSize } from '../rooms/matte.js'
import { wholePhoto } from '../rooms/photo.js'
import { type Plane, plane, type Rgb, rgb } from '../rooms/plane.js'
import { cleanMask, maskInto, readSitter } from '../rooms/sitter.js'

/** A person freed from the background, at any size. */
export interface Cut {
  picture: Rgb
  alpha: Plane
}

/** Cuts the person out of the whole picture. */
export async function cutout(bytes: Uint8Array, trace: Trace, step: (done: number) => void): Promise<Output> {
  const ratio = Math.min(1, CUTOUT.longestSide / Math.max(trace.width, trace.height))
  const { picture: person, alpha } = await cutPerson(bytes, trace, ratio, step)
  const { left, top, width, height } = trim(alpha)
  const cut = { picture: rgb({ width, height }), alpha: plane({ width, height }) }
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) copy(person, alpha, left + x, top + y, cut, y * width + x)
  }
  return png(cut.picture, cut.alpha)
}

/** The whole picture, `ratio` times its size, with how much of each pixel is the person. */
export async function cutPerson(
  bytes: Uint8Array,
  trace: Trace,
  ratio: number,
  step: (done: number) => void,
): Promise<Cut> {
  const size = { width: Math.round(trace.width * ratio), height: Math.round(trace.height * ratio) }
  const picture = await wholePhoto(bytes, size)
  step(0.2)
  const mask = cleanMask(trace)
  const sitter = readSitter(trace, mask)
  const working = matteSize(size)
  const toPhoto = trace.width / working.width
  const prior = maskInto(mask, trace, working, ([x, y]) => [x * toPhoto, y * toPhoto])
  const faceHeight = sitter.face ? sitter.face.height * ratio : size.height * 0.2
  const alpha = matte(picture, prior, faceHeight, () => step(0.35))
  step(0.55)
  const person = foreground(picture, alpha, Math.max(12, faceHeight * 0.12))
  step(0.75)
  return { picture: person, alpha }
}

/** The part to keep: the person with a margin all round, also past the photo's border where nothing was cut off. */
function trim(alpha: Plane): { left: number; top: number; width: number; height: number } {
  const { width, height, data } = alpha
  let left = width
  let right = -1
  let top = height
  let bottom = -1
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      if (data[y * width + x]! < 0.1) continue
      if (x < left) left = x
      if (x > right) right = x
      if (y < top) top = y
      bottom = y
    }
  }
  if (right < 0) return { left: 0, top: 0, width, height }
  const margin = Math.round(CUTOUT.marginShare * Math.max(right - left, bottom - top))
  // A person who was cut off by the photo's border stands on the border of the cutout too: a sticker that ends in
  // mid-air looks wrong.
  const from = { left: left <= 1 ? 0 : left - margin, top: top <= 1 ? 0 : top - margin }
  const toRight = right >= width - 2 ? width : right + 1 + margin
  const toBottom = bottom >= height - 2 ? height : bottom + 1 + margin
  return { ...from, width: toRight - from.left, height: toBottom - from.top }
}

function copy(person: Rgb, alpha: Plane, x: number, y: number, to: Cut, i: number): void {
  if (x < 0 || y < 0 || x >= alpha.width || y >= alpha.height) return
  const j = y * alpha.width + x
  const share = alpha.data[j]!
  // Colour under full transparency is dropped: it is the old background, and it costs bytes.
  if (share < 1 / 255) return
  to.alpha.data[i] = share
  to.picture.r[i] = person.r[j]!
  to.picture.g[i] = person.g[j]!
  to.picture.b[i] = person.b[j]!
}
