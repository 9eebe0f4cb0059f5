/** Making a finished picture fit what a platform takes; its label as machine-made stays. */
import sharp, { type Sharp } from 'sharp'
import { PHOTO } from '../../config/limits.js'
import { Fault } from '../errors.js'

/** What may go out. Each bound but the bytes is there only where a platform has it. */
export interface Bounds {
  /** At most so many. */
  bytes: number
  /** The longer side in pixels. */
  side?: number
  /** Both sides together in pixels. */
  sum?: number
  /** The longer side may be at most so many times the shorter one; what is longer gets a margin. */
  ratio?: number
  /** Types that are taken, the one that is wanted most first; without it, all of them. */
  types?: readonly MimeType[]
}

export type MimeType = 'image/jpeg' | 'image/png' | 'image/webp'

export interface Encoded {
  bytes: Buffer
  mime: string
}

/** Smaller than this is no picture any more. */
const LEAST_SIDE = 64

/** From here down the eye sees the loss: a smaller picture looks better than a worse one. */
const LEAST_QUALITY = 70

const ENCODERS: Record<MimeType, (image: Sharp, quality: number) => Sharp> = {
  // What shines through becomes white, as chats show it.
  'image/jpeg': (image, quality) => image.flatten({ background: '#fff' }).jpeg({ quality, mozjpeg: true }),
  'image/webp': (image, quality) => image.webp({ quality }),
  'image/png': image => image.png({ compressionLevel: 9, adaptiveFiltering: true }),
}

/**
 * The picture as it is when it fits; otherwise scaled to the sides, then encoded smaller and smaller until it fits. It is
 * never enlarged; of a moving picture the first frame stays. One with transparency becomes WebP, or PNG where that is
 * not taken, others JPEG. Metadata (the label) is kept. Faults: `studio_failed` (never tried again) when the bytes are
 * no picture, `bug` when nothing fits.
 */
export async function fitPicture(picture: Encoded, bounds: Bounds): Promise<Encoded> {
  const source = () => sharp(picture.bytes, { limitInputPixels: PHOTO.maxPixels })
  const { autoOrient, hasAlpha, pages = 1 } = await read(source())
  const { width, height } = autoOrient
  const padded = pad(width, height, bounds.ratio)
  const scale = Math.min(
    1,
    (bounds.side ?? Number.POSITIVE_INFINITY) / Math.max(padded.width, padded.height),
    (bounds.sum ?? Number.POSITIVE_INFINITY) / (padded.width + padded.height),
  )
  const asItIs = scale === 1 && padded.width === width && padded.height === height && pages === 1
  const taken = bounds.types === undefined || bounds.types.some(type => type === picture.mime)
  if (asItIs && taken && picture.bytes.length <= bounds.bytes) return picture
  const mime = pick(hasAlpha, bounds.types)
  for (const attempt of attempts(scale, mime !== 'image/png')) {
    const size = {
      width: Math.max(1, Math.floor(width * attempt.scale)),
      height: Math.max(1, Math.floor(height * attempt.scale)),
    }
    if (Math.max(size.width, size.height) < LEAST_SIDE && attempt.scale < scale) break
    const image = source()
      .autoOrient()
      .keepMetadata()
      .resize({ ...size, fit: 'fill' })
    const framed = frame(image, size, bounds.ratio, hasAlpha && mime !== 'image/jpeg')
    const bytes = await ENCODERS[mime](framed, attempt.quality).toBuffer()
    if (bytes.length <= bounds.bytes) return { bytes, mime }
  }
  throw new Fault('bug', 'No size of the picture fits what the platform takes.')
}

async function read(image: Sharp) {
  try {
    return await image.metadata()
  } catch (error) {
    throw new Fault('studio_failed', 'The bytes are no picture.', { retry: 'never', cause: error })
  }
}

/** First worse, as far as nobody sees it, then smaller. */
function* attempts(largest: number, lossy: boolean): Generator<{ scale: number; quality: number }> {
  if (lossy) yield { scale: largest, quality: 90 }
  if (lossy) yield { scale: largest, quality: 80 }
  for (let scale = largest; scale > 1e-3; scale *= 0.75) yield { scale, quality: LEAST_QUALITY }
}

/** The size with the margin that its ratio needs. */
function pad(width: number, height: number, ratio = Number.POSITIVE_INFINITY) {
  return {
    width: Math.max(width, Math.ceil(height / ratio)),
    height: Math.max(height, Math.ceil(width / ratio)),
  }
}

function frame(
  image: Sharp,
  size: { width: number; height: number },
  ratio: number | undefined,
  clear: boolean,
): Sharp {
  const padded = pad(size.width, size.height, ratio)
  const across = padded.width - size.width
  const down = padded.height - size.height
  if (across === 0 && down === 0) return image
  return image.extend({
    left: across >> 1,
    right: across - (across >> 1),
    top: down >> 1,
    bottom: down - (down >> 1),
    background: clear ? '#fff0' : '#fff',
  })
}

function pick(hasAlpha: boolean, types?: readonly MimeType[]): MimeType {
  const wanted: MimeType[] = hasAlpha
    ? ['image/webp', 'image/png', 'image/jpeg']
    : ['image/jpeg', 'image/webp', 'image/png']
  const [first] = wanted.filter(type => types?.includes(type) ?? true)
  return first ?? 'image/jpeg'
}
