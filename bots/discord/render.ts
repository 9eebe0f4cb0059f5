/** A message as Discord's components, within every limit of theirs. Pure. */
import {
  type APIActionRowComponent,
  type APIButtonComponent,
  type APIComponentInMessageActionRow,
  type APIMessageTopLevelComponent,
  ButtonStyle,
  ComponentType,
  MessageFlags,
} from 'discord.js'
import { DISCORD } from '../../config/limits.js'
import { ARCHIVE_MIME } from '../../core/delivery/export-view.js'
import type { Button, Message } from '../../core/platform.js'
import { cut } from '../pieces.js'
import { customId, FORM } from './buttons.js'
import { type CommandIds, escapeText, toMarkdown } from './markdown.js'

/** A picture, or an archive, that goes along as a file. */
export interface ShownPicture {
  name: string
  mime?: string
  alt: string
}

export interface RenderOptions {
  /** Whose buttons these are: nobody else may press them. */
  owner: string
  commands: CommandIds
  pictures?: readonly ShownPicture[]
  /** The label of the button that opens the form, where there is to be one. */
  photoLabel?: string | undefined
  /** The message calls its owner by name: where it stands, others read along. */
  mention?: boolean
}

/** The body of a call that shows a message; the files of `attachments` go with it, in that order. */
export interface Rendered {
  flags: number
  components: APIMessageTopLevelComponent[]
  attachments: { id: string; filename: string; description?: string }[]
  allowed_mentions: { parse: []; users: string[] }
}

/** Usually one message; of long texts the beginning stands in others `before` it. The last has pictures and buttons. */
export function renderMessage(
  message: Message,
  options: RenderOptions,
): { before: Rendered[]; last: Rendered } {
  const { owner, commands, mention = false } = options
  const greeting = mention ? `<@${owner}> ` : ''
  const progress = message.progress ? `\n${renderProgress(message.progress.done)}` : ''
  const links = longLinks(message)
  const room = DISCORD.textChars - greeting.length - progress.length - links.length
  const pieces = toMarkdown(message.text, commands, room)
  const last = pieces.pop() ?? ''
  const users = mention ? [owner] : []
  const before = pieces.map((piece, index) =>
    frame([text(index === 0 ? greeting + piece : piece)], [], users),
  )
  const words = `${before.length === 0 ? greeting : ''}${last}${progress}${links}`.trim()
  const files = (options.pictures ?? []).slice(0, DISCORD.pictures)
  const pictures = files.filter(({ mime }) => mime !== ARCHIVE_MIME)
  const archives = files
    .filter(file => !pictures.includes(file))
    .map(
      ({ name }): APIMessageTopLevelComponent => ({
        type: ComponentType.File,
        file: { url: `attachment://${name}` },
      }),
    )
  const gallery: APIMessageTopLevelComponent[] =
    pictures.length === 0
      ? []
      : [
          {
            type: ComponentType.MediaGallery,
            items: pictures.map(({ name, alt }) => ({
              media: { url: `attachment://${name}` },
              ...(alt.trim() && { description: cut(alt.trim(), DISCORD.altChars) }),
            })),
          },
        ]
  const own: Button[] =
    options.photoLabel === undefined ? [] : [{ action: FORM, label: options.photoLabel, tone: 'primary' }]
  const link = linkRow(message)
  const taken =
    (words ? 1 : 0) + (gallery.length > 0 ? 1 + pictures.length : 0) + archives.length + 2 * link.length
  const rows = packRows([...message.buttons, own], owner, DISCORD.components - Math.max(taken, 1))
  const shown = [...(words ? [text(words)] : []), ...gallery, ...archives, ...rows, ...link]
  return { before, last: frame(shown.length > 0 ? shown : [text('…')], files, users) }
}

