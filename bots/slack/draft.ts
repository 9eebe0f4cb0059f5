/** A message on its way to Slack, and its name once it is there. Pure. */
import type { Message, MessageRef } from '../../core/platform.js'
import type { ShownPicture } from './render.js'

/** A message on its way. */
export interface Draft {
  tenant: string
  user: string
  message: Message
  signal: AbortSignal
  /** Tells it from other messages in its channel, and from no other try at the same. */
  name: string
  /** It is the help card, which has buttons of its own. */
  help?: boolean
  isPublic: boolean
}

/** The name of a message with its files. */
export function refTo(
  tenant: string,
  channel: string,
  ts: string,
  pictures: readonly ShownPicture[],
): MessageRef {
  const ids = pictures.map(({ fileId }) => fileId).join(',')
  return { tenant, channel, ts, ...(ids && { files: ids }) }
}
