/** Messages that are made once, however often they are sent. Pure. */
import { createHash } from 'node:crypto'
import type { Rendered } from './render.js'

/** What Discord says that a message shows. */
export interface Shown {
  components?: { content?: string }[]
  attachments?: { filename: string }[]
}

/** A name of at most 25 characters: Discord makes no second message of the same within minutes. */
export function nonceOf(name: string): string {
  return createHash('sha256').update(name).digest('base64url').slice(0, 24)
}

/** Whether a message shows what it was to show, by its words and its files: the one of an old nonce may not. */
export function isSame({ components = [], attachments = [] }: Shown, body: Rendered): boolean {
  const words = (list: readonly object[]) => list.map(one => ('content' in one ? one.content : '')).join('\n')
  const names = attachments.map(({ filename }) => filename)
  return (
    words(components) === words(body.components) &&
    names.join() === body.attachments.map(({ filename }) => filename).join()
  )
}
