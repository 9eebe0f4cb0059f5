import { setTimeout as wait } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Place, SeenMessage } from '../../contract/stage.js'
import { agreed, enter, GOOD, type Guest, guestOf, seated } from '../../contract/talk.js'
import type { TelegramPerson } from '../../fakes/telegram/person.js'
import { openTelegramStage, PUBLIC_URL, type TelegramStage } from '../../fakes/telegram/stage.js'
import { GROUP } from '../../fakes/telegram/world.js'
import { eventually } from '../../support/booth.js'

/** A guest with what only Telegram's people can do. */
async function visit(stage: TelegramStage, name = 'Ada', language?: string) {
  const person = await stage.person(name, language)
  return { ...guestOf(stage, person), person }
}

async function sitting(stage: TelegramStage, name?: string): Promise<Guest & { person: TelegramPerson }> {
  const guest = await visit(stage, name)
  await guest.agree()
  await guest.photo(GOOD)
  await guest.hear('That is a good photo')
  return guest
}

const pictures = (guest: Guest, where?: Place): SeenMessage['images'] =>
  guest.messages(where).flatMap(({ images }) => images)

describe('a bot that fetches its updates', { timeout: 60_000 }, () => {
  let stage: TelegramStage
  beforeAll(async () => {
    stage = await openTelegramStage()
  }, 60_000)
  afterAll(async () => {
    expect(stage.violations()).toEqual([])
    await stage.close()
  }, 60_000)
  const calls = (method: string) => stage.calls().get(method) ?? 0

  it('introduces itself in every language, once', async () => {
    await eventually(
      () => stage.server.texts.short.de,
      word => word !== undefined,
    )
    expect(
      stage.server.texts.commands['']?.find(({ command }) => command === 'portrait')?.description,
    ).toContain('portrait')
    expect(
      stage.server.texts.commands.de?.find(({ command }) => command === 'portrait')?.description,
    ).toContain('Foto')
    expect(stage.server.texts.descriptions['']).toContain('AI system')
    const before = calls('setMyCommands')
    await stage.house.restart()
    await eventually(
      () => calls('getMyShortDescription'),
      count => count === 4,
    )
    expect([before, calls('setMyCommands'), calls('setMyDescription')]).toEqual([2, 2, 2])
  })

  it('makes a portrait of each photo of an album, as its one caption says', async () => {
    const guest = await visit(stage)
    await guest.agree()
    await guest.send('album', [GOOD, GOOD, GOOD], { command: 'portrait', argument: 'noir' })
    await eventually(
      () => pictures(guest).length,
      count => count === 3,
    )
    expect(guest.all('That is a good photo')).toEqual([])
    expect(await stage.house.db.generation.count({ where: { state: 'done' } })).toBe(3)
  })

  it('takes the style of a link that opened the chat', async () => {
    const guest = await visit(stage)
    await guest.command('start', 'style_noir')
    expect((await guest.hear('Hello! I am Pixbooth')).text).toBeTruthy()
    await eventually(
      () => stage.server.updates.pending(),
      left => left.length === 0,
    )
  })

  it('answers every press at once, and shows that it is at work', async () => {
    const guest = await sitting(stage)
    const before = stage.server.answers.length
    await guest.press('Noir')
    await guest.receive('noir')
    expect(stage.server.answers.length).toBe(before + 1)
    expect(
      stage.server.actions.some(({ chat, action }) => String(chat) === guest.id && action === 'upload_photo'),
    ).toBe(true)
    expect(
      stage.server.captured.filter(
        ({ method, payload }) => method === 'editMessageMedia' && payload.chat_id === Number(guest.id),
      ),
    ).toHaveLength(1)
  })

  it('has one friendly word for a voice', async () => {
    const guest = await visit(stage)
    guest.person.sendRaw({ voice: { file_id: 'v', file_unique_id: 'v', duration: 2 } })
    await guest.hear('I see no photo there')
  })

  it('says so when a photo is larger than bots may fetch', async () => {
    const guest = await visit(stage)
    await guest.agree()
    await guest.send('file', [Buffer.alloc(20 * 1024 * 1024 + 1)])
    await guest.hear('larger than 20 MB')
  })

  it('shows a picture to the person alone when it was asked for in a group, and says so there', async () => {
    const guest = await sitting(stage)
    const other = await visit(stage, 'Mallory')
    await guest.command('portrait', 'noir', 'shared')
    await guest.receive('noir')
    await guest.hear('answered you in our private chat', { where: 'shared' })
    expect(pictures(other, 'shared')).toEqual([])
  })

  it('leads those to the private chat who have never opened one', async () => {
    const guest = await visit(stage)
    await guest.command('start', '', 'shared')
    await guest.hear('Two questions first', { where: 'shared' })
    await guest.press('Yes, use my photo', 'shared')
    await guest.hear('You agreed that', { where: 'shared' })
    await guest.press('Yes, I am', 'shared')
    await guest.hear('You are all set', { where: 'shared' })
    await guest.send('reply', [GOOD], { command: 'portrait', argument: 'noir', where: 'shared' })
    const ready = await guest.hear('Your picture is ready', { where: 'shared' })
    expect(
      ready.buttons
        .flat()
        .map(({ press }) => press)
        .at(-1),
    ).toBe('https://t.me/pixbooth_test_bot')
    expect(pictures(guest, 'shared')).toEqual([])
    guest.person.user.started = true
    await guest.press('Show it to me', 'shared')
    await guest.hear('Noir – here you are', { ok: ({ images }) => images.length === 1 })
    expect(pictures(guest, 'shared')).toEqual([])
  })

  it('lets nobody press another’s button in a group, and tells them alone', async () => {
    const guest = await visit(stage)
    const other = await visit(stage, 'Mallory')
    await guest.command('start', '', 'shared')
    const asked = await guest.hear('Two questions first', { where: 'shared' })
    const before = [
      stage.server.answers.length,
      await stage.house.db.consent.count(),
      guest.messages('shared').length,
    ]
    await other.pressForeign(asked, 'Yes, use my photo')
    await eventually(
      () => stage.server.answers.at(-1)?.text,
      text => text?.includes('belongs to somebody else') ?? false,
    )
    expect([
      stage.server.answers.length,
      await stage.house.db.consent.count(),
      guest.messages('shared').length,
    ]).toEqual([(before[0] ?? 0) + 1, before[1], before[2]])
  })

  it('falls back to the private chat where a group forbids', async () => {
    const guest = await sitting(stage)
    stage.server.world.closed.set(GROUP, 'bot was kicked from the supergroup chat')
    await guest.command('help', '', 'shared')
    await guest.hear('What I can do')
    stage.server.world.closed.delete(GROUP)
  })

  it('follows a group that becomes a supergroup', async () => {
    const guest = await visit(stage)
    const next = -1_009_999_999_999
    stage.server.world.moved.set(GROUP, next)
    await guest.command('guide', '', 'shared')
    await eventually(
      () => stage.server.world.messages(next).map(({ text }) => text),
      all => all.some(text => text.startsWith('A photo that works well')),
    )
    stage.server.world.moved.delete(GROUP)
  })

  it('sends anew when its progress was deleted by the person', async () => {
    const guest = await sitting(stage)
    stage.house.engine.hold()
    const progress = await guest.order('noir')
    stage.server.world.remove(Number(guest.id), Number(progress.id))
    stage.house.engine.release()
    await guest.receive('noir')
    expect(pictures(guest)).toHaveLength(1)
  })

  it('takes a deleted picture out of the chat, even when its message is too old for that', async () => {
    const guest = await sitting(stage)
    await guest.order('noir')
    const result = await guest.receive('noir')
    const message = stage.server.world.find(Number(guest.id), Number(result.id))
    if (message) message.date -= 72 * 3_600
    await guest.press('Delete')
    await guest.hear('Delete this picture for good?')
    await guest.press('Yes, delete')
    await guest.hear('the picture was deleted')
    await eventually(
      () => stage.server.world.find(Number(guest.id), Number(result.id)),
      left => left?.text === '' && left.keyboard === undefined,
    )
    expect(pictures(guest).every(({ bytes }) => bytes.length < 200)).toBe(true)
  })

  it('handles what one person says in the order in which it was said', async () => {
    const guest = await visit(stage)
    guest.say('hello')
    guest.command('guide')
    guest.command('help')
    guest.command('styles')
    await guest.hear('Headshot')
    const order = guest.messages().map(({ text }) => text.slice(0, 12))
    expect(order).toEqual(['Send me a ph', 'A photo that', 'What I can d', 'Styles\n• Hea'])
  })

  it('keeps within Telegram’s pace when one person floods it, and loses nothing', async () => {
    const guest = await visit(stage)
    const refused = () => stage.server.captured.filter(({ status }) => status === 429).length
    const before = refused()
    for (let i = 0; i < 20; i++) guest.command('guide')
    await eventually(
      () => guest.all('A photo that works well').length,
      count => count === 20,
      40_000,
    )
    await wait(300)
    expect(guest.all('A photo that works well')).toHaveLength(20)
    expect(refused()).toBe(before)
  })

  it('takes up what it had fetched when it was killed', async () => {
    const guest = await visit(stage)
    await stage.house.kill()
    await guest.command('guide')
    await guest.send('album', [GOOD, GOOD])
    await stage.house.start()
    await guest.hear('A photo that works well')
    await guest.hear('I need your consent')
    expect(guest.all('A photo that works well')).toHaveLength(1)
  })

  it('writes no token, no name and no chat into its log', () => {
    const log = JSON.stringify(stage.house.log.lines)
    for (const secret of stage.secrets()) expect(log).not.toContain(secret)
  })
})

