/** Somebody with a Telegram app: writes, sends photos, presses buttons, sees what a chat shows. */
import { randomUUID } from 'node:crypto'
import { findButton, type Person, type Place, type SeenMessage } from '../../contract/stage.js'
import type { TelegramServer } from './server.js'
import type { Paid } from './stars.js'
import { BOT, GROUP, type Media, type Message, messageJson, type User, userJson } from './world.js'

export interface TelegramPerson extends Person {
  readonly user: User
  /** Sends anything as a message, in the words of the Bot API. */
  sendRaw(content: Record<string, unknown>, where?: Place): Message
  /** Follows the newest button with that label to its invoice, and pays; Stars are bought beforehand (`stars`). */
  pay(label: string | RegExp, options?: { where?: Place; declines?: boolean }): Promise<Paid>
  /** Buys so many Stars; answers how many there are. */
  stars(more?: number): number
  /** Writes in reply to a message. */
  replyTo(message: number, text: string, where?: Place): void
  /** Photos as messages of one album, each of which comes as an update of its own. */
  album(photos: Buffer[], caption: string, options?: { where?: Place; as?: Media['kind'] }): Message[]
}

/** Makes somebody who has an account and has not met the bot. */
export function createPerson(server: TelegramServer, name: string, language?: string): TelegramPerson {
  const { world, updates } = server
  const user = world.user(name, language)
  const chatOf = (where: Place = 'private') => (where === 'private' ? user.id : GROUP)

  function put(content: Partial<Message>, where?: Place): Message {
    const chat = chatOf(where)
    if (chat === user.id) user.started = true
    return world.put({ chat, from: user, text: '', ...content })
  }

  function tell(message: Message): void {
    updates.push({ message: messageJson(world, message) })
  }

  const keep = (bytes: Buffer, kind: Media['kind']): Media => ({
    kind,
    fileId: world.keepFile({ bytes, name: 'IMG_0001.jpg', mime: 'image/jpeg' }),
  })

  function album(
    photos: Buffer[],
    caption: string,
    { where, as = 'photo' }: { where?: Place; as?: Media['kind'] } = {},
  ): Message[] {
    const name = String(13_000_000_000_000 + world.files.size)
    return photos.map((bytes, index) =>
      put({ text: index === 0 ? caption : '', media: keep(bytes, as), album: name }, where),
    )
  }

  /** The bot's messages there; an album is one. */
  function seen(where?: Place): SeenMessage[] {
    const chat = chatOf(where)
    const shown: (SeenMessage & { album?: string | undefined })[] = []
    for (const message of world.messages(chat).filter(({ from }) => from === null)) {
      const images = message.media ? [toImage(message.media)] : []
      const before = shown.at(-1)
      if (message.album !== undefined && before?.album === message.album) {
        before.images.push(...images)
        continue
      }
      const buttons = (message.keyboard ?? []).map(row =>
        row.map(({ text, callback_data, url }) => ({ label: text, press: callback_data ?? url ?? '' })),
      )
      shown.push({
        id: String(message.id),
        text: message.text,
        buttons,
        images,
        onlyMe: chat === user.id,
        edits: message.edits,
        album: message.album,
      })
    }
    return shown
  }

  function toImage({ kind, fileId }: Media): SeenMessage['images'][number] {
    const file = world.files.get(fileId)
    const as = kind === 'document' ? 'file' : kind === 'video' ? 'photo' : kind
    return { bytes: file?.bytes ?? Buffer.alloc(0), mime: file?.mime ?? '', alt: '', as }
  }

  function pressOn(chat: number, id: number, data: string): void {
    const message = world.find(chat, id)
    updates.push({
      callback_query: {
        id: randomUUID(),
        from: userJson(user),
        chat_instance: '4321',
        data,
        ...(message
          ? { message: messageJson(world, message) }
          : { message: { chat: { id: chat, type: 'private' }, message_id: id, date: 0 } }),
      },
    })
  }

  return {
    id: String(user.id),
    user,
    album,
    sendRaw(content, where) {
      const message = put({}, where)
      updates.push({ message: { ...messageJson(world, message), ...content } })
      return message
    },
    replyTo: (message, text, where) => tell(put({ text, replyTo: message }, where)),
    say: async (text, where) => tell(put({ text }, where)),
    async command(name, argument = '', where) {
      const to = where === 'shared' ? `@${BOT.username}` : ''
      tell(put({ text: `/${name}${to} ${argument}`.trim() }, where))
    },
    async send(way, photos, { command, argument = '', where, by } = {}) {
      const to = where === 'shared' ? `@${BOT.username}` : ''
      const words = command === undefined ? '' : `/${command}${to} ${argument}`.trim()
      if (way === 'album') {
        for (const part of album(photos, words, where ? { where } : {})) tell(part)
        return
      }
      for (const bytes of photos) {
        const media = keep(bytes, way === 'file' ? 'document' : 'photo')
        if (way !== 'reply') {
          tell(put({ text: words, media }, where))
          continue
        }
        const sender = by ? world.users.get(Number(by.id)) : undefined
        const photo = put({ media, ...(sender && { from: sender }) }, where)
        tell(photo)
        tell(put({ text: words, replyTo: photo.id }, where))
      }
    },
    async press(label, where) {
      const message = seen(where).findLast(({ buttons }) =>
        buttons.flat().some(one => fits(one.label, label)),
      )
      const button = message?.buttons.flat().find(one => fits(one.label, label))
      if (!message || !button) throw new Error(`There is no button ${label}.`)
      pressOn(chatOf(where), Number(message.id), button.press)
    },
    async pay(label, { where, declines } = {}) {
      const { button } = findButton(seen(where), label)
      return server.stars.pay(user, button.press, { declines: declines ?? false })
    },
    stars(more = 0) {
      server.stars.give(user, more)
      return server.stars.balance(user)
    },
    async pressForeign(message, label) {
      const button = message.buttons.flat().find(one => fits(one.label, label))
      if (!button) throw new Error(`There is no button ${label}.`)
      // What stands in somebody's private chat nobody else can press; only what stands in the group.
      if (world.find(GROUP, Number(message.id))) pressOn(GROUP, Number(message.id), button.press)
    },
    messages: where =>
      seen(where).map(({ album: _, ...message }: SeenMessage & { album?: unknown }) => message),
  }
}

function fits(label: string, wanted: string | RegExp): boolean {
  return typeof wanted === 'string' ? label.startsWith(wanted) : wanted.test(label)
}
