/** From a stored row to what the page gets. Pure. */
import { z } from 'zod'
import type { Button } from '../../core/platform.js'
import { isClip } from '../clips.js'
import { cardLink, shownButtons } from '../offers.js'
import type { Change, PageButton, PageImage, PageMessage } from './wire.js'

/** A row of web_message. */
export interface StoredMessage {
  slot: string
  seq: number
  createdSeq: number
  author: string
  body: unknown
  at: Date
}

/** A way to pay that this code does not know is one that leads nowhere, and not a button to press. */
const pay = z
  .object({ rail: z.literal('stripe'), url: z.string() })
  .catch({ rail: 'stripe', url: '' })
  .optional()
const button = z.object({
  action: z.string(),
  label: z.string(),
  tone: z.enum(['primary', 'danger']).optional().catch(undefined),
  pay,
})
const image = z.object({
  imageId: z.string().regex(/^[A-Za-z0-9_-]{1,64}$/),
  alt: z.string().catch(''),
  width: z.number().int().positive().catch(4),
  height: z.number().int().positive().catch(5),
  mime: z.string().catch(''),
})

/** Rows may be older or newer than this code: what is missing is empty, what is unknown is left out. */
const storedBody = z.object({
  text: z.string().catch(''),
  photos: z.number().int().min(0).catch(0),
  buttons: z.array(z.array(button)).catch([]),
  images: z.array(image).catch([]),
  link: z
    .object({ label: z.string(), url: z.string().regex(/^\/export\/[A-Za-z0-9_-]{43}$/) })
    .optional()
    .catch(undefined),
  progress: z
    .object({ done: z.number().min(0).max(1).nullable().catch(null) })
    .optional()
    .catch(undefined),
})

/** The message as the page shows it, or the word that it is gone. */
export function renderChange(row: StoredMessage): Change {
  const body = row.body === null ? null : storedBody.safeParse(row.body)
  if (!body?.success) return { slot: row.slot, seq: row.seq, gone: true }
  return toPage(row, body.data)
}

/** The messages that are still there, in their order. */
export function renderMessages(rows: readonly StoredMessage[]): PageMessage[] {
  return rows.map(renderChange).filter((change): change is PageMessage => !('gone' in change))
}

function toPage(row: StoredMessage, body: z.infer<typeof storedBody>): PageMessage {
  return {
    slot: row.slot,
    seq: row.seq,
    place: row.createdSeq,
    author: row.author === 'me' ? 'me' : 'booth',
    at: row.at.toISOString(),
    text: body.text,
    photos: body.photos,
    buttons: toPageButtons(body.buttons),
    images: body.images.map(toPageImage),
    ...(body.link && { link: body.link }),
    ...(body.progress && { progress: body.progress }),
  }
}

function toPageButtons(rows: z.infer<typeof button>[][]): PageButton[][] {
  const buttons = rows.map(row =>
    row.map(
      ({ action, label, tone, pay }): Button => ({
        action,
        label,
        ...(tone && { tone }),
        ...(pay && { pay }),
      }),
    ),
  )
  return shownButtons('web', buttons, cardLink).map(row =>
    row.map(one => {
      const { action, label, tone } = one
      return { action, label, ...(tone && { tone }), ...(one.is === 'link' && { href: one.url }) }
    }),
  )
}

function toPageImage(one: z.infer<typeof image>): PageImage {
  const url = `/images/${one.imageId}`
  return {
    id: one.imageId,
    url,
    download: `${url}?download`,
    alt: one.alt,
    width: one.width,
    height: one.height,
    ...(isClip(one) && { video: true as const }),
  }
}