function frame(
  components: APIMessageTopLevelComponent[],
  pictures: readonly ShownPicture[],
  users: string[],
): Rendered {
  return {
    flags: MessageFlags.IsComponentsV2,
    components,
    // Empty takes away what the message had before.
    attachments: pictures.map(({ name, alt }, index) => ({
      id: String(index),
      filename: name,
      ...(alt.trim() && { description: cut(alt.trim(), DISCORD.altChars) }),
    })),
    allowed_mentions: { parse: [], users },
  }
}

function text(content: string): APIMessageTopLevelComponent {
  return { type: ComponentType.TextDisplay, content }
}

function renderProgress(done: number | null): string {
  if (done === null || Number.isNaN(done)) return '▱▱▱▱▱▱▱▱▱▱'
  const share = Math.min(Math.max(done, 0), 1)
  const full = Math.round(share * 10)
  return `${'▰'.repeat(full)}${'▱'.repeat(10 - full)} ${Math.round(share * 100)} %`
}

/** Rows of at most five; when there are too many of them all are packed tightly, and the last ones are left out. */
function packRows(
  buttons: readonly (readonly Button[])[],
  owner: string,
  room: number,
): APIActionRowComponent<APIComponentInMessageActionRow>[] {
  const seen = new Set<string>()
  const made = buttons.map(row => row.flatMap(button => toButton(button, owner, seen)))
  const neat = made.flatMap(row => chunks(row, DISCORD.buttonsInRow))
  const fits = neat.length <= DISCORD.rows && neat.reduce((sum, row) => sum + 1 + row.length, 0) <= room
  const rows = fits ? neat : chunks(made.flat(), DISCORD.buttonsInRow).slice(0, DISCORD.rows)
  let left = room
  return rows.flatMap(row => {
    const components = row.slice(0, Math.max(left - 1, 0))
    left -= 1 + components.length
    return components.length > 0 ? [{ type: ComponentType.ActionRow as const, components }] : []
  })
}

/** Links to pay that are too long for a button stand behind the words, where they may have any length. */
function longLinks({ buttons }: Message): string {
  const lines = buttons.flat().flatMap(({ label, pay }) => {
    if (pay?.rail !== 'stripe' || pay.url.length <= DISCORD.urlChars) return []
    return [`\n[${escapeText(cut(label.trim(), DISCORD.labelChars) || '·')}](<${pay.url}>)`]
  })
  // Longer than any that there is: the words are worth more.
  return lines.join('').length <= DISCORD.textChars / 2 ? lines.join('') : ''
}

/** A button that leads somewhere, in a row of its own. */
function linkRow({ link }: Message): APIMessageTopLevelComponent[] {
  if (!link?.url) return []
  const label = cut(link.label, DISCORD.labelChars)
  const button = { type: ComponentType.Button, style: ButtonStyle.Link, label, url: link.url } as const
  return [{ type: ComponentType.ActionRow, components: [button] }]
}

const STYLES = { primary: ButtonStyle.Primary, danger: ButtonStyle.Danger } as const

/** None, where it is for a way to pay that there is not in Discord. */
function toButton(
  { action, label, tone, pay }: Button,
  owner: string,
  seen: Set<string>,
): APIButtonComponent[] {
  const type = ComponentType.Button as const
  const words = cut(label.trim(), DISCORD.labelChars) || '·'
  if (pay) {
    // Discord writes name and price on it by itself, and refuses one that says anything of its own.
    if (pay.rail === 'discord') return [{ type, style: ButtonStyle.Premium, sku_id: pay.sku }]
    const fits = pay.rail === 'stripe' && pay.url.length <= DISCORD.urlChars
    return fits ? [{ type, style: ButtonStyle.Link, label: words, url: pay.url }] : []
  }
  const id = customId(action, owner)
  const custom_id = seen.has(id) ? customId(action, owner, seen.size) : id
  seen.add(id).add(custom_id)
  return [{ type, style: tone ? STYLES[tone] : ButtonStyle.Secondary, label: words, custom_id }]
}

function chunks<T>(items: readonly T[], size: number): T[][] {
  return Array.from({ length: Math.ceil(items.length / size) }, (_, at) =>
    items.slice(at * size, (at + 1) * size),
  )
}
