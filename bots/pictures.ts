/** Finished pictures on their way out, made to fit what a platform takes. */
import { type Bounds, fitPicture } from '../core/media/fit.js'
import type { Booth, MessageImage } from '../core/platform.js'

/** A picture ready to be sent. `name` is a file name that says nothing about the person. */
export interface OutgoingPicture {
  bytes: Buffer
  mime: string
  name: string
  alt: string
}

/** Reads pictures of a message within bounds; one that was deleted meanwhile is left out. */
export type OpenPictures = (images: readonly MessageImage[], bounds: Bounds) => Promise<OutgoingPicture[]>

/** Pictures come from core, in the order of the message. */
export function createPictures(booth: Pick<Booth, 'readImage'>): OpenPictures {
  return async (images, bounds) => {
    const opened: OutgoingPicture[] = []
    for (const image of images) {
      const read = await booth.readImage(image.personId, image.imageId)
      if (!read) continue
      const { bytes, mime } = await fitPicture(read, bounds)
      opened.push({
        bytes,
        mime,
        name: `pixbooth-${image.imageId.slice(-6)}.${ending(mime)}`,
        alt: image.alt,
      })
    }
    return opened
  }
}

function ending(mime: string): string {
  return mime === 'image/png' ? 'png' : mime === 'image/webp' ? 'webp' : 'jpg'
}
