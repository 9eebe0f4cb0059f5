/** Finished pictures on their way out, made to fit what a platform takes; videos and archives go as they are. */
import { type Bounds, fitPicture } from '../core/media/fit.js'
import { type VideoFacts, videoFacts } from '../core/media/video.js'
import type { Booth, Message, MessageImage } from '../core/platform.js'
import { ClipTooLarge, ending, isClip, isSolid, withoutTooLarge } from './clips.js'

/** A picture ready to be sent. `name` is a file name that says nothing about the person. */
export interface OutgoingPicture {
  bytes: Buffer
  mime: string
  name: string
  alt: string
  /** Of videos alone. */
  video?: VideoFacts
}

/** Reads pictures of a message within bounds; one that was deleted meanwhile is left out. Throws `ClipTooLarge`. */
export type OpenPictures = (images: readonly MessageImage[], bounds: Bounds) => Promise<OutgoingPicture[]>

/** Pictures come from core, in the order of the message. */
export function createPictures(booth: Pick<Booth, 'readImage'>): OpenPictures {
  return async (images, bounds) => {
    const opened: OutgoingPicture[] = []
    for (const image of images) {
      // Before it is read, since an archive may be larger than what fits into memory.
      if ((image.bytes ?? 0) > bounds.bytes) throw new ClipTooLarge(image.imageId)
      const read = await booth.readImage(image.personId, image.imageId)
      if (!read) continue
      const solid = isSolid(read)
      if (solid && read.bytes.length > bounds.bytes) throw new ClipTooLarge(image.imageId)
      const { bytes, mime } = solid ? read : await fitPicture(read, bounds)
      opened.push({
        bytes,
        mime,
        name: `pixbooth-${image.imageId.slice(-6)}.${ending(mime)}`,
        alt: image.alt,
        ...(isClip(read) && { video: videoFacts(bytes) }),
      })
    }
    return opened
  }
}

/** Reads the first pictures of a message; a video or an archive that is too large leaves it, and a sentence takes its place. */
export async function openFitting(
  open: OpenPictures,
  message: Message,
  how: { bytes: number; most: number; sentence: string },
): Promise<{ fitting: Message; files: OutgoingPicture[] }> {
  for (let fitting = message; ; ) {
    try {
      return { fitting, files: await open(fitting.images.slice(0, how.most), { bytes: how.bytes }) }
    } catch (error) {
      if (!(error instanceof ClipTooLarge)) throw error
      fitting = withoutTooLarge(fitting, how.sentence, error.imageId)
    }
  }
}
