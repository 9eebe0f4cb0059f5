import sharp from 'sharp'
import type { Box, Picture } from './picture.js'

/** An sRGB JPEG without any metadata, of the picture or of `region` of it, with no side longer than `longest`. */
export async function toJpeg(picture: Picture, longest: number, region?: Box): Promise<Buffer> {
  let image = sharp(picture.data, { raw: { width: picture.width, height: picture.height, channels: 3 } })
  if (region)
    image = image.extract({ left: region.x, top: region.y, width: region.width, height: region.height })
  return image
    .resize(longest, longest, { fit: 'inside', withoutEnlargement: true })
    .jpeg({ quality: 92, optimiseCoding: false }) // 5 % larger, a third faster
    .toBuffer()
}
