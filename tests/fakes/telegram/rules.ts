/** Rules of the Bot API that hold whether its description is at hand or not. Answers what a call breaks. */
import sharp from 'sharp'
import { isMp4 } from '../../../core/media/video.js'
import { isUpload, type Upload } from './upload.js'

type Payload = Record<string, unknown>

const TO = ['chat_id', 'message_thread_id', 'reply_parameters', 'reply_markup']

/** For each method that a bot of ours may call: what it needs, and what it may have. */
const FIELDS: Record<string, [required: string[], optional: string[]]> = {
  getMe: [[], []],
  getUpdates: [[], ['offset', 'limit', 'timeout', 'allowed_updates']],
  setWebhook: [['url'], ['secret_token', 'max_connections', 'allowed_updates', 'drop_pending_updates']],
  deleteWebhook: [[], ['drop_pending_updates']],
  getMyCommands: [[], ['scope', 'language_code']],
  setMyCommands: [['commands'], ['scope', 'language_code']],
  getMyDescription: [[], ['language_code']],
  setMyDescription: [[], ['description', 'language_code']],
  getMyShortDescription: [[], ['language_code']],
  setMyShortDescription: [[], ['short_description', 'language_code']],
  getFile: [['file_id'], []],
  sendChatAction: [['chat_id', 'action'], ['message_thread_id']],
  answerCallbackQuery: [['callback_query_id'], ['text', 'show_alert', 'cache_time']],
  sendMessage: [
    ['chat_id', 'text'],
    [...TO, 'entities', 'link_preview_options'],
  ],
  sendPhoto: [
    ['chat_id', 'photo'],
    [...TO, 'caption', 'caption_entities'],
  ],
  sendDocument: [
    ['chat_id', 'document'],
    [...TO, 'caption', 'caption_entities', 'disable_content_type_detection'],
  ],
  sendVideo: [
    ['chat_id', 'video'],
    [...TO, 'caption', 'caption_entities', 'width', 'height', 'duration', 'supports_streaming'],
  ],
  sendSticker: [
    ['chat_id', 'sticker'],
    [...TO, 'emoji'],
  ],
  sendMediaGroup: [
    ['chat_id', 'media'],
    ['message_thread_id', 'reply_parameters'],
  ],
  editMessageText: [
    ['chat_id', 'message_id', 'text'],
    ['entities', 'link_preview_options', 'reply_markup'],
  ],
  editMessageMedia: [['chat_id', 'message_id', 'media'], ['reply_markup']],
  deleteMessage: [['chat_id', 'message_id'], []],
  createInvoiceLink: [
    ['title', 'description', 'payload', 'currency', 'prices'],
    ['provider_token', 'subscription_period'],
  ],
  answerPreCheckoutQuery: [['pre_checkout_query_id', 'ok'], ['error_message']],
  refundStarPayment: [['user_id', 'telegram_payment_charge_id'], []],
  editUserStarSubscription: [['user_id', 'telegram_payment_charge_id', 'is_canceled'], []],
  getStarTransactions: [[], ['offset', 'limit']],
}

/** What is wrong with a call. */
export async function breaches(method: string, payload: Payload): Promise<string[]> {
  const fields = FIELDS[method]
  if (!fields) return [`${method} is not expected`]
  const [required, optional] = fields
  return [
    ...required.filter(name => payload[name] === undefined).map(name => `${method} lacks ${name}`),
    ...Object.keys(payload)
      .filter(name => !required.includes(name) && !optional.includes(name))
      .map(name => `${method} has an unknown ${name}`),
    ...wrongWords(payload),
    ...(payload.reply_markup ? wrongKeyboard(payload.reply_markup) : []),
    ...(await wrongFiles(method, payload)),
    ...(method === 'createInvoiceLink' ? wrongInvoice(payload) : []),
    ...(method === 'setMyCommands' ? wrongCommands(payload.commands) : []),
    ...(method === 'answerCallbackQuery' && String(payload.text ?? '').length > 200
      ? ['an alert is too long']
      : []),
  ]
}

function wrongWords(payload: Payload): string[] {
  const wrong: string[] = []
  const media = [payload.media ?? []].flat() as Payload[]
  for (const part of [payload, ...media]) {
    if (typeof part.text === 'string' && part.text.length > 4_096) wrong.push('a text is too long')
    if (typeof part.text === 'string' && part.text.trim() === '' && 'chat_id' in part)
      wrong.push('a text is empty')
    if (typeof part.caption === 'string' && part.caption.length > 1_024) wrong.push('a caption is too long')
    for (const words of [part.text, part.caption])
      if (typeof words === 'string' && /\p{Surrogate}/u.test(words)) wrong.push('half a character')
    const words = String(part.text ?? part.caption ?? '')
    for (const { offset, length } of (part.entities ?? part.caption_entities ?? []) as {
      offset: number
      length: number
    }[])
      if (offset < 0 || length <= 0 || offset + length > words.length)
        wrong.push('an entity lies outside its text')
  }
  return wrong
}

