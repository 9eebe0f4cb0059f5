import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { type DiscordStage, openDiscordStage } from '../../fakes/discord/stage.js'
import { eventually } from '../../support/booth.js'
import { atWork, GOOD, guest, pictured, sees, sitter } from './talk.js'

let stage: DiscordStage
beforeAll(async () => {
  stage = await openDiscordStage()
})
afterAll(() => stage.close())
afterEach(() => {
  stage.house.engine.release()
  stage.house.engine.make = 'plain'
  stage.limitUpload(10 * 1024 * 1024)
})

const once = async (name: string, words: string, how: (n: number) => Promise<void>) => {
  const person = await stage.person(name)
  await how(1)
  await person.command('guide')
  await sees(person, words)
  expect(person.messages().filter(({ text }) => text.includes(words))).toHaveLength(1)
}

describe('the first answer to an interaction', () => {
  const GUIDE = 'A photo that works well'

  it('is given again when Discord ails', () =>
    once('ann', GUIDE, async count => {
      stage.server.trouble.callbacks = { count, how: 'error' }
    }))

  it('is given again when Discord is silent', () =>
    once('bob', GUIDE, async count => {
      stage.server.trouble.callbacks = { count, how: 'silence' }
    }))

  it('that arrived although nobody said so is no reason to stay silent', () =>
    once('cid', GUIDE, async count => {
      stage.server.trouble.callbacks = { count, how: 'lost' }
    }))

  it('that fails for good does not lose what was asked: it comes without it', async () => {
    const dan = await sitter(stage, 'dan')
    stage.server.trouble.callbacks = { count: 100, how: 'error' }
    await expect(dan.command('portrait', 'noir')).rejects.toThrow('did not respond')
    stage.server.trouble.callbacks = { count: 0, how: 'error' }
    expect((await pictured(dan)).text).toContain('Noir')
  })

  it('leaves nothing thinking when there is nothing to say', async () => {
    const eva = await stage.person('eva')
    await eva.command('help')
    await sees(eva, 'What I can do')
    await stage.repeatLast()
    await eva.command('guide')
    await sees(eva, GUIDE)
    const thinking = () => stage.world.messages.filter(it => it.loading && !it.deleted)
    await eventually(thinking, left => left.length === 0)
    expect(eva.messages()).toHaveLength(2)
  })
})

describe('patience', () => {
  it('ten photos in one message are answered one by one, each once, at the pace that Discord allows', {
    timeout: 60_000,
  }, async () => {
    const pia = await guest(stage, 'pia')
    const before = pia.messages().length
    await pia.send('album', Array<Buffer>(10).fill(GOOD))
    await eventually(
      () => pia.messages().filter(({ text }) => text.includes('That is a good photo')).length,
      count => count === 10,
      30_000,
    )
    expect(pia.messages()).toHaveLength(before + 10)
  })

  it('a message whose arrival nobody confirmed is not sent twice, and shows what is new all the same', {
    timeout: 90_000,
  }, async () => {
    const quin = await sitter(stage, 'quin')
    await atWork(stage, quin, 'shared')
    // Neither the answer's address nor the channel: what is left is a direct message.
    stage.expireReplies()
    stage.world.shared.writable = false
    stage.server.trouble.failing = { count: 1, how: 'lost' }
    stage.house.engine.release()
    const done = await pictured(quin, 'private', 60_000)
    stage.world.shared.writable = true
    expect(
      quin
        .messages()
        .filter(({ text }) => text.includes('Noir –'))
        .map(({ id }) => id),
    ).toEqual([done.id])
  })

  it('a pause of seconds is waited for, and the result comes once', async () => {
    const fay = await sitter(stage, 'fay')
    await atWork(stage, fay, 'private')
    stage.limitRate(1, 4)
    stage.house.engine.release()
    await pictured(fay)
    expect(fay.messages().filter(({ text }) => text.includes('here you are'))).toHaveLength(1)
  })

  it('a picture that Discord finds too large against its own word comes smaller', {
    timeout: 60_000,
  }, async () => {
    const gus = await sitter(stage, 'gus')
    stage.house.engine.make = 'noise'
    stage.world.uploadLimit = 1_500_000
    await gus.command('portrait', 'noir')
    const [image] = (await pictured(gus, 'private', 60_000)).images
    expect(image?.bytes.length).toBeLessThanOrEqual(1_500_000)
    expect(image?.bytes.length).toBeGreaterThan(100_000)
  })
})

describe('the connection', () => {
  const calls = (name: string) => stage.calls().get(name) ?? 0

  it.each([
    ['is cut', () => stage.server.gateway.cut()],
    ['is asked to come again', () => stage.server.gateway.askReconnect()],
  ])('that %s goes on where it was: what was said meanwhile is answered once', async (how, interrupt) => {
    const [resumes, identifies] = [calls('resume'), calls('identify')]
    interrupt()
    const hal = await stage.person(`hal ${how}`)
    await hal.command('guide')
    await sees(hal, 'A photo that works well')
    expect(hal.messages()).toHaveLength(1)
    await eventually(
      () => calls('resume'),
      count => count === resumes + 1,
    )
    expect(calls('identify')).toBe(identifies)
  })

  it('whose session is over begins a new one', async () => {
    const identifies = calls('identify')
    stage.server.gateway.cut()
    stage.server.gateway.forget()
    await eventually(
      () => calls('identify'),
      count => count > identifies,
    )
    const ida = await stage.person('ida')
    await ida.command('guide')
    await sees(ida, 'A photo that works well')
  })

  it('whose session is declared over right after a resume begins a new one', async () => {
    const resumes = calls('resume')
    stage.server.gateway.cut()
    await eventually(
      () => calls('resume'),
      count => count > resumes,
    )
    stage.server.gateway.forget()
    await eventually(
      () => stage.server.gateway.connected(),
      there => there,
    )
    const jon = await stage.person('jon')
    await jon.command('guide')
    await sees(jon, 'A photo that works well')
  })
})

