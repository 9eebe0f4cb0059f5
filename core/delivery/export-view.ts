import type { Message } from '../platform.js'
import type { ExportState } from '../privacy/export/store.js'
import type { Say } from '../say.js'
import { slotOf } from './store.js'

/** An export as its message shows it. */
export interface ExportFacts {
  id: string
  personId: string
  state: ExportState
  bytes: number
  /** ISO 8601. */
  expiresAt: string | null
}

export const ARCHIVE_MIME = 'application/zip'

/**
 * The message of an export from the wait to the archive. Whether it brings the archive itself or a link to it, the
 * platform decides; where others read along, a button stands for both. Pure.
 */
export function viewExport(facts: ExportFacts, say: Say, now: number): Message {
  const { id, personId, bytes, expiresAt } = facts
  const show = (text: string, more: Partial<Message> = {}): Message => ({
    slot: slotOf({ exportId: id }),
    text,
    buttons: [],
    images: [],
    ...more,
  })
  const again: Message['buttons'] = [[{ action: 'export', label: say('exports.againButton') }]]
  if (facts.state === 'waiting') return show(say('exports.building'), { progress: { done: null } })
  if (facts.state === 'failed') return show(say('exports.failed'), { buttons: again })
  if (facts.state === 'expired' || expiresAt === null || Date.parse(expiresAt) <= now)
    return show(say('exports.expired'), { buttons: again })
  const until = new Intl.DateTimeFormat(say.language, {
    dateStyle: 'long',
    timeStyle: 'short',
    timeZone: 'UTC',
  }).format(Date.parse(expiresAt))
  const size = sizeWords(say.language, bytes)
  return show(say('exports.ready', { size }), {
    images: [
      {
        imageId: id,
        personId,
        alt: say('exports.alt'),
        width: 1,
        height: 1,
        mime: ARCHIVE_MIME,
        as: 'file',
        bytes,
        tooLarge: say('exports.tooLarge', { size }),
      },
    ],
    link: { exportId: id, label: say('exports.linkButton'), note: say('exports.linkNote', { until }) },
    elsewhere: {
      text: say('exports.elsewhere'),
      buttons: [[{ action: `export:show:${id}`, label: say('texts.showButton'), tone: 'primary' }]],
    },
  })
}

/** Bytes in words of a language, such as `3.4 MB`. */
function sizeWords(language: string, bytes: number): string {
  const small = bytes < 1e6
  return new Intl.NumberFormat(language, {
    style: 'unit',
    unit: small ? 'kilobyte' : 'megabyte',
    maximumFractionDigits: small ? 0 : 1,
  }).format(Math.max(bytes, 1_000) / (small ? 1e3 : 1e6))
}