function wrongKeyboard(markup: unknown): string[] {
  const rows = (markup as { inline_keyboard?: Payload[][] }).inline_keyboard ?? []
  const buttons = rows.flat()
  return [
    ...(rows.length === 0 || rows.some(row => row.length === 0) ? ['an empty row of buttons'] : []),
    ...(buttons.length > 100 ? ['more than 100 buttons'] : []),
    ...(rows.some(row => row.length > 8) ? ['more than 8 buttons in a row'] : []),
    ...buttons.flatMap(({ text, callback_data, url }) => {
      const bytes = Buffer.byteLength(String(callback_data ?? ''))
      const said = typeof text === 'string' && text.trim() !== ''
      return [
        ...(said ? [] : ['a button without a label']),
        ...(url === undefined && (bytes < 1 || bytes > 64) ? [`callback_data of ${bytes} bytes`] : []),
      ]
    }),
  ]
}

async function wrongFiles(method: string, payload: Payload): Promise<string[]> {
  const wrong: string[] = []
  const media = [payload.media ?? []].flat() as Payload[]
  if (method === 'sendMediaGroup' && (media.length < 2 || media.length > 10))
    wrong.push(`an album of ${media.length}`)
  const photos = [payload.photo, ...media.filter(({ type }) => type === 'photo').map(one => one.media)]
  for (const photo of photos.filter(isUpload)) wrong.push(...(await wrongPhoto(photo)))
  const videos = [
    ...(payload.video ? [payload] : []),
    ...media.filter(({ type }) => type === 'video').map(one => ({ ...one, video: one.media })),
  ]
  for (const video of videos) wrong.push(...wrongVideo(video))
  for (const one of media)
    if (!['photo', 'video', 'document'].includes(String(one.type))) wrong.push(`a medium of type ${one.type}`)
  if (isUpload(payload.document) && payload.document.bytes.length > 50e6)
    wrong.push('a document of over 50 MB')
  if (isUpload(payload.sticker)) {
    const { format, width = 0, height = 0 } = await sharp(payload.sticker.bytes).metadata()
    if (format !== 'webp' || Math.max(width, height) > 512)
      wrong.push(`a sticker: ${format} ${width}×${height}`)
  }
  return wrong
}

async function wrongPhoto({ bytes }: Upload): Promise<string[]> {
  const { width = 0, height = 0 } = await sharp(bytes).metadata()
  return [
    ...(bytes.length > 10e6 ? ['a photo of over 10 MB'] : []),
    ...(width + height > 10_000 ? [`a photo of ${width}×${height}`] : []),
    ...(Math.max(width, height) > 20 * Math.min(width, height) ? ['a photo that is too long'] : []),
  ]
}

/** Telegram plays MPEG-4, and shows it in the size that it is told. */
function wrongVideo(payload: Payload): string[] {
  const { video, width, height, duration } = payload
  if (!isUpload(video)) return []
  return [
    ...(isMp4(video.bytes) && video.name.endsWith('.mp4') ? [] : ['a video that is no MP4']),
    ...(video.bytes.length > 50e6 ? ['a video of over 50 MB'] : []),
    ...([width, height, duration].every(it => Number.isInteger(it) && Number(it) > 0)
      ? []
      : ['a video without size and length']),
  ]
}

function wrongCommands(commands: unknown): string[] {
  const list = commands as { command: string; description: string }[]
  const bad = list.filter(
    ({ command, description }) =>
      !/^[a-z0-9_]{1,32}$/.test(command) || description.length < 1 || description.length > 256,
  )
  return [
    ...bad.map(({ command }) => `the command ${command}`),
    ...(list.length > 100 ? ['too many commands'] : []),
  ]
}

function wrongInvoice({ title, description, payload }: Payload): string[] {
  const length = (what: string, text: unknown, most: number) =>
    typeof text === 'string' && text.trim() !== '' && text.length <= most
      ? []
      : [`${what} of an invoice is wrong`]
  const bytes = Buffer.byteLength(String(payload))
  return [
    ...length('the title', title, 32),
    ...length('the description', description, 255),
    ...(bytes >= 1 && bytes <= 128 ? [] : [`an invoice payload of ${bytes} bytes`]),
  ]
}

/** Pages, receipts and portals of the payment service for cards: Telegram allows none of them for what is digital. */
const CARD = [/stripe\.com/i, /\bcs_(?:test|live)_/, /\bbps_[A-Za-z0-9]/]

/** What of a call leads to another way to pay than Stars. */
export function cardLinks(method: string, payload: Payload, more: readonly RegExp[] = []): string[] {
  const words = JSON.stringify(payload, (_key, value) => (isUpload(value) ? value.name : value))
  return [...CARD, ...more]
    .filter(pattern => pattern.test(words))
    .map(({ source }) => `${method} has a link of a card payment: ${source}`)
}
