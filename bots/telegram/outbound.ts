/** The only writer of Telegram's chats: one message of Telegram's, or one album, at a time. */
import { InputFile } from 'grammy'
import type { InputMediaDocument, InputMediaPhoto, InputMediaVideo } from 'grammy/types'
import { TELEGRAM } from '../../config/limits.js'
import { toFault } from '../../core/errors.js'
import type { Bounds } from '../../core/media/fit.js'
import type { MessageImage } from '../../core/platform.js'
import type { Log } from '../../core/ports.js'
import { ClipTooLarge, isClip, isSolid } from '../clips.js'
import type { OpenPictures, OutgoingPicture } from '../pictures.js'
import { type Call, Refused } from './calls.js'
import { EMPTY_PICTURE } from './empty-picture.js'
import type { Part } from './render.js'
import type { SentPart } from './sent.js'
import { cutText } from './text.js'

/** An address as inbound.ts writes it; `aside` marks the private chat of somebody who spoke in that group. */
export type Address = Readonly<Record<string, string>>

/** Pictures that are there, by their image ids. */
export type Opened = ReadonlyMap<string, OutgoingPicture>

export interface PostOptions {
  opened: Opened
  signal: AbortSignal
  /** It may be left out when there is no room: throws `Dropped`. */
  dispensable?: boolean
}

/** All of it throws `Fault`, `Refused` and `ClipTooLarge`, but what says that it never throws. */
export interface Outbound {
  /** Reads pictures in the way that each is sent; one that is gone or broken is left out. */
  open(images: readonly MessageImage[]): Promise<Opened>
  /** Sends a part at the end of a chat. */
  post(at: Address, part: Part, options: PostOptions): Promise<SentPart>
  /** Makes a part of what was sent; null when Telegram cannot do that. */
  edit(chat: string, old: SentPart, part: Part, options: PostOptions): Promise<SentPart | null>
  /** Takes a part away, also one that is gone already. What is too old for that loses its picture. */
  remove(chat: string, old: SentPart, signal: AbortSignal): Promise<void>
  /** Shows that something is coming. Never throws, waits for nothing. */
  busy(at: Address, coming: 'words' | 'picture' | 'video'): void
  /** Ends the spinning of a button, with an alert when there is something to say. Never throws. */
  acknowledge(press: string, alert?: string): Promise<void>
}

type Kind = 'photo' | 'video' | 'file' | 'sticker'

const BOUNDS: Record<Kind, Bounds> = {
  photo: { bytes: TELEGRAM.photoBytes, sum: TELEGRAM.photoSum, ratio: TELEGRAM.photoRatio },
  video: { bytes: TELEGRAM.videoBytes },
  file: { bytes: TELEGRAM.documentBytes },
  sticker: { bytes: TELEGRAM.stickerBytes, side: TELEGRAM.stickerSide, types: ['image/webp'] },
}