describe('a bot that Telegram brings its updates', { timeout: 60_000 }, () => {
  let stage: TelegramStage
  beforeAll(async () => {
    stage = await openTelegramStage({ publicUrl: PUBLIC_URL })
  }, 60_000)
  afterAll(async () => {
    expect(stage.violations()).toEqual([])
    await stage.close()
  }, 60_000)

  it('tells Telegram where, with a secret and the kinds of updates that it reads', () => {
    const [set] = stage.server.captured.filter(({ method }) => method === 'setWebhook')
    expect(set?.payload).toMatchObject({
      url: 'https://booth.example/webhooks/telegram',
      allowed_updates: ['message', 'callback_query', 'my_chat_member', 'pre_checkout_query'],
    })
    expect(String(set?.payload.secret_token)).toMatch(/^[\w-]{32,256}$/)
    expect(stage.calls().get('getUpdates')).toBeUndefined()
  })

  it('comes from hello to a portrait', async () => {
    const guest = await seated(stage)
    await guest.press('Noir')
    await guest.receive('noir')
  })

  it('gathers an album from many deliveries', async () => {
    const guest = await agreed(stage)
    await guest.send('album', [GOOD, GOOD, GOOD, GOOD], { command: 'portrait', argument: 'oil' })
    await eventually(
      () => pictures(guest).length,
      count => count === 4,
    )
  })

  it('does a replayed update once', async () => {
    const guest = await enter(stage)
    await guest.command('guide')
    await guest.hear('A photo that works well')
    await stage.repeatLast()
    await eventually(
      () => stage.server.updates.tries.slice(-2).map(({ status }) => status),
      ([a, b]) => a === 200 && b === 200,
    )
    await guest.command('help')
    await guest.hear('What I can do')
    expect(guest.all('A photo that works well')).toHaveLength(1)
  })

  it('does what comes late, and in another order, once each', async () => {
    const guest = await enter(stage)
    await stage.house.stop()
    await guest.command('guide')
    await guest.command('help')
    await guest.command('styles')
    await wait(200)
    await stage.house.start()
    for (const words of ['A photo that works well', 'What I can do', 'Styles']) {
      await guest.hear(words)
      expect(guest.all(words)).toHaveLength(1)
    }
    expect(stage.server.updates.pending()).toEqual([])
  })
})

describe('a bot with a wrong token', () => {
  it('says in one sentence what to do, without the token', async () => {
    const stage = await openTelegramStage({ wrongToken: '42:not-this-one' })
    expect(stage.house.platforms).toEqual([])
    expect(stage.house.problems.join()).toMatch(/Telegram is not connected: .*copy it again from @BotFather/)
    expect(JSON.stringify([stage.house.problems, stage.house.log.lines])).not.toContain('not-this-one')
    await stage.close()
  }, 60_000)
})
