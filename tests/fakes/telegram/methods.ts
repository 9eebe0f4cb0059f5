/** What the methods of the Bot API do to the world, and how they refuse. */

import { Refusal } from './refusal.js'
import type { Stars } from './stars.js'
import type { Updates } from './updates.js'
import { isUpload, type Upload } from './upload.js'
import { BOT, type File, type Keyboard, type Media, type Message, messageJson, type World } from './world.js'

type Payload = Record<string, unknown>

export interface Texts {
  commands: Record<string, { command: string; description: string }[]>
  descriptions: Record<string, string>
  short: Record<string, string>
}

export interface Context {
  world: World
  updates: Updates
  stars: Stars
  texts: Texts
  /** Chat actions and answered presses, for tests to look at. */
  actions: { chat: number; action: string }[]
  answers: { id: string; text: string | undefined }[]
  /** The most bytes of a picture, where that is less than Telegram's own. */
  uploadBytes(): number
}

/** The methods that write messages, which are limited in number. */
export const WRITES: ReadonlySet<string> = new Set([
  'sendMessage',
  'sendPhoto',
  'sendVideo',
  'sendDocument',
  'sendSticker',
  'sendMediaGroup',
  'editMessageText',
  'editMessageMedia',
])

export type Method = (payload: Payload, gone: AbortSignal) => unknown