/** Builds the writer. */
export function createOutbound(deps: { call: Call; pictures: OpenPictures; log: Log }): Outbound {
  const { call, pictures, log } = deps

  /** `part` of the bytes that are allowed: sides shrink along, so that it fits at the first try. */
  async function read(image: MessageImage, part = 1) {
    const bounds = BOUNDS[image.as ?? (isClip(image) ? 'video' : 'photo')]
    const side = Math.ceil(Math.max(image.width, image.height) * Math.sqrt(part))
    const smaller = { bytes: Math.floor(bounds.bytes * part), side: Math.min(side, bounds.side ?? side) }
    const [picture] = await pictures([image], { ...bounds, ...(part < 1 && smaller) })
    return picture
  }

  async function open(images: readonly MessageImage[]): Promise<Opened> {
    const opened = new Map<string, OutgoingPicture>()
    for (const image of images) {
      const picture = await read(image).catch(error => {
        if (error instanceof ClipTooLarge) throw error
        const { code, retry } = toFault(error)
        if (code !== 'bug' && retry !== 'never') throw error
        log.error('a picture could not be made ready', { code })
        return undefined
      })
      if (picture) opened.set(image.imageId, picture)
    }
    return opened
  }

  /** Sends pictures; those that Telegram finds too large after all are made smaller and smaller. */
  async function upload<T>(
    images: readonly MessageImage[],
    opened: Opened,
    write: (files: Sendable[]) => Promise<T>,
  ): Promise<T> {
    let files = images.flatMap(({ imageId }) => opened.get(imageId) ?? [])
    for (let tries = 0; ; tries++) {
      try {
        return await write(files.map(toSendable))
      } catch (error) {
        const large = error instanceof Refused && error.refusal.kind === 'large'
        if (!large || tries === TELEGRAM.shrinkTries || images.some(isSolid)) throw error
        const part = TELEGRAM.shrinkBy ** -(tries + 1)
        files = (await Promise.all(images.map(image => read(image, part)))).flatMap(file => file ?? [])
      }
    }
  }

  async function postAt(at: Address, part: Part, { opened, signal, dispensable }: PostOptions) {
    const chat = at.chat ?? ''
    const to = {
      chat_id: Number(chat),
      ...(at.thread && { message_thread_id: Number(at.thread) }),
      ...(at.reply && {
        reply_parameters: { message_id: Number(at.reply), allow_sending_without_reply: true },
      }),
    }
    const markup = part.keyboard && { reply_markup: { inline_keyboard: part.keyboard } }
    const place = { chat, dispensable: dispensable ?? false }
    if (part.kind === 'text') {
      const { text, entities } = part
      const payload = { ...to, text, entities, link_preview_options: { is_disabled: true }, ...markup }
      const { message_id } = await call('sendMessage', payload, { place, signal })
      return { kind: part.kind, ids: [message_id] }
    }
    return upload(part.images, opened, async files => {
      const [{ file, video }] = files as [Sendable]
      const options = { place: { ...place, weight: files.length }, signal, ...uploading(part.images) }
      if (part.kind === 'album') {
        const media = files.map((one, index) => toMedia(part.of, one, index === 0 ? part : undefined))
        // The type wants one sort in an album, which `of` makes sure of.
        const album = await call('sendMediaGroup', { ...to, media: media as InputMediaPhoto[] }, options)
        return { kind: part.kind, ids: album.map(({ message_id }) => message_id) }
      }
      const { message_id } = await (part.kind === 'sticker'
        ? call('sendSticker', { ...to, sticker: file, ...markup }, options)
        : part.kind === 'photo'
          ? call('sendPhoto', { ...to, photo: file, ...caption(part), ...markup }, options)
          : part.kind === 'video'
            ? call('sendVideo', { ...to, video: file, ...video, ...caption(part), ...markup }, options)
            : call(
                'sendDocument',
                { ...to, document: file, ...asItIs, ...caption(part), ...markup },
                options,
              ))
      return { kind: part.kind, ids: [message_id] }
    })
  }

  async function editAt(chat: string, old: SentPart, part: Part, options: PostOptions): Promise<void> {
    const { opened, signal, dispensable = false } = options
    const to = { chat_id: Number(chat), message_id: old.ids[0] ?? 0 }
    const markup = part.keyboard && { reply_markup: { inline_keyboard: part.keyboard } }
    const place = { chat, dispensable }
    if (part.kind === 'text') {
      const { text, entities } = part
      const payload = { ...to, text, entities, link_preview_options: { is_disabled: true }, ...markup }
      await call('editMessageText', payload, { place, signal })
      return
    }
    await upload(part.images, opened, ([file]) =>
      call(
        'editMessageMedia',
        {
          ...to,
          media: toMedia(part.kind === 'file' ? 'file' : 'photo', file as Sendable, part),
          ...markup,
        },
        { place, signal, ...uploading(part.images) },
      ),
    )
  }

  return {
    open,

    async post(at, part, options) {
      try {
        return await postAt(at, part, options)
      } catch (error) {
        if (!(error instanceof Refused) || error.refusal.kind !== 'thread' || !at.thread) throw error
        const { thread: _, ...chat } = at
        return postAt(chat, part, options)
      }
    },

    async edit(chat, old, part, options) {
      if (!canBecome(old, part)) return null
      try {
        await editAt(chat, old, part, options)
      } catch (error) {
        if (!(error instanceof Refused)) throw error
        if (error.refusal.kind === 'missing') return null
        if (error.refusal.kind !== 'same') throw error
      }
      return { kind: part.kind, ids: old.ids }
    },

    async remove(chat, old, signal) {
      for (const message_id of old.ids) {
        const to = { chat_id: Number(chat), message_id }
        try {
          await call('deleteMessage', to, { signal })
        } catch (error) {
          if (!(error instanceof Refused)) throw error
          if (error.refusal.kind !== 'old' || old.kind === 'text' || old.kind === 'sticker') continue
          const media = toMedia('photo', { file: new InputFile(EMPTY_PICTURE, 'deleted.png') })
          await call('editMessageMedia', { ...to, media }, { place: { chat }, signal, upload: true }).catch(
            failure => {
              if (!(failure instanceof Refused)) throw failure
              log.warn('a picture is too old to be taken away', { why: failure.refusal.kind })
            },
          )
        }
      }
    },

    busy({ chat, thread }, coming) {
      const action = ACTIONS[coming]
      const to = {
        chat_id: Number(chat),
        ...(thread && { message_thread_id: Number(thread) }),
        action,
      } as const
      call('sendChatAction', to).catch(() => {})
    },

    async acknowledge(press, alert) {
      const text = alert === undefined ? {} : { text: cutText(alert, TELEGRAM.alertUnits), show_alert: true }
      // A query that is too old spins no longer.
      await call('answerCallbackQuery', { callback_query_id: press, ...text }).catch(() => {})
    },
  }
}

