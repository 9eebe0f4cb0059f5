/** The person with a white edge around, as if cut out with scissors: a transparent PNG in the size of stickers. */
import sharp, { type Sharp } from 'sharp'
import { CUTOUT, STICKER } from '../../../../config/studio.js'
import type { Output, Trace } from '../../../../core/ports.js'
import { gauss } from '../rooms/blur.js'
import { distance } from '../rooms/distance.js'
import { interleave, pngOf } from '../rooms/encode.js'
import { clamp, type Plane, type Size, smoothstep } from '../rooms/plane.js'
import { shrink } from '../rooms/resample.js'
import { cleanMask, connected, readSitter } from '../rooms/sitter.js'
import { type Cut, cutPerson } from './cutout.js'

const { oversampling } = STICKER
/** Longest side of the person on the drawing. */
const PERSON = (STICKER.side - 2 * (STICKER.edge + STICKER.margin)) * oversampling
/** More room than the sticker will have: closing notches first grows the shape beyond its edge. */
const SPARE = STICKER.round * oversampling
const DRAWING = STICKER.side * oversampling + 2 * SPARE

/** Draws the sticker: one side is exactly `STICKER.side`, the other one no longer. */
export async function sticker(
  bytes: Uint8Array,
  trace: Trace,
  step: (done: number) => void,
): Promise<Output> {
  const { bounds } = readSitter(trace, cleanMask(trace))
  const extent = Math.max(bounds.right - bounds.left, bounds.bottom - bounds.top, 1)
  // Small photos are enlarged before the edge is searched, or it would be drawn in steps.
  const ratio = Math.min(PERSON / extent, CUTOUT.longestSide / Math.max(trace.width, trace.height))
  const cut = await cutPerson(bytes, trace, ratio, step)
  const drawing = await lay(cut)
  step(0.85)
  const deep = depth(drawing)
  step(0.95)
  return pngOf(paint(drawing, deep))
}

/** A picture with transparency, four bytes a pixel. */
interface Drawing extends Size {
  data: Uint8Array
}

/** The person at the drawing's size, with room around that shows what of the hair is hardly there. */
async function lay({ picture, alpha }: Cut): Promise<Drawing> {
  const box = personBox(alpha)
  const longest = Math.max(box.width, box.height)
  const room = Math.ceil((longest * (DRAWING - PERSON)) / 2 / PERSON)
  const scale = DRAWING / (longest + 2 * room)
  const from = { width: box.width + 2 * room, height: box.height + 2 * room }
  const source = interleave(picture, alpha)
  const data = new Uint8Array(4 * from.width * from.height)
  const left = Math.max(0, box.left - room)
  const right = Math.min(alpha.width, box.left + box.width + room)
  for (let y = Math.max(0, room - box.top); y < from.height; y++) {
    const row = box.top - room + y
    if (row >= alpha.height) break
    const line = source.subarray(4 * (row * alpha.width + left), 4 * (row * alpha.width + right))
    data.set(line, 4 * (y * from.width + left - box.left + room))
  }
  const size = (length: number) => oversampling * Math.max(1, Math.round((length * scale) / oversampling))
  const drawn = await sharp(data, { raw: { ...from, channels: 4 } })
    .resize(size(from.width), size(from.height), { fit: 'fill' })
    .raw()
    .toBuffer({ resolveWithObject: true })
  return { width: drawn.info.width, height: drawn.info.height, data: drawn.data }
}

/** What of the plane is clearly person, without specks; all of it when nothing is. */
function personBox(alpha: Plane): { left: number; top: number; width: number; height: number } {
  const { width, height } = alpha
  const own = solid(alpha)
  let [left, top, right, bottom] = [width, height, -1, -1]
  for (let i = 0; i < own.length; i++) {
    if (own[i] === 0) continue
    const x = i % width
    const y = Math.floor(i / width)
    left = Math.min(left, x)
    right = Math.max(right, x)
    top = Math.min(top, y)
    bottom = y
  }
  if (right < 0) return { left: 0, top: 0, width, height }
  return { left, top, width: right - left + 1, height: bottom - top + 1 }
}

/** 1 where a pixel belongs to the person or another large part. */
function solid(alpha: Plane): Uint8Array {
  const { width, data } = alpha
  const small = shrink(shrink(alpha))
  const parts = connected(small, share => share >= 0.5)
  const largest = parts.reduce((most, part) => Math.max(most, part.length), 0)
  const specks = new Uint8Array(small.data.length)
  for (const part of parts) if (part.length < STICKER.leastPart * largest) for (const i of part) specks[i] = 1
  const out = new Uint8Array(data.length)
  for (let i = 0; i < data.length; i++) {
    if (data[i]! < 0.5) continue
    const x = Math.min(small.width - 1, (i % width) >> 2)
    const y = Math.min(small.height - 1, Math.floor(i / width) >> 2)
    const j = y * small.width + x
    // What is too small for the small plane is a speck too.
    out[i] = specks[j] === 1 || small.data[j]! < 0.1 ? 0 : 1
  }
  return out
}

/** How deep in the sticker each pixel lies, in pixels of the drawing; below 0 is outside. Narrow notches are closed. */
function depth({ width, height, data }: Drawing): Plane {
  const alpha: Plane = { width, height, data: new Float32Array(width * height) }
  for (let i = 0; i < alpha.data.length; i++) alpha.data[i] = data[4 * i + 3]! / 255
  const own = solid(alpha)
  const edge = STICKER.edge * oversampling
  const round = STICKER.round * oversampling
  // Grown by more than the edge and shrunk again: what lies between two locks of hair stays filled.
  // Distances are evened out, or the edge would repeat every ragged bit of the hair.
  const calm = STICKER.calm * oversampling
  const grown = gauss(
    distance(alpha, i => own[i] === 1),
    calm,
  ).data
  const back = gauss(
    distance(alpha, i => grown[i]! > edge + round),
    calm,
  )
  for (let i = 0; i < back.data.length; i++) back.data[i] = back.data[i]! - round
  return back
}

/** The person on white, cut along the edge, at its final size. */
function paint({ width, height, data }: Drawing, deep: Plane): Sharp {
  const out = new Uint8Array(data.length)
  const edge = STICKER.edge * oversampling
  for (let i = 0; i < deep.data.length; i++) {
    const covered = clamp(deep.data[i]! + 0.5)
    if (covered === 0) continue
    const j = 4 * i
    // Wisps of hair end within the edge: its outer half is white all round.
    const share = (data[j + 3]! / 255) * smoothstep(0.5 * edge, 0.9 * edge, deep.data[i]!)
    for (let c = 0; c < 3; c++) out[j + c] = Math.round(data[j + c]! * share + 255 * (1 - share))
    out[j + 3] = Math.round(255 * covered)
  }
  const part = { width: width - 2 * SPARE, height: height - 2 * SPARE }
  return sharp(out, { raw: { width, height, channels: 4 } })
    .extract({ left: SPARE, top: SPARE, ...part })
    .resize(part.width / oversampling, part.height / oversampling, { fit: 'fill' })
}
