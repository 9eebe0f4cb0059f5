/** Telegram's chats, messages and files, as a bot and its people share them. */
export interface User {
  id: number
  name: string
  language: string | undefined
  /** Has opened a private chat with the bot, without which it may not write. */
  started: boolean
  blocked: boolean
}

export interface File {
  bytes: Buffer
  name: string
  mime: string
}

export interface Media {
  kind: 'photo' | 'video' | 'document' | 'sticker'
  fileId: string
}

export type Keyboard = { text: string; callback_data?: string; url?: string }[][]

export interface Message {
  chat: number
  id: number
  /** Null: the bot's. */
  from: User | null
  text: string
  media?: Media
  keyboard?: Keyboard
  replyTo?: number
  album?: string
  edits: number
  /** Seconds, as Telegram counts. */
  date: number
}

export const BOT = { id: 7_000_000_001, is_bot: true, first_name: 'Pixbooth', username: 'pixbooth_test_bot' }
export const GROUP = -1_002_000_000_001

export function createWorld() {
  const users = new Map<number, User>()
  const chats = new Map<number, Map<number, Message>>()
  const files = new Map<string, File>()
  let ids = 100
  let fileIds = 0

  const messagesOf = (chat: number) => {
    const known = chats.get(chat) ?? new Map<number, Message>()
    chats.set(chat, known)
    return known
  }

  function keepFile(file: File): string {
    const id = `AgACAgIAAxkDAAIB${String(++fileIds).padStart(6, '0')}`
    files.set(id, file)
    return id
  }

  return {
    users,
    files,
    keepFile,
    /** Where the bot must not write, by reason. */
    closed: new Map<number, string>(),
    /** Groups that have another id now. */
    moved: new Map<number, number>(),
    messages: (chat: number) => [...messagesOf(chat).values()],
    find: (chat: number, id: number) => messagesOf(chat).get(id),
    remove: (chat: number, id: number) => messagesOf(chat).delete(id),
    user(name: string, language?: string): User {
      const user = { id: 500_000_000 + users.size + 1, name, language, started: false, blocked: false }
      users.set(user.id, user)
      return user
    },
    put(message: Omit<Message, 'id' | 'edits' | 'date'>): Message {
      const made = { ...message, id: ++ids, edits: 0, date: Math.floor(Date.now() / 1000) }
      messagesOf(message.chat).set(made.id, made)
      return made
    },
  }
}

export type World = ReturnType<typeof createWorld>

/** A user as updates have them. */
export function userJson(user: User) {
  return {
    id: user.id,
    is_bot: false,
    first_name: user.name,
    ...(user.language && { language_code: user.language }),
  }
}

/** A message as updates and results have it. */
export function messageJson(world: World, message: Message, deep = true): Record<string, unknown> {
  const { chat, from, media, replyTo } = message
  const replied = replyTo === undefined || !deep ? undefined : world.find(chat, replyTo)
  const person = from ?? world.users.get(chat)
  return {
    message_id: message.id,
    from: from ? userJson(from) : BOT,
    chat:
      chat < 0
        ? { id: chat, title: 'A group', type: 'supergroup' }
        : { id: chat, first_name: person?.name ?? '', type: 'private' },
    date: message.date,
    ...(message.edits > 0 && { edit_date: message.date }),
    ...(replied && { reply_to_message: messageJson(world, replied, false) }),
    ...(message.album && { media_group_id: message.album }),
    ...(media ? mediaJson(world, media) : {}),
    ...(message.text !== '' && { [media ? 'caption' : 'text']: message.text }),
    ...(/^\/\w/.test(message.text) && {
      [media ? 'caption_entities' : 'entities']: [
        { offset: 0, length: message.text.split(/\s/)[0]?.length ?? 0, type: 'bot_command' },
      ],
    }),
    ...(message.keyboard && { reply_markup: { inline_keyboard: message.keyboard } }),
  }
}

function mediaJson(world: World, { kind, fileId }: Media) {
  const file = world.files.get(fileId)
  const size = { file_id: fileId, file_unique_id: fileId.slice(-8), file_size: file?.bytes.length ?? 0 }
  if (kind === 'photo') {
    const small = `${fileId}s`
    return {
      photo: [
        { ...size, file_id: small, width: 90, height: 90, file_size: 1_000 },
        { ...size, width: 900, height: 900 },
        { ...size, file_id: small, width: 320, height: 320, file_size: 9_000 },
      ],
    }
  }
  if (kind === 'video')
    return { video: { ...size, width: 320, height: 400, duration: 5, mime_type: file?.mime ?? '' } }
  if (kind === 'sticker') return { sticker: { ...size, type: 'regular', width: 512, height: 512 } }
  return { document: { ...size, file_name: file?.name ?? '', mime_type: file?.mime ?? '' } }
}
