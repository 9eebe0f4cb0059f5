/** Taking photos from a drop, a paste or the file picker. */

import type { ChatPage } from '../wire.js'
import type { LocalPhoto } from './model.js'
import { texts } from './texts.js'

/** Browsers give HEIC no type on many systems. */
const PHOTO_NAME = /\.(jpe?g|png|webp|avif|hei[cf])$/i

/** Which of the files are taken beside those that are chosen already, and what is to be said about the others. */
export function choosePhotos(
  files: readonly File[],
  chosen: number,
  limits: ChatPage['limits'],
): { taken: File[]; problems: string[] } {
  const problems: string[] = []
  const taken: File[] = []
  for (const file of files) {
    if (!file.type.startsWith('image/') && !PHOTO_NAME.test(file.name))
      problems.push(texts.notAPhoto(file.name))
    else if (file.size > limits.photoBytes)
      problems.push(texts.photoTooLarge(limits.photoBytes / 1024 / 1024))
    else taken.push(file)
  }
  const room = Math.max(0, limits.photos - chosen)
  if (taken.length > room) problems.push(texts.tooManyPhotos(limits.photos))
  return { taken: taken.slice(0, room), problems: [...new Set(problems)] }
}

/** A photo with a preview; `forgetPhoto` ends the preview. */
export function previewPhoto(file: File): LocalPhoto {
  return { id: crypto.randomUUID(), file, url: URL.createObjectURL(file) }
}

export function forgetPhoto(photo: LocalPhoto): void {
  URL.revokeObjectURL(photo.url)
}
