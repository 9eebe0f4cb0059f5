import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { readInbound } from '../../../bots/telegram/inbound.js'
import { readUpdate } from '../../../bots/telegram/update.js'
import { incoming as incomingSchema } from '../../../core/platform.js'
import {
  ADA,
  BOB,
  BOT,
  event,
  GROUP,
  image,
  inGroup,
  message,
  PRIVATE,
  photo,
  read,
  SELF,
  update,
} from './payloads.js'

const files = (content: object) => event(content).photos.map(({ address }) => address.file)

describe('alone with the bot', () => {
  it('words are words, with who says them in which language and where the answer goes', () => {
    const incoming = event(message({ text: ' hello there ' }))
    expect(incoming).toMatchObject({
      platform: 'telegram',
      account: { tenant: '', userId: '412345678', language: 'de' },
      place: { kind: 'private' },
      replyTo: { rungs: [{ address: { chat: '412345678' } }] },
      act: { type: 'text', text: 'hello there' },
      photos: [],
    })
    expect(incoming.eventId).toMatch(/^u:\d+$/)
  })

  it('a photo is its largest size, whatever the order; its caption is what is said', () => {
    expect(files(message({ photo: photo('p'), caption: 'me' }))).toEqual(['p-y'])
    expect(event(message({ photo: photo('p'), caption: 'me' })).act).toEqual({ type: 'text', text: 'me' })
  })

  it.each([
    ['image/heic', 'IMG.HEIC'],
    ['image/jpeg', 'a.bin'],
    ['application/octet-stream', 'IMG_1.jpg'],
    [undefined, 'IMG_1.WEBP'],
  ])('a file of the type %s named %s is a photo', (mime_type, file_name) => {
    expect(files(message({ document: { ...image('d'), mime_type, file_name } }))).toEqual(['d'])
  })

  it('a caption that begins with a command is that command, with the photo', () => {
    const incoming = event(message({ photo: photo('p'), caption: '/portrait noir' }))
    expect(incoming.act).toEqual({ type: 'command', name: 'portrait', argument: 'noir' })
    expect(incoming.photos).toHaveLength(1)
  })

  it('a command in reply to a photo of one’s own takes that photo', () => {
    const replied = message({ message_id: 300, photo: photo('old') })
    expect(files(message({ text: '/cutout', reply_to_message: replied }))).toEqual(['old-y'])
    const file = message({ message_id: 300, document: image('file') })
    expect(files(message({ text: '/cutout', reply_to_message: file }))).toEqual(['file'])
  })

  it('a command in reply to what the booth made goes on with the last selfie', () => {
    const replied = message({ message_id: 300, from: BOT, photo: photo('result') })
    expect(event(message({ text: '/portrait oil', reply_to_message: replied }))).toMatchObject({
      act: { type: 'command', name: 'portrait', argument: 'oil' },
      photos: [],
    })
  })

  it('a link that opens the chat hands its word on', () => {
    expect(event(message({ text: '/start style_noir' })).act).toEqual({
      type: 'command',
      name: 'start',
      argument: 'style_noir',
    })
    expect(event(message({ text: '/start link_AB12-CD' })).act).toMatchObject({ argument: 'link_AB12-CD' })
  })

  it('a command is for the bot that it names', () => {
    expect(event(message({ text: '/HELP@pixbooth_test_bot' })).act).toMatchObject({ name: 'help' })
    expect(read({ message: message({ text: '/help@other_bot' }) })).toEqual({ kind: 'nothing' })
  })

  it('an unknown command is told to the booth, which knows what to say', () => {
    expect(event(message({ text: '/frobnicate now' })).act).toMatchObject({ name: 'frobnicate' })
  })

  it.each(['voice', 'video', 'video_note', 'sticker', 'audio', 'location', 'contact', 'poll'])(
    'a %s gets a friendly word',
    kind => {
      expect(event(message({ [kind]: { file_id: 'x' } })).act).toEqual({
        type: 'unusable',
        notice: 'no_photo_there',
      })
    },
  )

  it('a moving picture comes as a film, and a film is no photo; an unmoved GIF file is looked at', () => {
    const film = { animation: { file_id: 'a' }, document: image('a', 'video/mp4') }
    expect(event(message(film)).act).toMatchObject({ notice: 'no_photo_there' })
    expect(files(message({ document: image('g', 'image/gif') }))).toEqual(['g'])
    expect(event(message({ document: image('x', 'application/pdf') })).act).toMatchObject({
      notice: 'no_photo_there',
    })
  })

  it.each([
    { pinned_message: message({ text: 'x' }) },
    { message_auto_delete_timer_changed: { message_auto_delete_time: 86_400 } },
    { write_access_allowed: {} },
  ])('what Telegram itself says is passed over: %o', content => {
    expect(read({ message: message(content) })).toEqual({ kind: 'nothing' })
  })
})

