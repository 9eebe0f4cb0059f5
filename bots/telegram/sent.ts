/** What stands in a chat of a message that we sent, and its name as core keeps it. Pure. */
import type { MessageRef } from '../../core/platform.js'

/** A message of Telegram's, or the messages of an album. */
export interface SentPart {
  kind: 'text' | 'photo' | 'video' | 'file' | 'sticker' | 'album'
  ids: number[]
}

/** A message of ours is one or several of Telegram's. */
export interface Sent {
  chat: string
  parts: SentPart[]
}

/** `{ chat: '42', parts: 'album:7+8,text:9' }` */
export function toRef({ chat, parts }: Sent): MessageRef {
  return { chat, parts: parts.map(({ kind, ids }) => `${kind}:${ids.join('+')}`).join(',') }
}

/** Reads a name; null when it is none of ours. */
export function fromRef(ref: MessageRef | null | undefined): Sent | null {
  const { chat, parts = '' } = ref ?? {}
  if (!chat || !/^((text|photo|video|file|sticker|album):\d+(\+\d+)*(,|$))+$/.test(parts)) return null
  return {
    chat,
    parts: parts.split(',').map(part => {
      const [kind = 'text', ids = ''] = part.split(':')
      return { kind: kind as SentPart['kind'], ids: ids.split('+').map(Number) }
    }),
  }
}
