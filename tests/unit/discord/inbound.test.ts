import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { fromRef, type Sent, toRef } from '../../../bots/discord/address.js'
import { customId } from '../../../bots/discord/buttons.js'
import { type Inbound, readInteraction, readMessage, type Self } from '../../../bots/discord/inbound.js'
import * as payloads from '../../../bots/discord/payload.js'
import { incoming as incomingSchema } from '../../../core/platform.js'
import { fileJson, interactionJson, messageJson } from '../../fakes/discord/payloads.js'
import { type Channel, createWorld, type InteractionType } from '../../fakes/discord/world.js'

const ORIGIN = 'https://cdn.discordapp.com'
const NOW = 1_800_000_000_000
const world = createWorld()
const [ada, bob] = [world.user('Ada', 'de'), world.user('Bob')]
const FRIENDS: Channel = { id: '1100000000000000009', friends: true, writable: true }
const photo = () =>
  world.keep({ channel: '1', name: 'me.jpg', bytes: Buffer.from('x'), mime: 'image/jpeg', ephemeral: true })

const self: Self = {
  now: NOW,
  publicResults: false,
  menu: 'Make a portrait',
  makesPictures: new Set(['portrait']),
  options: new Map([['portrait', ['style', 'prompt']]]),
}
const read = (payload: unknown, more: Partial<Self> = {}) =>
  readInteraction(payloads.interaction.parse(payload), { ...self, ...more })

function payload(type: InteractionType, data: object, channel: Channel = world.direct(ada), source?: object) {
  const json = interactionJson(world.interact({ type, user: ada, channel }), data as never, world, ORIGIN)
  return { ...json, ...(source && { message: source }) }
}

/** The event of something that is one. */
function event(inbound: Inbound) {
  if (inbound.kind !== 'event') throw new Error(`It is ${inbound.kind}.`)
  return inbound
}
const rungs = (inbound: Inbound) => event(inbound).incoming.replyTo.rungs.map(({ address }) => address.at)

const HELP = { id: '1', name: 'help', type: 1 }

describe('a command', () => {
  it('says who gave it in which language, and where the answer goes', () => {
    const { incoming, deferral } = event(read(payload(2, HELP)))
    expect(incoming).toMatchObject({
      platform: 'discord',
      account: { tenant: '', userId: ada.id, language: 'de' },
      place: { kind: 'private' },
      act: { type: 'command', name: 'help', argument: '' },
    })
    expect(incoming.eventId).toMatch(/^i:\d+$/)
    expect(deferral).toMatchObject({ as: 'message', hidden: false })
    expect(rungs(read(payload(2, HELP)))).toEqual(['reply', 'channel'])
  })

  it('in a server is answered to the person alone; then come its channel and a direct message', () => {
    const inbound = read(payload(2, HELP, world.shared))
    expect(event(inbound).deferral?.hidden).toBe(true)
    expect(event(inbound).incoming.place).toEqual({
      kind: 'shared',
      team: { tenant: world.guild.id, admin: false },
    })
    expect(rungs(inbound)).toEqual(['reply', 'channel', 'direct'])
  })

  it('among friends, or in a server where a person brought the bot along, has no channel to write to', () => {
    expect(rungs(read(payload(2, HELP, FRIENDS)))).toEqual(['reply', 'direct'])
    const owners = { authorizing_integration_owners: { 1: ada.id } }
    expect(rungs(read({ ...payload(2, HELP, world.shared), ...owners }))).toEqual(['reply', 'direct'])
  })

  it('with PUBLIC_RESULTS is for all only when it makes a picture', () => {
    const generous = { publicResults: true }
    const hidden = (name: string) =>
      event(read(payload(2, { id: '1', name, type: 1 }, world.shared), generous)).deferral?.hidden
    expect(hidden('portrait')).toBe(false)
    expect(hidden('help')).toBe(true)
  })

  it('brings its photo along', () => {
    const file = photo()
    const options = [
      { type: 3, name: 'style', value: 'noir' },
      { type: 11, name: 'photo', value: file.id },
    ]
    const resolved = { attachments: { [file.id]: fileJson(file, ORIGIN) } }
    const { incoming } = event(read(payload(2, { id: '1', name: 'portrait', type: 1, options, resolved })))
    expect(incoming.act).toEqual({ type: 'command', name: 'portrait', argument: 'noir' })
    expect(incoming.photos).toMatchObject([
      { platform: 'discord', address: { url: expect.stringContaining(ORIGIN) } },
    ])
  })
})