describe('in a group', () => {
  it('a command is answered as a reply, and privately where that is better', () => {
    const incoming = event(inGroup({ text: '/help@Pixbooth_Test_Bot' }))
    expect(incoming.place).toEqual({ kind: 'shared' })
    expect(incoming.replyTo.rungs.map(({ address }) => address)).toEqual([
      { chat: '412345678', aside: '-1002145678901' },
      { chat: '-1002145678901', reply: '311' },
    ])
    const open = event(inGroup({ text: '/help' }), { publicResults: true })
    expect(open.replyTo.rungs[0]?.address).toEqual({ chat: '-1002145678901', reply: '311' })
  })

  it('the answer stays in the topic of a forum', () => {
    const incoming = event(inGroup({ text: '/help', is_topic_message: true, message_thread_id: 77 }))
    expect(incoming.replyTo.rungs[1]?.address).toMatchObject({ thread: '77' })
  })

  it.each([
    ['words', { text: 'hello' }],
    ['words in reply to the bot', { text: 'thanks', reply_to_message: inGroup({ from: BOT, text: 'x' }) }],
    ['a photo', { photo: photo('p') }],
    [
      'a photo in reply to somebody',
      { photo: photo('p'), reply_to_message: inGroup({ from: BOB, text: 'x' }) },
    ],
    ['a command of another bot', { text: '/frobnicate' }],
    ['a command for another bot', { text: '/help@other_bot' }],
    ['a voice', { voice: { file_id: 'v' } }],
    ['a new title', { new_chat_title: 'Us' }],
    ['an anonymous administrator', { text: '/help', sender_chat: GROUP }],
    [
      'a channel',
      { text: '/help', sender_chat: { id: -1_001, type: 'channel' }, from: { ...BOB, id: 777_000 } },
    ],
    ['another bot', { text: '/help', from: { ...BOB, is_bot: true } }],
  ])('%s is not for the booth', (_what, content) => {
    expect(read({ message: inGroup(content) })).toEqual({ kind: 'nothing' })
  })

  it('a photo in reply to the bot is for the bot', () => {
    const content = {
      photo: photo('p'),
      caption: 'this one',
      reply_to_message: inGroup({ from: BOT, text: 'x' }),
    }
    expect(event(inGroup(content))).toMatchObject({ act: { type: 'text', text: 'this one' } })
    expect(files(inGroup(content))).toEqual(['p-y'])
  })

  it('somebody else’s photo is not taken', () => {
    const theirs = inGroup({ message_id: 300, from: BOB, photo: photo('bob') })
    expect(event(inGroup({ text: '/portrait noir', reply_to_message: theirs }))).toMatchObject({
      act: { type: 'unusable', notice: 'not_your_photo' },
      photos: [],
    })
    const channel = inGroup({ message_id: 300, from: ADA, sender_chat: GROUP, photo: photo('c') })
    expect(event(inGroup({ text: '/portrait', reply_to_message: channel })).act).toMatchObject({
      notice: 'not_your_photo',
    })
    expect(event(inGroup({ text: '/help', reply_to_message: theirs })).act).toMatchObject({ name: 'help' })
  })
})

