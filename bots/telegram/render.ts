/** From a message to what Telegram is to show: texts, pictures, albums and keyboards within its limits. Pure. */
import type { InlineKeyboardButton } from 'grammy/types'
import { TELEGRAM } from '../../config/limits.js'
import type { Button, Message, MessageImage } from '../../core/platform.js'
import { isClip } from '../clips.js'
import { type ShownButton, shownButtons } from '../offers.js'
import { cutText, isBlank, type StyledText, splitText, styleText, withoutCardLinks } from './text.js'

export type Keyboard = InlineKeyboardButton[][]

/** One message of Telegram's, or one album. Texts of pictures are captions, and may be empty. */
export type Part = StyledText & { keyboard?: Keyboard } & (
    | { kind: 'text' }
    | { kind: 'photo' | 'video' | 'file' | 'sticker'; images: [MessageImage] }
    | { kind: 'album'; of: 'photo' | 'file'; images: MessageImage[] }
  )

export interface Rendered {
  /** At least one; in the order in which they stand in the chat. */
  parts: Part[]
  /** Buttons that Telegram would refuse or does not allow, and that were left out; core promises that there are none. */
  lost: number
}

export interface RenderOptions {
  /** The label of the button that sends a picture as it is; photos are recompressed by Telegram. */
  fullQuality: string
  /** Links of invoices in Stars, by the payment; what has none is left out. */
  invoices?: ReadonlyMap<string, string>
  /** A button that leads somewhere else, as the last row. */
  link?: { label: string; url: string }
}

const BAR = 10

/** Renders a message; its pictures are those that are there. */
export function renderMessage(message: Message, options: RenderOptions): Rendered {
  const { keyboard, lost } = renderKeyboard(message, options)
  const styled = styleText(withoutCardLinks(withProgress(message)))
  const media = message.images.length > 0 ? mediaParts(message.images) : []
  const onLast = keyboard.length > 0 ? { keyboard } : {}
  const [only] = media
  if (!only) return { parts: textParts(styled, onLast), lost }

  // A caption stands below one picture or one album, but only a single one can carry buttons.
  const captioned =
    media.length === 1 && only.kind !== 'sticker' && styled.text.length <= TELEGRAM.captionUnits
  if (captioned && (only.kind !== 'album' || keyboard.length === 0))
    return { parts: [{ ...only, ...styled, ...onLast }], lost }
  const wordless = isBlank(styled.text)
  if (wordless && keyboard.length === 0) return { parts: media, lost }
  const last = media.at(-1)
  if (wordless && last && last.kind !== 'album')
    return { parts: [...media.slice(0, -1), { ...last, ...onLast }], lost }
  return { parts: [...media, ...textParts(styled, onLast)], lost }
}

function textParts(styled: StyledText, onLast: { keyboard?: Keyboard }): Part[] {
  const pieces = splitText(styled)
  return pieces.map((piece, index) => ({
    kind: 'text',
    ...piece,
    ...(index === pieces.length - 1 ? onLast : {}),
  }))
}

/** The words with how far the work has come, where anybody can tell. */
function withProgress({ text, progress }: Message): string {
  if (progress?.done == null) return text
  const done = Math.min(Math.max(progress.done, 0), 1)
  const full = Math.round(done * BAR)
  return `${text}\n${'▰'.repeat(full)}${'▱'.repeat(BAR - full)} ${Math.round(done * 100)} %`
}

/** Pictures of one sort stand together: photos and videos, then files, each in albums of ten, then stickers one by one. */
function mediaParts(images: readonly MessageImage[]): Part[] {
  const nothing: StyledText = { text: '', entities: [] }
  const albums = (kind: 'photo' | 'file', some: MessageImage[]): Part[] => {
    const [first] = some
    if (!first) return []
    const rest = albums(kind, some.slice(TELEGRAM.album))
    const single = kind === 'photo' && isClip(first) ? 'video' : kind
    if (some.length === 1) return [{ kind: single, images: [first], ...nothing }, ...rest]
    return [{ kind: 'album', of: kind, images: some.slice(0, TELEGRAM.album), ...nothing }, ...rest]
  }
  return [
    ...albums(
      'photo',
      images.filter(({ as }) => as === undefined),
    ),
    ...albums(
      'file',
      images.filter(({ as }) => as === 'file'),
    ),
    ...images
      .filter(({ as }) => as === 'sticker')
      .map((image): Part => ({ kind: 'sticker', images: [image], ...nothing })),
  ]
}

function renderKeyboard(
  message: Message,
  { fullQuality, link, invoices }: RenderOptions,
): { keyboard: Keyboard; lost: number } {
  const rows = [...message.buttons, ...fileButtons(message, fullQuality)]
  const shownRows = shownButtons('telegram', rows, pay =>
    pay.rail === 'stars' ? invoices?.get(pay.paymentId) : undefined,
  )
  const wanted = rows.reduce((sum, row) => sum + row.length, 0)
  const keyboard: Keyboard = []
  let room = TELEGRAM.buttons - (link ? 1 : 0)
  for (const row of shownRows) {
    const fit = row.filter(({ is, action }) => is === 'link' || isPayload(action)).slice(0, room)
    room -= fit.length
    for (let i = 0; i < fit.length; i += TELEGRAM.buttonsInRow)
      keyboard.push(fit.slice(i, i + TELEGRAM.buttonsInRow).map(renderButton))
  }
  const shown = keyboard.reduce((sum, row) => sum + row.length, 0)
  if (link) keyboard.push([{ text: cutText(link.label, TELEGRAM.labelUnits), url: link.url }])
  return { keyboard, lost: wanted - shown }
}

/** Whether Telegram brings it back as it is: 1-64 bytes of whole characters. */
function isPayload(action: string): boolean {
  const bytes = Buffer.byteLength(action)
  return bytes > 0 && bytes <= TELEGRAM.callbackBytes && !/[\p{Cc}\p{Surrogate}]/u.test(action)
}

function renderButton(button: ShownButton): InlineKeyboardButton {
  const text = cutText(button.label, TELEGRAM.labelUnits)
  const style = button.tone && { style: button.tone }
  return button.is === 'link'
    ? { text, url: button.url, ...style }
    : { text, callback_data: button.action, ...style }
}

/** For each photo of a result, a button that brings it as it was made; videos come so anyway. */
function fileButtons({ slot, images }: Message, label: string): Button[][] {
  if (!slot?.startsWith('generation:')) return []
  const photos = images.filter(image => image.as === undefined && !isClip(image))
  const buttons = photos.map(
    ({ imageId }, index): Button => ({
      action: `file:${imageId}`,
      label: photos.length === 1 ? label : `${label} ${index + 1}`,
    }),
  )
  const rows: Button[][] = []
  for (let i = 0; i < buttons.length; i += 3) rows.push(buttons.slice(i, i + 3))
  return rows
}
