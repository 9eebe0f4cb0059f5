/** Encoded picture → planes, whole or framed. The resampling of photo pixels is left to sharp's Lanczos. */
import sharp, { type Sharp } from 'sharp'
import { PHOTO } from '../../../../config/limits.js'
import { type Framing, intoPhoto } from './compose.js'
import { type Plane, plane, type Rgb, rgb, type Size } from './plane.js'

export interface Framed {
  picture: Rgb
  /** 1 where the photo has pixels, 0 where the frame reaches past its border. */
  present: Plane
}

/** The picture does not decode; trying again changes nothing. */
export class UnreadablePicture extends Error {}

/** Opens a picture: upright, sRGB, three channels. What shines through a transparent one becomes neutral grey. */
function open(bytes: Uint8Array): Sharp {
  return sharp(bytes, { limitInputPixels: PHOTO.maxPixels, failOn: 'error' })
    .autoOrient()
    .toColourspace('srgb')
    .flatten({ background: '#808080' })
}

/** The whole picture at that size. */
export async function wholePhoto(bytes: Uint8Array, size: Size): Promise<Rgb> {
  return pixels(open(bytes), size)
}

/** The part of the photo that lies in the frame, at the frame's size. */
export async function framedPhoto(bytes: Uint8Array, photo: Size, framing: Framing): Promise<Framed> {
  const back = intoPhoto(framing)
  const corners = [
    back([0, 0]),
    back([framing.width, 0]),
    back([0, framing.height]),
    back([framing.width, framing.height]),
  ]
  const edge = Math.ceil(3 / framing.scale) + 1
  const xs = corners.map(p => p[0])
  const ys = corners.map(p => p[1])
  const left = Math.max(0, Math.floor(Math.min(...xs)) - edge)
  const top = Math.max(0, Math.floor(Math.min(...ys)) - edge)
  const right = Math.min(photo.width, Math.ceil(Math.max(...xs)) + edge)
  const bottom = Math.min(photo.height, Math.ceil(Math.max(...ys)) + edge)
  const size = {
    width: Math.max(2, Math.round((right - left) * framing.scale)),
    height: Math.max(2, Math.round((bottom - top) * framing.scale)),
  }
  const part = open(bytes).extract({ left, top, width: right - left, height: bottom - top })
  const region = await pixels(part, size)
  const step = { x: size.width / (right - left), y: size.height / (bottom - top) }
  return place(region, framing, (x, y) => {
    const [px, py] = back([x, y])
    return [(px - left) * step.x, (py - top) * step.y]
  })
}

/** Lays the region into the frame, turned where need be (Catmull-Rom, so that turning does not soften). */
function place(region: Rgb, size: Size, from: (x: number, y: number) => [number, number]): Framed {
  const picture = rgb(size)
  const present = plane(size)
  const origin = from(0.5, 0.5)
  const across = from(1.5, 0.5)
  const down = from(0.5, 1.5)
  const dx = [across[0] - origin[0], across[1] - origin[1]] as const
  const dy = [down[0] - origin[0], down[1] - origin[1]] as const
  const upright = Math.abs(dx[1]) < 1e-9
  for (let y = 0; y < size.height; y++) {
    for (let x = 0; x < size.width; x++) {
      const sx = origin[0] + x * dx[0] + y * dy[0] - 0.5
      const sy = origin[1] + x * dx[1] + y * dy[1] - 0.5
      const i = y * size.width + x
      const inside = sx > -1 && sy > -1 && sx < region.width && sy < region.height
      present.data[i] = inside ? 1 : 0
      if (upright) copyPixel(region, Math.round(sx), Math.round(sy), picture, i)
      else cubicPixel(region, sx, sy, picture, i)
    }
  }
  return { picture, present }
}

function copyPixel(from: Rgb, x: number, y: number, to: Rgb, i: number): void {
  const cx = x < 0 ? 0 : x >= from.width ? from.width - 1 : x
  const cy = y < 0 ? 0 : y >= from.height ? from.height - 1 : y
  const j = cy * from.width + cx
  to.r[i] = from.r[j]!
  to.g[i] = from.g[j]!
  to.b[i] = from.b[j]!
}

function cubicPixel(from: Rgb, x: number, y: number, to: Rgb, i: number): void {
  const left = Math.floor(x)
  const top = Math.floor(y)
  if (left < 1 || top < 1 || left >= from.width - 2 || top >= from.height - 2) {
    copyPixel(from, Math.round(x), Math.round(y), to, i)
    return
  }
  const fx = x - left
  const fy = y - top
  const x0 = ((-0.5 * fx + 1) * fx - 0.5) * fx
  const x1 = (1.5 * fx - 2.5) * fx * fx + 1
  const x2 = ((-1.5 * fx + 2) * fx + 0.5) * fx
  const x3 = (0.5 * fx - 0.5) * fx * fx
  let r = 0
  let g = 0
  let b = 0
  for (let k = 0; k < 4; k++) {
    const wy =
      k === 0
        ? ((-0.5 * fy + 1) * fy - 0.5) * fy
        : k === 1
          ? (1.5 * fy - 2.5) * fy * fy + 1
          : k === 2
            ? ((-1.5 * fy + 2) * fy + 0.5) * fy
            : (0.5 * fy - 0.5) * fy * fy
    const j = (top - 1 + k) * from.width + left - 1
    r += wy * (x0 * from.r[j]! + x1 * from.r[j + 1]! + x2 * from.r[j + 2]! + x3 * from.r[j + 3]!)
    g += wy * (x0 * from.g[j]! + x1 * from.g[j + 1]! + x2 * from.g[j + 2]! + x3 * from.g[j + 3]!)
    b += wy * (x0 * from.b[j]! + x1 * from.b[j + 1]! + x2 * from.b[j + 2]! + x3 * from.b[j + 3]!)
  }
  to.r[i] = r < 0 ? 0 : r > 1 ? 1 : r
  to.g[i] = g < 0 ? 0 : g > 1 ? 1 : g
  to.b[i] = b < 0 ? 0 : b > 1 ? 1 : b
}

async function pixels(photo: Sharp, size: Size): Promise<Rgb> {
  try {
    const { data, info } = await photo
      .resize(size.width, size.height, { fit: 'fill', kernel: 'lanczos3' })
      .raw({ depth: 'uchar' })
      .toBuffer({ resolveWithObject: true })
    return unpack(data, info.width, info.height, info.channels)
  } catch (cause) {
    throw new UnreadablePicture('The picture does not decode', { cause })
  }
}

function unpack(data: Buffer, width: number, height: number, channels: number): Rgb {
  const out = rgb({ width, height })
  const green = channels >= 3 ? 1 : 0
  const blue = channels >= 3 ? 2 : 0
  for (let i = 0, j = 0; i < out.r.length; i++, j += channels) {
    out.r[i] = data[j]! / 255
    out.g[i] = data[j + green]! / 255
    out.b[i] = data[j + blue]! / 255
  }
  return out
}
