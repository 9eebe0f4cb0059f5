import sharp, { type Sharp } from 'sharp'
import type { Picture } from '../../core/media/picture.js'

/** A decoded picture as the start of a sharp pipeline. */
export function sharpRaw({ width, height, data }: Picture): Sharp {
  return sharp(data, { raw: { width, height, channels: 3 } })
}