describe('what a stranger sends', () => {
  const user = {
    id: '175928847299117063',
    username: 'mal',
    discriminator: '0',
    global_name: 'Mallory',
    avatar: null,
  }
  const whole = {
    ...{ id: '1100000000000000001', application_id: '1', type: 2, token: 'forged', version: 1, user },
    ...{ channel_id: '1100000000000000002', context: 1, locale: 'en-US', entitlements: [] },
    ...{
      authorizing_integration_owners: {},
      attachment_size_limit: 1,
      data: { id: '1', name: 'help', type: 1 },
    },
  }
  const without = (name: keyof typeof whole) => {
    const { [name]: _, ...rest } = whole
    return rest
  }
  const tries: [string, string, unknown][] = [
    ['an interaction with a forged token', 'INTERACTION_CREATE', whole],
    ['one without entitlements', 'INTERACTION_CREATE', without('entitlements')],
    ['one without owners', 'INTERACTION_CREATE', without('authorizing_integration_owners')],
    ['one from nobody', 'INTERACTION_CREATE', without('user')],
    ['one without data', 'INTERACTION_CREATE', without('data')],
    ['one of an unknown type', 'INTERACTION_CREATE', { ...whole, type: 99 }],
    ['one of a type that is a word', 'INTERACTION_CREATE', { ...whole, type: 'two' }],
    [
      'one with options that are none',
      'INTERACTION_CREATE',
      { ...whole, data: { ...whole.data, options: 7 } },
    ],
    [
      'one with a name without end',
      'INTERACTION_CREATE',
      { ...whole, data: { ...whole.data, name: 'x'.repeat(1_000_000) } },
    ],
    [
      'one whose token leads elsewhere',
      'INTERACTION_CREATE',
      { ...whole, token: '../../../channels/1/messages?' },
    ],
    ['one whose id leads elsewhere', 'INTERACTION_CREATE', { ...whole, id: '../../users/@me' }],
    [
      'a press on nothing',
      'INTERACTION_CREATE',
      { ...whole, type: 3, data: { custom_id: '', component_type: 2 } },
    ],
    [
      'a press without a message',
      'INTERACTION_CREATE',
      { ...whole, type: 3, data: { custom_id: 'show:1|1', component_type: 2 } },
    ],
    [
      'a form nobody has shown',
      'INTERACTION_CREATE',
      { ...whole, type: 5, data: { custom_id: 'x', components: null } },
    ],
    [
      'an attachment that is not there',
      'INTERACTION_CREATE',
      {
        ...whole,
        data: { id: '1', name: 'portrait', type: 1, options: [{ type: 11, name: 'photo', value: '9' }] },
      },
    ],
    ['nothing at all', 'INTERACTION_CREATE', null],
    ['a message from nobody', 'MESSAGE_CREATE', { id: '1', channel_id: '2', content: 'hello' }],
    [
      'a message with attachments that are none',
      'MESSAGE_CREATE',
      { id: '1', channel_id: '2', author: user, content: 'x', attachments: 'y' },
    ],
    ['an event that nobody knows', 'SOMETHING_NEW', { a: 1 }],
    ['a prototype', 'INTERACTION_CREATE', JSON.parse('{"__proto__":{"type":2},"constructor":1}')],
  ]

  it.each(tries)('%s ends nothing: others are answered', async (what, name, data) => {
    stage.server.gateway.dispatch(name, data)
    const kim = await stage.person(`kim ${what}`)
    await kim.command('guide')
    await sees(kim, 'A photo that works well')
  })

  it.each([
    ['half a frame', '{"op":0,"t":"INTERACTION_CREATE","s":'],
    ['no JSON', 'hello'],
    ['a frame without a number', '{"op":0,"t":"MESSAGE_CREATE","d":{}}'],
    ['an unknown operation', '{"op":77,"d":null,"s":null,"t":null}'],
    ['an empty frame', ''],
  ])('%s ends nothing', async (what, text) => {
    stage.server.gateway.raw(text)
    await eventually(
      () => stage.server.gateway.connected(),
      there => there,
    )
    const leo = await stage.person(`leo ${what}`)
    await leo.command('guide').catch(() => leo.command('guide'))
    await sees(leo, 'A photo that works well')
  })

  it('a message of a bot, of a server, or of the system is not answered', async () => {
    const max = await guest(stage, 'max')
    const before = max.messages().length
    const event = max.event(max.write([GOOD]))
    const strange = [{ author: { ...user, bot: true } }, { guild_id: stage.world.guild.id }, { type: 7 }]
    for (const [at, change] of strange.entries())
      stage.server.gateway.dispatch('MESSAGE_CREATE', { ...event, id: `110000000000000010${at}`, ...change })
    await max.command('guide')
    await sees(max, 'A photo that works well')
    expect(max.messages()).toHaveLength(before + 1)
  })
})

it('no rule of Discord is broken by anything of this, and nothing went wrong in a way nobody foresaw', () => {
  expect(stage.violations()).toEqual([])
  expect(stage.house.log.lines.filter(line => JSON.stringify(line).includes('"bug"'))).toEqual([])
})
