/** From an update of the Bot API to an `Incoming`. Pure. */
import { TELEGRAM } from '../../config/limits.js'
import type { AccountName, Act, Incoming, MessageRef, PhotoSource } from '../../core/platform.js'
import { toRef } from './sent.js'
import {
  type Checkout,
  type StarPayment,
  type StarReturn,
  toCheckout,
  toReturn,
  toStarPayment,
} from './stars/facts.js'
import { cleanText } from './text.js'
import type { CallbackQuery, TelegramMessage, TelegramUpdate } from './update.js'

/** What reading an update needs to know of the bot. */
export interface Self {
  id: number
  username: string
  /** The words of the command table, and whether a photo goes with them. */
  commands: ReadonlyMap<string, { takesPhoto: boolean }>
  publicResults: boolean
}

/** A message of an album; its parts are put together by `joinAlbum`. */
export interface AlbumPart {
  /** The same for all parts. */
  album: string
  updateId: number
  incoming: Incoming
  /** Said to the bot; the other parts of an album in a group are not, by themselves. */
  addressed: boolean
}

export type Inbound =
  | { kind: 'event'; incoming: Incoming; press?: string }
  | { kind: 'part'; part: AlbumPart }
  /** Somebody pressed what is not theirs. */
  | { kind: 'stranger'; press: string; language?: string }
  | { kind: 'blocked'; userId: string }
  | { kind: 'checkout'; checkout: Checkout }
  | { kind: 'paid'; payment: StarPayment }
  | { kind: 'returned'; back: StarReturn }
  | { kind: 'nothing'; press?: string }

type Content = Pick<TelegramMessage, 'photo' | 'document' | 'animation'>

/** What an update means; most that happens in groups means nothing. */
export function readInbound(update: TelegramUpdate, self: Self): Inbound {
  if (update.callback_query) return readPress(update.update_id, update.callback_query, self)
  const query = update.pre_checkout_query
  if (query) return { kind: 'checkout', checkout: toCheckout(query, payerOf(query.from)) }
  if (update.message) return readMoney(update.message) ?? readMessage(update.update_id, update.message, self)
  const member = update.my_chat_member
  if (member?.chat.type === 'private' && member.new_chat_member.status === 'kicked')
    return { kind: 'blocked', userId: String(member.from.id) }
  return { kind: 'nothing' }
}

/** A service message about Stars. Wherever it stands, whoever has paid is who it is from. */
function readMoney(message: TelegramMessage): Inbound | null {
  const { successful_payment: paid, refunded_payment: back, from, chat, date } = message
  if (back) return { kind: 'returned', back: toReturn(back) }
  if (!paid) return null
  const payer = from && !from.is_bot ? from : chat.type === 'private' ? { id: chat.id } : undefined
  return payer ? { kind: 'paid', payment: toStarPayment(paid, payerOf(payer), date) } : { kind: 'nothing' }
}

function readMessage(updateId: number, message: TelegramMessage, self: Self): Inbound {
  const { chat, from } = message
  // Anonymous administrators and channels are nobody to make a portrait of.
  if (!from || from.is_bot || message.sender_chat || chat.type === 'channel') return { kind: 'nothing' }
  const alone = chat.type === 'private'
  const said = readText(message.text ?? message.caption ?? '')
  const photo = photoOf(message)
  if (said.type === 'command' && !isForUs(said, alone, self)) return { kind: 'nothing' }
  const toUs = message.reply_to_message?.from?.id === self.id
  const addressed = alone || said.type === 'command' || (toUs && photo !== null)

  const { act, photos } = meaning(message, said, photo, self)
  // What is no content at all tells of the chat: a title, a pinned message.
  if (act === null) return { kind: 'nothing' }
  const incoming: Incoming = {
    platform: 'telegram',
    eventId: `u:${updateId}`,
    account: accountOf(from),
    ...placeOf(message, from.id, message.message_id, self),
    act,
    photos,
  }
  if (message.media_group_id) {
    const album = `${message.media_group_id}:${chat.id}:${from.id}`
    return { kind: 'part', part: { album, updateId, incoming, addressed } }
  }
  return addressed ? { kind: 'event', incoming } : { kind: 'nothing' }
}

interface Said {
  type: 'command' | 'text'
  name: string
  argument: string
  /** The bot that a command names. */
  to?: string
  text: string
}

const COMMAND = /^\/([a-z0-9_]{1,32})(?:@([a-z0-9_]{1,64}))?(?:\s+([\s\S]*))?$/i

function readText(raw: string): Said {
  const text = cleanText(raw).trim()
  const [, name, to, argument = ''] = COMMAND.exec(text) ?? []
  if (name === undefined)
    return { type: 'text', name: '', argument: '', text: cut(text, TELEGRAM.incomingText) }
  return {
    type: 'command',
    name: name.toLowerCase(),
    argument: cut(argument.trim(), TELEGRAM.incomingArgument),
    ...(to !== undefined && { to: to.toLowerCase() }),
    text,
  }
}

/** At most so many units, and no half character at the end. */
function cut(text: string, units: number): string {
  return cleanText(text.slice(0, units))
}

/** In a group many bots hear the same word: one of theirs must not be answered by us. */
function isForUs(said: Said, alone: boolean, self: Self): boolean {
  if (said.to !== undefined) return said.to === self.username.toLowerCase()
  return alone || self.commands.has(said.name)
}

