/**
 * Videos and archives. No block shows one that lies at Slack, so each is shared as a file below the message that it belongs to; where
 * only one person sees the message, in their direct channel, since a shared file is seen by all. For outbound.ts alone.
 */
import { SLACK } from '../../config/limits.js'
import { slackWords } from '../../config/locales/slack/index.js'
import type { Message, MessageImage, MessageRef } from '../../core/platform.js'
import type { Clock } from '../../core/ports.js'
import type { Say } from '../../core/say.js'
import { createBounded } from '../bounded.js'
import { ClipTooLarge, isClip, isSolid, withoutClips, withoutTooLarge } from '../clips.js'
import type { OpenPictures, OutgoingPicture } from '../pictures.js'
import type { Address } from './address.js'
import type { DirectChannel } from './direct.js'
import { isTooLarge, slackFault } from './faults.js'
import type { Files } from './files.js'
import { escapeText } from './mrkdwn.js'
import type { Uploader } from './uploader.js'

/** A message with videos on its way to an address, or to where `ref` is. */
export interface Reel {
  address: Address
  message: Message
  /** Tells it from other messages, and from no other try at the same. */
  name: string
  ref: MessageRef | null
  signal: AbortSignal
}

export interface Clips {
  /** Does what sends or edits the message, without its videos, and shares those once. */
  around(
    reel: Reel,
    send: (message: Message, ref: MessageRef | null) => Promise<MessageRef>,
  ): Promise<MessageRef>
}

export function createClips(deps: {
  uploader: Uploader
  files: Files
  pictures: OpenPictures
  say: (language: string) => Say
  publicResults: boolean
  directChannel: DirectChannel
  clock: Clock
}): Clips {
  const { uploader, files, pictures, clock } = deps
  const now = () => clock.now()
  /** Where a video of a message was shared, by the name of both. */
  const shared = createBounded<{ fileId: string; channel: string }>(SLACK.knownFiles, SLACK.knownFilesMs, now)
  /** Messages that were sent, and whose videos were not shared yet. */
  const halfway = createBounded<{ ref: MessageRef; said: string }>(SLACK.knownFiles, SLACK.knownFilesMs, now)
  const keyOf = ({ address, name }: Reel) => `${address.tenant}:${name}`
  const nameOf = (reel: Reel, { imageId }: MessageImage) => `${keyOf(reel)}:${imageId}`

  /** The video's bytes at Slack; null when it was deleted meanwhile. */
  async function upload({ address: { tenant = '' }, signal }: Reel, image: MessageImage) {
    const [clip] = await pictures([image], { bytes: SLACK.videoBytes })
    return clip ? { clip, image, fileId: await uploader.put(tenant, clip, signal) } : null
  }

  type Uploaded = { clip: OutgoingPicture; image: MessageImage; fileId: string }

  /** Uploads what was not shared yet; what is too large leaves the message for a sentence. */
  async function load(reel: Reel): Promise<{ message: Message; loaded: Uploaded[] }> {
    let { message } = reel
    const loaded: Uploaded[] = []
    for (const image of message.images.filter(isSolid)) {
      if (shared.get(nameOf(reel, image))) continue
      try {
        const one = await upload(reel, image)
        if (one) loaded.push(one)
      } catch (error) {
        if (!(error instanceof ClipTooLarge) && !isTooLarge(slackFault(error))) throw error
        message = withoutTooLarge(
          message,
          deps.say(message.language ?? '')('texts.videoTooLarge'),
          image.imageId,
        )
      }
    }
    return { message, loaded }
  }

  async function share(reel: Reel, { clip, image, fileId }: Uploaded, channel: string): Promise<void> {
    const { tenant = '', channel: asked, thread } = reel.address
    const where = { channel, comment: escapeText(image.alt), thread: asked === channel ? thread : undefined }
    await uploader.complete(tenant, { fileId, title: clip.name }, where)
    shared.set(nameOf(reel, image), { fileId, channel })
  }

  /** The person alone sees the message, and others would see a file there. */
  function isAside({ address: { at, channel = '' }, message, ref }: Reel): boolean {
    const open = deps.publicResults && message.slot?.startsWith('generation:')
    return (at === 'reply' || at === 'ephemeral') && !channel.startsWith('D') && !open && !ref?.ts
  }

  return {
    async around(reel, send) {
      const { ref, address } = reel
      const { tenant = '', user = '' } = address
      if (!reel.message.images.some(isSolid) && !ref?.clips) return send(reel.message, ref)
      const { message, loaded } = await load(reel)
      const wanted = message.images.filter(isSolid)
      const words = slackWords(message.language)
      const direct = wanted.some(isClip) ? words.clipInDirect : words.fileInDirect
      const note = wanted.length > 0 && isAside(reel) ? direct : ''
      const key = keyOf(reel)
      const lighter = withoutClips(message, note)
      const said = JSON.stringify(lighter)
      const before = halfway.get(key)
      const sent = before?.said === said ? before.ref : await send(lighter, before?.ref ?? ref)
      halfway.set(key, { ref: sent, said })
      const channel = (sent.ts && sent.channel) || (await deps.directChannel(tenant, user))
      for (const image of wanted) {
        const known = shared.get(nameOf(reel, image))
        if (known?.channel === channel) continue
        const one = loaded.find(it => it.image === image) ?? (await upload(reel, image))
        if (one) await share(reel, one, channel)
      }
      halfway.delete(key)
      const there = wanted.flatMap(image => shared.get(nameOf(reel, image))?.fileId ?? [])
      const gone = (ref?.clips?.split(',') ?? []).filter(id => !there.includes(id))
      await files.forget(tenant, gone)
      const { clips: _, ...rest } = sent
      return there.length > 0 ? { ...rest, clips: there.join(',') } : rest
    },
  }
}
