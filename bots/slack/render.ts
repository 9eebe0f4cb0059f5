/** A message as Block Kit, within every limit of Slack's. Pure. */
import type { ActionsBlock, KnownBlock, Button as SlackButton } from '@slack/types'
import { SLACK } from '../../config/limits.js'
import { type SlackWords, slackWords } from '../../config/locales/slack/index.js'
import type { Message, MessageLink } from '../../core/platform.js'
import { cardLink, type ShownButton, shownButtons } from '../offers.js'
import { cut } from '../pieces.js'
import { escapeText, toMrkdwn } from './mrkdwn.js'

/** Stands where a message has no words at all. */
const NAME = slackWords(undefined).name

/** A picture that lies at Slack already. */
export interface ShownPicture {
  fileId: string
  alt: string
}

/** What a call that shows a message takes: `text` stands in notifications and is read out. */
export interface Rendered {
  text: string
  blocks: KnownBlock[]
}

export interface RenderOptions {
  /** Whose buttons these are: nobody else may press them. */
  owner: string
  isCommand: (name: string) => boolean
  /** The label of the button that opens the form, where there is to be one. */
  photoLabel?: string | undefined
  pictures?: readonly ShownPicture[]
  /** More buttons of the bot's own: commands by name. */
  shortcuts?: Readonly<Record<string, string>>
  /** Blocks in all. */
  blocks?: number
}

/** Words, progress, pictures, buttons, in that order. Text is cut last of all: buttons and pictures keep their place. */
export function renderMessage(message: Message, options: RenderOptions): Rendered {
  const { owner, isCommand, pictures = [], shortcuts = {} } = options
  const own = [
    ...(options.photoLabel !== undefined ? [formButton(options.photoLabel)] : []),
    ...Object.entries(shortcuts).map(([name, label], index) => commandButton(name, label, index)),
  ]
  const shown = shownButtons('slack', message.buttons, cardLink)
  const rows = packRows([...shown.map((row, at) => row.map((b, n) => slackButton(b, at, n))), own])
  const actions = rows.map(
    (elements, at): ActionsBlock => ({ type: 'actions', block_id: `${at}:${owner}`, elements }),
  )
  if (message.link?.url)
    actions.push({ type: 'actions', block_id: `link:${owner}`, elements: [linkButton(message.link)] })
  const progress = message.progress
    ? [renderProgress(message.progress.done, slackWords(message.language))]
    : []
  let room = (options.blocks ?? SLACK.blocks) - actions.length - progress.length
  const images = pictures.slice(0, Math.min(Math.max(room - 1, 0), SLACK.pictures)).map(
    ({ fileId, alt }): KnownBlock => ({
      type: 'image',
      slack_file: { id: fileId },
      alt_text: cut(alt, SLACK.altChars) || NAME,
    }),
  )
  room -= images.length
  const sections = toMrkdwn(message.text, isCommand, SLACK.sectionChars)
    .slice(0, Math.max(room, 0))
    .map((text): KnownBlock => ({ type: 'section', text: { type: 'mrkdwn', text, verbatim: true } }))
  const blocks = [...sections, ...progress, ...images, ...actions]
  if (blocks.length === 0) blocks.push({ type: 'section', text: { type: 'mrkdwn', text: '…' } })
  return { text: plain(message), blocks }
}

/** The words alone, for places without blocks. */
function plain(message: Message): string {
  const words = message.text.replaceAll('**', '').trim() || message.images[0]?.alt || NAME
  return escapeText(cut(words, SLACK.fallbackChars))
}

function renderProgress(done: number | null, texts: SlackWords): KnownBlock {
  const share = done === null || Number.isNaN(done) ? null : Math.min(Math.max(done, 0), 1)
  const full = Math.round((share ?? 0) * 10)
  const text =
    share === null
      ? `⏳ ${texts.working}`
      : `${'▰'.repeat(full)}${'▱'.repeat(10 - full)} ${Math.round(share * 100)} %`
  return { type: 'context', elements: [{ type: 'mrkdwn', text }] }
}

/** Rows of at most five; when there are too many of them, all are packed tightly, and the last ones are left out. */
function packRows(rows: SlackButton[][]): SlackButton[][] {
  const neat = rows.flatMap(row => chunks(row, SLACK.buttonsInRow))
  if (neat.length <= SLACK.rows) return neat
  return chunks(rows.flat(), SLACK.buttonsInBlock).slice(0, SLACK.rows)
}

function chunks<T>(items: readonly T[], size: number): T[][] {
  return Array.from({ length: Math.ceil(items.length / size) }, (_, at) =>
    items.slice(at * size, (at + 1) * size),
  )
}

/** Slack tells of the press on a link, too: `inbound.ts` knows it by its name, and it is acknowledged and no more. */
function slackButton(button: ShownButton, row: number, column: number): SlackButton {
  const { action, label, tone } = button
  if (button.is === 'link')
    return {
      ...named(label),
      action_id: `pay:${row}-${column}`,
      url: button.url,
      ...(tone && { style: tone }),
    }
  const word = action.split(':', 1)[0] ?? ''
  return {
    ...named(label),
    action_id: `press:${row}-${column}:${word.slice(0, 64)}`,
    value: action,
    ...(tone && { style: tone }),
  }
}

function commandButton(name: string, label: string, at: number): SlackButton {
  return { ...named(label), action_id: `command:${at}:${name}`, value: name }
}

/** Leads somewhere else. */
function linkButton({ label, url = '' }: MessageLink): SlackButton {
  return { ...named(label), action_id: 'link:0', url, style: 'primary' }
}

/** Opens the form for photos. */
function formButton(label: string): SlackButton {
  return { ...named(label), action_id: 'form:0', value: 'form', style: 'primary' }
}

function named(label: string): Pick<SlackButton, 'type' | 'text'> {
  return {
    type: 'button',
    text: { type: 'plain_text', text: cut(label, SLACK.buttonChars) || '·', emoji: true },
  }
}
