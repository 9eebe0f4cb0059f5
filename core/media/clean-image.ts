import sharp, { type Sharp } from 'sharp'
import { OUTPUT } from '../../config/limits.js'
import { Fault } from '../errors.js'
import type { Output } from '../ports.js'
import { sniff } from './sniff.js'

/**
 * A still image of anybody's making as one of ours: decoded, upright, sRGB, no side longer than the limit, without
 * metadata; JPEG, or PNG where one can look through it. Faults: `engine_output` for anything else.
 */
export async function cleanImage(bytes: Buffer): Promise<Output> {
  const { format, moving } = await sniff(bytes)
  if (format === null || format === 'heic' || moving)
    throw new Fault('engine_output', 'The output is no still image.')
  try {
    const source = sharp(bytes, { failOn: 'error', limitInputPixels: OUTPUT.pixels })
    const { hasAlpha, pages = 1 } = await source.metadata()
    if (pages > 1) throw new Error('several frames')
    const image = source
      .autoOrient()
      .resize(OUTPUT.side, OUTPUT.side, { fit: 'inside', withoutEnlargement: true })
      .toColourspace('srgb')
    return hasAlpha ? await encodeClear(image) : await encode(image.jpeg({ quality: OUTPUT.quality }))
  } catch (error) {
    throw new Fault('engine_output', 'The output is no image that can be read.', { cause: error })
  }
}

/** Many engines write an alpha channel in which nothing is clear. */
async function encodeClear(image: Sharp): Promise<Output> {
  const { data, info } = await image.raw({ depth: 'uchar' }).toBuffer({ resolveWithObject: true })
  const { width, height, channels } = info
  const decoded = sharp(data, { raw: { width, height, channels } })
  for (let at = channels - 1; at < data.length; at += channels)
    if (data[at] !== 255) return encode(decoded.png())
  return encode(decoded.removeAlpha().jpeg({ quality: OUTPUT.quality }))
}

async function encode(image: Sharp): Promise<Output> {
  const { data, info } = await image.toBuffer({ resolveWithObject: true })
  const mime = info.format === 'png' ? 'image/png' : 'image/jpeg'
  return { bytes: data, mime, width: info.width, height: info.height }
}