describe('the server', () => {
  const place = (change: object) =>
    event(read({ ...payload(2, HELP, world.shared), ...change })).incoming.place
  const member = (permissions?: unknown) => ({ member: { user: { id: ada.id }, permissions } })

  it.each([
    ['Manage Server', String(1n << 5n), true],
    ['Administrator', String(1n << 3n), true],
    ['everything', String((1n << 52n) - 1n), true],
    ['no more than anybody', '2248473465835073', false],
    ['nothing', '0', false],
    ['what nobody has told', undefined, false],
    ['what is no number', 'all', false],
  ])('can be spoken for by whoever may do %s there', (_what, permissions, admin) => {
    expect(place(member(permissions))).toEqual({ kind: 'shared', team: { tenant: world.guild.id, admin } })
  })

  it('is none in direct messages and among friends', () => {
    for (const channel of [world.direct(ada), FRIENDS])
      expect(event(read(payload(2, HELP, channel))).incoming.place).not.toHaveProperty('team')
  })
})

describe('the menu of a message', () => {
  const menu = (by: typeof ada, files = 1, name = 'Make a portrait') => {
    const channel = world.shared
    const posted = world.post({ channel, by, files: Array.from({ length: files }, photo) })
    const resolved = { messages: { [posted.id]: messageJson(posted, world, ORIGIN) } }
    return read(payload(2, { id: '1', name, type: 3, target_id: posted.id, resolved }, channel))
  }

  it('takes one’s own photos, and none of somebody else', () => {
    expect(event(menu(ada, 3)).incoming).toMatchObject({ act: { name: 'portrait' }, photos: [{}, {}, {}] })
    expect(event(menu(bob)).incoming).toMatchObject({
      act: { type: 'unusable', notice: 'not_your_photo' },
      photos: [],
    })
    expect(event(menu(ada, 0)).incoming).toMatchObject({ act: { notice: 'no_photo_there' }, photos: [] })
    expect(event(menu(ada, 11)).incoming).toMatchObject({ act: { notice: 'too_many_photos' }, photos: [] })
  })

  it('of another name is none of ours', () => {
    expect(menu(ada, 1, 'Something else')).toEqual({ kind: 'nothing' })
  })
})

describe('a press', () => {
  const press = (custom_id: string, source: object = {}) =>
    read(
      payload(3, { custom_id, component_type: 2 }, world.shared, {
        id: '7',
        channel_id: '8',
        flags: 0,
        ...source,
      }),
    )

  it('is an action, and names the message that it stands on', () => {
    const { incoming, deferral } = event(press(customId('style:noir:1', ada.id)))
    expect(incoming.act).toMatchObject({
      type: 'press',
      action: 'style:noir:1',
      from: { reply: '@original', channel: '8', message: '7' },
    })
    expect(deferral?.as).toBe('update')
  })

  it('on what only the person sees is known by this press alone', () => {
    const { act } = event(press(customId('a', ada.id), { flags: 64 })).incoming
    expect(act).not.toHaveProperty('from.channel')
  })

  it.each([
    ['whose button it is, says the button', customId('a', '42'), {}],
    ['whose button it is, says its message', 'a', { interaction_metadata: { user: { id: '42' } } }],
  ])('by somebody else is refused: %s', (_how, id, source) => {
    expect(event(press(id, source)).incoming.act).toEqual({ type: 'unusable', notice: 'not_your_button' })
  })

  it('on the bot’s own button opens the form', () => {
    expect(press(customId('form', ada.id))).toMatchObject({ kind: 'form', language: 'de' })
  })
})