/** Builds the table; each answers its result or throws a `Refusal`. */
export function createMethods(context: Context): Record<string, Method> {
  const { world, updates, texts } = context
  const language = (payload: Payload) => String(payload.language_code ?? '')

  function open(payload: Payload): number {
    const chat = Number(payload.chat_id)
    const to = world.moved.get(chat)
    if (to !== undefined)
      throw new Refusal(400, 'Bad Request: group chat was upgraded to a supergroup chat', {
        migrate_to_chat_id: to,
      })
    const closed = world.closed.get(chat)
    if (closed) throw new Refusal(403, `Forbidden: ${closed}`)
    if (chat < 0) return chat
    const user = world.users.get(chat)
    if (!user) throw new Refusal(400, 'Bad Request: chat not found')
    if (user.blocked) throw new Refusal(403, 'Forbidden: bot was blocked by the user')
    if (!user.started) throw new Refusal(403, "Forbidden: bot can't initiate conversation with a user")
    return chat
  }

  function keep(kind: Media['kind'], upload: unknown): Media {
    if (!isUpload(upload)) throw new Refusal(400, 'Bad Request: wrong file identifier/HTTP URL specified')
    if (kind !== 'document' && upload.bytes.length > context.uploadBytes())
      throw new Refusal(413, 'Request Entity Too Large')
    return { kind, fileId: world.keepFile(toFile(upload)) }
  }

  function send(payload: Payload, content: { text: string; media?: Media; album?: string }): Message {
    const chat = open(payload)
    const reply = payload.reply_parameters as
      | { message_id: number; allow_sending_without_reply?: boolean }
      | undefined
    const replied = reply && world.find(chat, reply.message_id)
    if (reply && !replied && !reply.allow_sending_without_reply)
      throw new Refusal(400, 'Bad Request: message to be replied not found')
    return world.put({
      chat,
      from: null,
      ...content,
      ...(replied && { replyTo: replied.id }),
      ...keyboardOf(payload),
    })
  }

  function edit(payload: Payload, change: (message: Message) => void) {
    const chat = open(payload)
    const message = world.find(chat, Number(payload.message_id))
    if (!message) throw new Refusal(400, 'Bad Request: message to edit not found')
    if (message.from) throw new Refusal(400, "Bad Request: message can't be edited")
    const before = JSON.stringify(message)
    change(message)
    const { keyboard } = keyboardOf(payload)
    if (keyboard) message.keyboard = keyboard
    else delete message.keyboard
    if (JSON.stringify(message) === before)
      throw new Refusal(
        400,
        'Bad Request: message is not modified: specified new message content and reply markup are exactly the same as a current content and reply markup of the message',
      )
    message.edits++
    return messageJson(world, message)
  }

  const single =
    (kind: Media['kind'], field: string): Method =>
    payload => {
      open(payload)
      const media = keep(kind, payload[field])
      return messageJson(world, send(payload, { text: String(payload.caption ?? ''), media }))
    }

  return {
    ...context.stars.methods,
    getMe: () => ({ ...BOT, can_join_groups: true, can_read_all_group_messages: false }),
    getUpdates: async (payload, gone) => {
      const { offset, limit, timeout, allowed_updates: kinds } = payload as Record<string, never>
      const got = await updates.poll({ offset, limit, timeout, kinds }, gone)
      if (got === 'conflict')
        throw new Refusal(
          409,
          'Conflict: terminated by other getUpdates request; make sure that only one bot instance is running',
        )
      return got
    },
    setWebhook: payload => {
      if (!String(payload.url).startsWith('https://'))
        throw new Refusal(400, 'Bad Request: bad webhook: An HTTPS URL must be provided for webhook')
      const hook = { url: String(payload.url), secret: String(payload.secret_token ?? '') }
      updates.setWebhook(hook, (payload.allowed_updates as string[] | undefined) ?? [])
      return true
    },
    deleteWebhook: () => {
      updates.setWebhook(null, [])
      return true
    },
    getMyCommands: payload => texts.commands[language(payload)] ?? [],
    setMyCommands: payload => {
      texts.commands[language(payload)] = payload.commands as Texts['commands'][string]
      return true
    },
    getMyDescription: payload => ({ description: texts.descriptions[language(payload)] ?? '' }),
    setMyDescription: payload => {
      texts.descriptions[language(payload)] = String(payload.description ?? '')
      return true
    },
    getMyShortDescription: payload => ({ short_description: texts.short[language(payload)] ?? '' }),
    setMyShortDescription: payload => {
      texts.short[language(payload)] = String(payload.short_description ?? '')
      return true
    },
    getFile: payload => {
      const id = String(payload.file_id)
      const file = world.files.get(id)
      if (!file) throw new Refusal(400, 'Bad Request: wrong file_id or the file is temporarily unavailable')
      if (file.bytes.length > 20 * 1024 * 1024) throw new Refusal(400, 'Bad Request: file is too big')
      const file_unique_id = id.slice(-8)
      return { file_id: id, file_unique_id, file_size: file.bytes.length, file_path: `photos/${id}.jpg` }
    },
    sendChatAction: payload => {
      context.actions.push({ chat: open(payload), action: String(payload.action) })
      return true
    },
    answerCallbackQuery: payload => {
      const text = payload.text as string | undefined
      context.answers.push({ id: String(payload.callback_query_id), text })
      return true
    },
    sendMessage: payload => messageJson(world, send(payload, { text: String(payload.text).trim() })),
    sendPhoto: single('photo', 'photo'),
    sendVideo: single('video', 'video'),
    sendDocument: single('document', 'document'),
    sendSticker: single('sticker', 'sticker'),
    sendMediaGroup: payload => {
      open(payload)
      const album = `${Date.now()}${world.files.size}`
      const parts = (payload.media as Payload[]).map(part => ({
        text: String(part.caption ?? ''),
        media: keep(kindOf(part), part.media),
        album,
      }))
      return parts.map(part => messageJson(world, send(payload, part)))
    },
    editMessageText: payload =>
      edit(payload, message => {
        if (message.media) throw new Refusal(400, 'Bad Request: there is no text in the message to edit')
        message.text = String(payload.text).trim()
      }),
    editMessageMedia: payload => {
      const part = payload.media as Payload
      return edit(payload, message => {
        if (message.media?.kind === 'sticker') throw new Refusal(400, "Bad Request: message can't be edited")
        message.media = keep(kindOf(part), part.media)
        message.text = String(part.caption ?? '')
      })
    },
    deleteMessage: payload => {
      const chat = Number(payload.chat_id)
      const message = world.find(chat, Number(payload.message_id))
      if (!message) throw new Refusal(400, 'Bad Request: message to delete not found')
      if (Date.now() / 1000 - message.date > 48 * 3_600)
        throw new Refusal(400, "Bad Request: message can't be deleted for everyone")
      world.remove(chat, message.id)
      return true
    },
  }
}

function kindOf({ type }: Payload): Media['kind'] {
  return type === 'photo' || type === 'video' ? type : 'document'
}

const FILES: Record<string, string> = { mp4: 'video/mp4', zip: 'application/zip' }

function toFile({ bytes, name }: Upload): File {
  const ending = name.split('.').at(-1) ?? ''
  const mime = ending === 'jpg' ? 'image/jpeg' : (FILES[ending] ?? `image/${ending}`)
  return { bytes, name, mime }
}

function keyboardOf(payload: Payload): { keyboard?: Keyboard } {
  const markup = payload.reply_markup as { inline_keyboard: Keyboard } | undefined
  return markup ? { keyboard: markup.inline_keyboard } : {}
}