/** Words can become words or a picture, a picture another one; everything else is sent anew. */
function canBecome(old: SentPart, part: Part): boolean {
  if (part.kind === 'album' || part.kind === 'sticker') return false
  if (old.kind === 'text') return true
  return part.kind !== 'text' && (old.kind === 'photo' || old.kind === 'video' || old.kind === 'file')
}

const ACTIONS = { words: 'typing', picture: 'upload_photo', video: 'upload_video' } as const

/** A file as calls take it; `video` holds what players want to know before they have it. */
interface Sendable {
  file: InputFile
  video?: { width: number; height: number; duration: number; supports_streaming: true }
}

function toSendable({ bytes, name, video }: OutgoingPicture): Sendable {
  const file = new InputFile(bytes, name)
  if (!video) return { file }
  const { width, height, seconds } = video
  return { file, video: { width, height, duration: Math.ceil(seconds), supports_streaming: true } }
}

/** How long a call with these may take. */
function uploading(images: readonly MessageImage[]) {
  return { upload: true, ms: images.some(isSolid) ? TELEGRAM.videoMs : undefined }
}

/** Telegram looks into files otherwise, and may show a picture as a photo. */
const asItIs = { disable_content_type_detection: true } as const

function caption({ text, entities }: Pick<Part, 'text' | 'entities'>) {
  return text === '' ? {} : { caption: text, caption_entities: entities }
}

function toMedia(
  kind: 'photo' | 'file',
  { file: media, video }: Sendable,
  words: Pick<Part, 'text' | 'entities'> = { text: '', entities: [] },
): InputMediaPhoto | InputMediaVideo | InputMediaDocument {
  if (kind === 'photo' && video) return { type: 'video', media, ...video, ...caption(words) }
  if (kind === 'photo') return { type: 'photo', media, ...caption(words) }
  return { type: 'document', media, ...asItIs, ...caption(words) }
}
