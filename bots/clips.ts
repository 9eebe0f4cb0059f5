/** Videos among the pictures of a message: no platform makes them smaller, and they are shown in ways of their own. Pure. */
import type { Message, MessageImage } from '../core/platform.js'

export const CLIP_MIME = 'video/mp4'

export function isClip({ mime }: Pick<MessageImage, 'mime'>): boolean {
  return mime === CLIP_MIME
}

/** A video has more bytes than may go out there. */
export class ClipTooLarge extends Error {
  readonly imageId: string

  constructor(imageId: string) {
    super('A video is too large for where it should go.')
    this.name = 'ClipTooLarge'
    this.imageId = imageId
  }
}

/** The message without one video, or without all of them, and a sentence in their place. */
export function withoutClips(message: Message, sentence: string, imageId?: string): Message {
  const leaves = (image: MessageImage) => isClip(image) && (imageId ?? image.imageId) === image.imageId
  const images = message.images.filter(image => !leaves(image))
  if (images.length === message.images.length) return message
  const said = message.text.includes(sentence)
  return { ...message, images, text: said ? message.text : `${message.text}\n\n${sentence}`.trim() }
}

/** The ending of a file's name by its type. */
export function ending(mime: string): string {
  if (mime === CLIP_MIME) return 'mp4'
  return mime === 'image/png' ? 'png' : mime === 'image/webp' ? 'webp' : 'jpg'
}