describe('a button', () => {
  const pressed = (content: object, query: object = {}) =>
    read({
      callback_query: {
        id: '4382bfdwdsb323b2d9',
        from: ADA,
        chat_instance: '-3042',
        data: 'consent:face:yes',
        message: message({ from: BOT, text: 'Two questions', ...content }),
        ...query,
      },
    })

  it('is an action with the message that it stands on', () => {
    expect(pressed({ message_id: 42 })).toMatchObject({
      kind: 'event',
      press: '4382bfdwdsb323b2d9',
      incoming: {
        act: {
          type: 'press',
          action: 'consent:face:yes',
          from: { chat: '412345678', parts: 'text:42' },
        },
        replyTo: { rungs: [{ address: { chat: '412345678' } }] },
      },
    })
    expect(pressed({ text: undefined, photo: photo('r') })).toMatchObject({
      incoming: { act: { from: { parts: 'photo:311' } } },
    })
  })

  it('works on a message that the bot can no longer see', () => {
    expect(pressed({}, { message: { chat: PRIVATE, message_id: 7, date: 0 } })).toMatchObject({
      kind: 'event',
    })
  })

  it('in a group belongs to whoever asked', () => {
    const asked = (from: object) => ({ chat: GROUP, reply_to_message: inGroup({ message_id: 300, from }) })
    expect(pressed(asked(ADA))).toMatchObject({
      kind: 'event',
      incoming: { replyTo: { rungs: [{}, { address: { chat: String(GROUP.id), reply: '300' } }] } },
    })
    for (const content of [
      asked(BOB),
      { chat: GROUP },
      { chat: GROUP, reply_to_message: inGroup({ from: ADA, sender_chat: GROUP }) },
    ])
      expect(pressed(content)).toEqual({ kind: 'stranger', press: '4382bfdwdsb323b2d9', language: 'de' })
  })

  it('that carries nothing, or more than we ever send, only stops spinning', () => {
    for (const data of [undefined, 'x'.repeat(65)])
      expect(pressed({}, { data })).toEqual({ kind: 'nothing', press: '4382bfdwdsb323b2d9' })
  })
})

describe('who blocks the bot', () => {
  const member = (chat: object, status: string) =>
    read({ my_chat_member: { chat, from: ADA, date: 1, old_chat_member: {}, new_chat_member: { status } } })

  it('is noted; joining again and groups are not', () => {
    expect(member(PRIVATE, 'kicked')).toEqual({ kind: 'blocked', userId: '412345678' })
    expect(member(PRIVATE, 'member')).toEqual({ kind: 'nothing' })
    expect(member(GROUP, 'kicked')).toEqual({ kind: 'nothing' })
  })
})

describe('anything else', () => {
  it('that is no update is none', () => {
    for (const raw of [null, 3, 'x', [], {}, { update_id: 'x' }, { update_id: -1 }, { update_id: 1.5 }])
      expect(readUpdate(raw)).toBeNull()
  })

  it('that we do not know, or cannot read, means nothing', () => {
    for (const content of [
      { edited_message: message({ text: '/help' }) },
      { channel_post: message({ text: '/help' }) },
      { inline_query: { id: '1', from: ADA, query: '', offset: '' } },
      { message: { message_id: 'x' } },
      { message: message({ chat: { id: 1, type: 'hologram' }, text: '/help' }) },
      { callback_query: { id: 7 } },
    ])
      expect(read(content)).toEqual({ kind: 'nothing' })
  })

  it('becomes an event that the booth can keep, or nothing, whatever it holds', () => {
    const text = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 5_000, size: 'max' }),
      fc.string({ maxLength: 40 }).map(words => `/portrait ${words}`),
      fc
        .string({ unit: 'grapheme', minLength: 4_000, maxLength: 4_096, size: 'max' })
        .map(words => `/report ${words}`),
      fc.constant('\ud800 half \0 \udc00'),
    )
    const content = fc.record(
      {
        text,
        caption: text,
        photo: fc.array(
          fc.record({
            file_id: fc.string({ minLength: 1, maxLength: 90 }),
            width: fc.nat(),
            height: fc.nat(),
          }),
        ),
        document: fc.record({
          file_id: fc.string({ minLength: 1 }),
          mime_type: fc.string(),
          file_name: fc.string(),
        }),
        from: fc.constantFrom(ADA, BOB, { ...ADA, language_code: 'x'.repeat(99) }),
        chat: fc.constantFrom(PRIVATE, GROUP),
        media_group_id: fc.string({ maxLength: 64 }),
        reply_to_message: fc.constantFrom(message({ from: BOT }), message({ photo: photo('x') }), {
          odd: true,
        }),
      },
      { requiredKeys: ['from', 'chat'] },
    )
    fc.assert(
      fc.property(content, given => {
        const parsed = readUpdate(update({ message: { message_id: 1, date: 1, ...given } }))
        if (!parsed) throw new Error('It is an update.')
        const inbound = readInbound(parsed, SELF)
        const made =
          inbound.kind === 'event' ? inbound.incoming : inbound.kind === 'part' && inbound.part.incoming
        if (!made) return
        incomingSchema.parse(made)
        expect(JSON.stringify(made)).not.toMatch(/\\u0000|\\ud[89a-f]/i)
      }),
    )
  })
})