/** What is meant, and the photos for it; `act` is null when the message has no content. */
function meaning(
  message: TelegramMessage,
  said: Said,
  photo: PhotoSource | null,
  self: Self,
): { act: Act | null; photos: PhotoSource[] } {
  const own = photo ? [photo] : []
  if (said.type === 'text') {
    if (isUnusable(message)) return { act: { type: 'unusable', notice: 'no_photo_there' }, photos: [] }
    const empty = photo === null && message.text === undefined
    return { act: empty ? null : { type: 'text', text: said.text }, photos: own }
  }
  const command: Act = { type: 'command', name: said.name, argument: said.argument }
  if (!self.commands.get(said.name)?.takesPhoto) return { act: command, photos: [] }
  if (photo) return { act: command, photos: own }
  if (isUnusable(message)) return { act: { type: 'unusable', notice: 'no_photo_there' }, photos: [] }
  const replied = message.reply_to_message
  const theirs = replied && photoOf(replied)
  // A picture that we sent is nobody's selfie: the command goes on with the person's last one.
  if (!replied || !theirs || (replied.from?.id === self.id && !replied.sender_chat))
    return { act: command, photos: [] }
  if (replied.sender_chat || replied.from?.id !== message.from?.id)
    return { act: { type: 'unusable', notice: 'not_your_photo' }, photos: [] }
  return { act: command, photos: [theirs] }
}

const UNUSABLE = [
  'animation',
  'audio',
  'voice',
  'video',
  'video_note',
  'sticker',
  'story',
  'contact',
  'dice',
  'game',
  'poll',
  'location',
  'venue',
  'paid_media',
  'checklist',
] as const

function isUnusable(message: TelegramMessage): boolean {
  if (photoOf(message)) return false
  return message.document !== undefined || UNUSABLE.some(kind => message[kind] !== undefined)
}

/** The largest size of a photo, or the file of a picture that was sent as one. */
function photoOf(content: Content): PhotoSource | null {
  const largest = content.photo?.reduce((a, b) => (b.width * b.height > a.width * a.height ? b : a), {
    file_id: '',
    width: 0,
    height: 0,
  })
  const { document } = content
  const picture = document && content.animation === undefined && isPicture(document) ? document : undefined
  const id = largest?.file_id || picture?.file_id
  return id ? { platform: 'telegram', address: { file: id } } : null
}

/** Some phones send pictures without a type of their own; the name tells then. */
function isPicture(document: NonNullable<Content['document']>): boolean {
  if (document.mime_type && document.mime_type !== 'application/octet-stream')
    return document.mime_type.startsWith('image/')
  return /\.(jpe?g|png|webp|avif|hei[cf]|gif|bmp|tiff?)$/i.test(document.file_name ?? '')
}

function readPress(updateId: number, query: CallbackQuery, self: Self): Inbound {
  const { message, data, from } = query
  if (!message || !data || data.length > TELEGRAM.callbackBytes || message.chat.type === 'channel')
    return { kind: 'nothing', press: query.id }
  const { chat, reply_to_message: asked } = message
  // In a group our messages reply to whoever asked; nobody else may press, and nobody at all when that is gone.
  if (chat.type !== 'private' && (!asked || asked.sender_chat || asked.from?.id !== from.id))
    return { kind: 'stranger', press: query.id, ...languageOf(from) }
  return {
    kind: 'event',
    press: query.id,
    incoming: {
      platform: 'telegram',
      eventId: `u:${updateId}`,
      account: accountOf(from),
      ...placeOf(message, from.id, asked?.message_id ?? message.message_id, self),
      act: { type: 'press', action: data, from: refOf(message) },
      photos: [],
    },
  }
}

/** The message that was pressed, as outbound names what it has sent. */
function refOf(message: NonNullable<CallbackQuery['message']>): MessageRef {
  const kind = message.photo ? 'photo' : message.document ? 'file' : message.sticker ? 'sticker' : 'text'
  return toRef({ chat: String(message.chat.id), parts: [{ kind, ids: [message.message_id] }] })
}

type Standing = Pick<TelegramMessage, 'chat' | 'message_thread_id' | 'is_topic_message'>

/**
 * Where the answers go. In a group that is the private chat for what is about a person's pictures, and the group, or the
 * other way round when results are public; a bot may not write first, so either may turn out not to work.
 */
function placeOf(
  { chat, message_thread_id, is_topic_message }: Standing,
  userId: number,
  reply: number,
  self: Self,
): Pick<Incoming, 'place' | 'replyTo'> {
  const thread =
    is_topic_message && message_thread_id !== undefined ? { thread: String(message_thread_id) } : {}
  const here = { chat: String(chat.id), ...thread }
  if (chat.type === 'private')
    return { place: { kind: 'private' }, replyTo: { platform: 'telegram', rungs: [{ address: here }] } }
  const group = { address: { ...here, reply: String(reply) } }
  const aside = { address: { chat: String(userId), aside: String(chat.id) } }
  return {
    place: { kind: 'shared' },
    replyTo: { platform: 'telegram', rungs: self.publicResults ? [group, aside] : [aside, group] },
  }
}

function accountOf(from: { id: number; language_code?: string | undefined }): Incoming['account'] {
  return { tenant: '', userId: String(from.id), ...languageOf(from) }
}

function payerOf(from: { id: number; language_code?: string | undefined }): AccountName {
  return { platform: 'telegram', ...accountOf(from) }
}

function languageOf({ language_code }: { language_code?: string | undefined }): { language?: string } {
  return language_code && /^[a-z0-9-]{2,20}$/i.test(language_code) ? { language: language_code } : {}
}
