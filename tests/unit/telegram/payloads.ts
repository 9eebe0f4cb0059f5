/** Updates as Telegram sends them, with the parts that change handed in. */
import type { Self } from '../../../bots/telegram/inbound.js'
import { readInbound } from '../../../bots/telegram/inbound.js'
import { readUpdate } from '../../../bots/telegram/update.js'

export const SELF: Self = {
  id: 7_000_000_001,
  username: 'Pixbooth_Test_Bot',
  commands: new Map([
    ['help', { takesPhoto: false }],
    ['start', { takesPhoto: false }],
    ['portrait', { takesPhoto: true }],
    ['cutout', { takesPhoto: true }],
  ]),
  publicResults: false,
}

export const ADA = { id: 412_345_678, is_bot: false, first_name: 'Ada', language_code: 'de' }
export const BOB = { id: 498_765_432, is_bot: false, first_name: 'Bob', username: 'bob', is_premium: true }
export const BOT = { id: SELF.id, is_bot: true, first_name: 'Pixbooth', username: SELF.username }
export const PRIVATE = { id: ADA.id, first_name: 'Ada', type: 'private' }
export const GROUP = { id: -1_002_145_678_901, title: 'Friends', type: 'supergroup', is_forum: false }

const size = (file_id: string, width: number, height: number) => ({
  file_id,
  file_unique_id: `AQAD${file_id}`,
  file_size: width * height,
  width,
  height,
})

/** Sizes as they come: not always in order. */
export const photo = (name: string) => [
  size(`${name}-s`, 67, 90),
  size(`${name}-y`, 956, 1280),
  size(`${name}-m`, 239, 320),
]

export const image = (name: string, mime_type = 'image/heic') => ({
  file_name: `${name}.HEIC`,
  mime_type,
  file_id: name,
  file_unique_id: `AgAD${name}`,
  file_size: 2_345_678,
})

export const message = (content: object) => ({
  message_id: 311,
  from: ADA,
  chat: PRIVATE,
  date: 1_795_000_000,
  ...content,
})

export const inGroup = (content: object) => message({ chat: GROUP, ...content })

let ids = 90_000
export const update = (content: object) => ({ update_id: ++ids, ...content })

/** What an update means to the bot. */
export function read(content: object, self: Partial<Self> = {}) {
  const parsed = readUpdate(update(content))
  if (!parsed) throw new Error('That is no update.')
  return readInbound(parsed, { ...SELF, ...self })
}

/** The event that a message makes. */
export function event(content: object, self: Partial<Self> = {}) {
  const inbound = read({ message: content }, self)
  if (inbound.kind !== 'event') throw new Error(`It is taken for ${inbound.kind}.`)
  return inbound.incoming
}
