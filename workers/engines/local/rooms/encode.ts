/** Planes → encoded file, without metadata: core/media/label.ts adds what belongs there, for every engine alike. */
import sharp, { type Sharp } from 'sharp'
import { ENCODE } from '../../../../config/studio.js'
import type { Output } from '../../../../core/ports.js'
import type { Plane, Rgb } from './plane.js'

/** A JPEG for eyes and feeds: high quality, full colour resolution. */
export async function jpeg(picture: Rgb): Promise<Output> {
  const { width, height } = picture
  const bytes = await sharp(interleave(picture), { raw: { width, height, channels: 3 } })
    .jpeg({ quality: ENCODE.jpegQuality, chromaSubsampling: '4:4:4' })
    .toBuffer()
  return { bytes, mime: 'image/jpeg', width, height }
}

/** A PNG with transparency. */
export async function png(picture: Rgb, alpha: Plane): Promise<Output> {
  const { width, height } = picture
  return pngOf(sharp(interleave(picture, alpha), { raw: { width, height, channels: 4 } }))
}

/** A PNG of what sharp is about to make. */
export async function pngOf(image: Sharp): Promise<Output> {
  const { data, info } = await image
    .png({ compressionLevel: ENCODE.pngLevel, adaptiveFiltering: true })
    .toBuffer({ resolveWithObject: true })
  return { bytes: data, mime: 'image/png', width: info.width, height: info.height }
}

/** Bytes as sharp takes them: three a pixel, four with `alpha`. */
export function interleave(picture: Rgb, alpha?: Plane): Uint8Array {
  const { r, g, b } = picture
  const step = alpha ? 4 : 3
  const out = new Uint8ClampedArray(r.length * step)
  for (let i = 0, j = 0; i < r.length; i++, j += step) {
    out[j] = r[i]! * 255
    out[j + 1] = g[i]! * 255
    out[j + 2] = b[i]! * 255
    if (alpha) out[j + 3] = alpha.data[i]! * 255
  }
  return new Uint8Array(out.buffer)
}