describe('what was said to the bot', () => {
  const say = (change: object) => {
    const posted = world.post({ channel: world.direct(ada), by: ada, text: 'hello' })
    return readMessage(payloads.message.parse({ ...messageJson(posted, world, ORIGIN), ...change }))
  }

  it('is a text, or a command with a slash', () => {
    expect(say({})?.act).toEqual({ type: 'text', text: 'hello' })
    expect(say({ content: '/portrait  noir ' })?.act).toEqual({
      type: 'command',
      name: 'portrait',
      argument: 'noir',
    })
    expect(say({ content: 'a / b' })?.act).toEqual({ type: 'text', text: 'a / b' })
  })

  it.each([
    ['in a server', { guild_id: '1' }],
    ['by a bot', { author: { id: '1', bot: true } }],
    ['by Discord itself', { type: 6 }],
  ])('%s is not for it', (_what, change) => expect(say(change)).toBeNull())
})

describe('whatever comes', () => {
  const text = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 300 }),
    fc.string({ unit: 'grapheme', maxLength: 300 }),
    fc.constantFrom(
      '\0',
      '\ud83d',
      'x'.repeat(7_000),
      `${'x'.repeat(999)}😀😀`,
      `${'x'.repeat(3_999)}😀`,
      '/portrait 😀',
    ),
  )
  const fits = (inbound: unknown) => {
    const kept = JSON.stringify(inbound)
    // Neither may stand in a database: a letter of nothing, and half a letter.
    expect(kept).not.toMatch(/\\u0000|\\ud[89a-f]/i)
  }

  it('as words of a command, of a press, of a message: it fits the contract and any database', () => {
    fc.assert(
      fc.property(text, text, (first, second) => {
        const options = [{ type: 3, name: 'text', value: first + second }]
        const { incoming } = event(read(payload(2, { id: '1', name: 'report', type: 1, options })))
        const pressed = event(
          read(
            payload(3, { custom_id: `a${first + second}`.slice(0, 100), component_type: 2 }, world.shared, {
              id: '7',
              channel_id: '8',
              flags: 0,
            }),
          ),
        )
        const said = readMessage(
          payloads.message.parse({ id: '1', channel_id: '2', author: { id: '3' }, content: first + second }),
        )
        for (const one of [incoming, pressed.incoming, said]) {
          expect(incomingSchema.safeParse(one).error).toBeUndefined()
          fits(one)
        }
      }),
      { numRuns: 300 },
    )
  })

  it('with a part missing or of another kind, it is refused or read, and never read into something else', () => {
    const file = photo()
    const whole = payload(2, {
      id: '1',
      name: 'portrait',
      type: 1,
      options: [{ type: 11, name: 'photo', value: file.id }],
      resolved: { attachments: { [file.id]: fileJson(file, ORIGIN) } },
    })
    const paths = Object.keys(whole)
    fc.assert(
      fc.property(
        fc.constantFrom(...paths),
        fc.oneof(fc.constant(undefined), fc.jsonValue()),
        (name, value) => {
          const parsed = payloads.interaction.safeParse({ ...whole, [name]: value })
          if (!parsed.success) return
          const inbound = readInteraction(parsed.data, self)
          if (inbound.kind !== 'event') return
          expect(incomingSchema.safeParse(inbound.incoming).error).toBeUndefined()
        },
      ),
      { numRuns: 500 },
    )
  })
})

it('the name of a sent message comes back as it was, until its time is over', () => {
  const sent = fc.oneof(
    fc.record({
      kind: fc.constant('reply' as const),
      app: fc.stringMatching(/^\d{18}$/),
      token: fc.stringMatching(/^[\w-]{20}$/),
      message: fc.stringMatching(/^\d{18}$/),
      until: fc.integer({ min: NOW + 1, max: NOW + 900_000 }),
      channel: fc.option(fc.stringMatching(/^\d{18}$/), { nil: undefined }),
      open: fc.boolean(),
    }),
    fc.record({
      kind: fc.constant('channel' as const),
      channel: fc.stringMatching(/^\d{18}$/),
      message: fc.stringMatching(/^\d{18}$/),
      open: fc.boolean(),
    }),
  )
  fc.assert(
    fc.property(sent, (one: Sent) => {
      expect(fromRef(toRef(one), NOW)[0]).toEqual(one)
      const later = fromRef(toRef(one), NOW + 1_000_000)
      expect(later.map(({ kind }) => kind)).toEqual(one.channel ? ['channel'] : [])
    }),
  )
})
