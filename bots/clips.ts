/** Videos and archives among the pictures of a message: no platform makes them smaller, and they are shown in ways of their own. Pure. */
import { ARCHIVE_MIME } from '../core/delivery/export-view.js'
import type { Message, MessageImage } from '../core/platform.js'

export const CLIP_MIME = 'video/mp4'

export function isClip({ mime }: Pick<MessageImage, 'mime'>): boolean {
  return mime === CLIP_MIME
}

/** A video or an archive: it goes out as it is, or not at all. */
export function isSolid({ mime }: Pick<MessageImage, 'mime'>): boolean {
  return mime === CLIP_MIME || mime === ARCHIVE_MIME
}

/** A video or an archive has more bytes than may go out there. */
export class ClipTooLarge extends Error {
  readonly imageId: string

  constructor(imageId: string) {
    super('A video or an archive is too large for where it should go.')
    this.name = 'ClipTooLarge'
    this.imageId = imageId
  }
}

/** The message without one video or archive, or without all of them, and a sentence in their place. */
export function withoutClips(message: Message, sentence: string, imageId?: string): Message {
  const leaves = (image: MessageImage) => isSolid(image) && (imageId ?? image.imageId) === image.imageId
  const images = message.images.filter(image => !leaves(image))
  if (images.length === message.images.length) return message
  const said = message.text.includes(sentence)
  return { ...message, images, text: said ? message.text : `${message.text}\n\n${sentence}`.trim() }
}

/** The same for one that is too large; an archive has a sentence of its own for that. */
export function withoutTooLarge(message: Message, sentence: string, imageId?: string): Message {
  const large = message.images.find(image => isSolid(image) && (imageId ?? image.imageId) === image.imageId)
  return withoutClips(message, large?.tooLarge ?? sentence, imageId)
}

/** The ending of a file's name by its type. */
export function ending(mime: string): string {
  if (mime === CLIP_MIME) return 'mp4'
  if (mime === ARCHIVE_MIME) return 'zip'
  return mime === 'image/png' ? 'png' : mime === 'image/webp' ? 'webp' : 'jpg'
}
