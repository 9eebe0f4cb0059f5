import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { type DiscordStage, openDiscordStage } from '../../fakes/discord/stage.js'
import { eventually } from '../../support/booth.js'
import { GOOD, guest, pictured, sees, sitter } from './talk.js'

let stage: DiscordStage
beforeAll(async () => {
  stage = await openDiscordStage()
})
afterAll(() => stage.close())
afterEach(() => stage.house.engine.release())

const calls = (name: string) => stage.calls().get(name) ?? 0

describe('at the start', () => {
  it('the commands are registered once, in every language, and not again when nothing changed', async () => {
    expect(stage.house.problems).toEqual([])
    const portrait = stage.world.commands.find(({ name, type }) => name === 'portrait' && type === 1)
    expect(portrait?.options).toMatchObject([
      { type: 3, name: 'style', autocomplete: true },
      { type: 3, name: 'prompt', max_length: expect.any(Number) },
      { type: 11, name: 'photo' },
    ])
    expect(portrait).toMatchObject({
      integration_types: [0, 1],
      contexts: [0, 1, 2],
      description_localizations: { de: expect.any(String) },
    })
    expect(stage.world.commands.filter(({ type }) => type === 3)).toMatchObject([
      { name: 'Make a portrait', name_localizations: { de: expect.any(String) } },
    ])
    const before = calls('PUT /applications/{}/commands')
    expect(before).toBe(1)
    await stage.house.restart()
    expect(calls('PUT /applications/{}/commands')).toBe(before)
    const [first] = stage.world.commands
    stage.world.commands = stage.world.commands.slice(1)
    await stage.house.restart()
    expect(calls('PUT /applications/{}/commands')).toBe(before + 1)
    expect(stage.world.commands.map(({ name }) => name)).toContain(first?.name)
  })

  it('asks for no privileged intent', () => {
    for (const { intents } of stage.server.gateway.sessions.values())
      expect(intents).toBe((1 << 0) | (1 << 12))
  })
})

describe('alone with the bot', () => {
  it('styles are offered while one types, by their value and by their name', async () => {
    const ann = await stage.person('ann')
    const all = await ann.complete('portrait', '')
    expect(all.map(({ value }) => value)).toEqual(
      expect.arrayContaining(['noir', 'sketch', 'oil', 'headshot']),
    )
    expect(await ann.complete('portrait', 'NO')).toEqual([{ name: 'Noir', value: 'noir' }])
    expect(await ann.complete('portrait', 'no such thing')).toEqual([])
  })

  it('a photo at the command becomes the portrait in the message of the answer', async () => {
    const bea = await guest(stage, 'bea')
    const before = bea.messages().length
    await bea.command('portrait', 'noir', 'private', GOOD)
    const done = await pictured(bea)
    expect(done.text).toContain('Noir')
    expect(done.images).toMatchObject([{ mime: 'image/jpeg', alt: 'Noir made from your photo' }])
    expect(bea.messages()).toHaveLength(before + 1)
  })

  it('words with a slash are commands, and anything else is text', async () => {
    const cid = await stage.person('cid')
    await cid.say('/status')
    await sees(cid, 'Nothing of yours is waiting')
    await cid.say('what is this?')
    await sees(cid, 'Send me a photo of yourself')
    await cid.say('/nonsense')
    await sees(cid, 'I do not know /nonsense')
  })

  it('commands in a text can be pressed', async () => {
    const dan = await stage.person('dan')
    await dan.command('help')
    await sees(dan, '/portrait')
    const id = stage.world.commands.find(({ name, type }) => name === 'portrait' && type === 1)?.id
    const [raw] = stage.world.messages.filter(({ channel }) => channel.direct === dan.user)
    expect(JSON.stringify(raw?.components)).toContain(`</portrait:${id}>`)
  })

  it('a person is spoken to in their language, and commands have names in it', async () => {
    const eva = await stage.person('eva', 'de')
    await eva.command('hilfe')
    await sees(eva, 'Was ich kann')
  })

  it('a photo whose link has expired meanwhile is fetched by a new one', async () => {
    const fay = await guest(stage, 'fay')
    const message = fay.write([GOOD])
    for (const file of message.files) file.until = Date.now() - 1_000
    stage.server.gateway.dispatch('MESSAGE_CREATE', fay.event(message))
    await sees(fay, 'good photo')
    expect(calls('POST /attachments/refresh-urls')).toBeGreaterThan(0)
  })

  it('a photo from elsewhere than Discord’s own files is not fetched', async () => {
    const gus = await guest(stage, 'gus')
    const event = gus.event(gus.write([GOOD]))
    const [attachment] = event.attachments as Record<string, unknown>[]
    const port = new URL(stage.server.origin).port
    const url = `http://localhost:${port}/attachments/1/2/me.jpg`
    const before = calls('download')
    stage.server.gateway.dispatch('MESSAGE_CREATE', { ...event, attachments: [{ ...attachment, url }] })
    await sees(gus, 'I could not get this photo')
    expect(calls('download')).toBe(before)
  })

  it('a picture that is deleted leaves its message, file and all', async () => {
    const hal = await sitter(stage, 'hal')
    await hal.press('Noir')
    await pictured(hal)
    await hal.press('Delete')
    await sees(hal, 'Delete this picture for good?')
    await hal.press('Yes, delete')
    await sees(hal, 'the picture was deleted')
    const posted = stage.world.messages.filter(({ channel, by }) => channel.direct === hal.user && !by)
    expect(posted.flatMap(({ files }) => files)).toEqual([])
  })
})

describe('the menu of a message', () => {
  it('makes a portrait of one’s own photo, for the person alone', async () => {
    const [ida, jon] = [await guest(stage, 'ida'), await stage.person('jon')]
    await ida.menu(ida.write([GOOD], 'shared'))
    const asked = await sees(ida, 'good photo', 'shared')
    expect(asked.onlyMe).toBe(true)
    await ida.press('Noir', 'shared')
    expect((await pictured(ida, 'shared')).onlyMe).toBe(true)
    expect(jon.messages('shared')).toEqual([])
  })

  it('leaves photos of others alone, and says so where there is none', async () => {
    const [kim, lea] = [await guest(stage, 'kim'), await guest(stage, 'lea')]
    const before = await stage.house.db.selfie.count()
    await kim.menu(lea.write([GOOD], 'shared'))
    await sees(kim, 'sent by somebody else', 'shared')
    await kim.menu(kim.write([], 'shared'))
    await sees(kim, 'I see no photo there', 'shared')
    expect(await stage.house.db.selfie.count()).toBe(before)
    expect(lea.messages('shared')).toEqual([])
  })
})

describe('the form', () => {
  it('takes a photo and a style, and shows the portrait where it was opened', async () => {
    const max = await guest(stage, 'max')
    await max.send('form', [GOOD], { argument: 'noir', where: 'shared' })
    const done = await pictured(max, 'shared')
    expect(done.text).toContain('Noir')
    expect(done.onlyMe).toBe(true)
  })

  it('without a style asks for one when the photo was seen', async () => {
    const ned = await guest(stage, 'ned')
    await ned.send('form', [GOOD])
    await sees(ned, 'That is a good photo')
  })

  it('is in the language of the person, with every style', async () => {
    const oda = await stage.person('oda', 'de')
    await oda.command('portrait', 'noir')
    await sees(oda, 'zwei Fragen')
    await oda.say('hallo')
    await eventually(
      () =>
        oda.messages().some(({ buttons }) => buttons.flat().some(({ label }) => label === 'Foto schicken')),
      there => there,
    )
    await oda.press('Foto schicken')
    const form = JSON.stringify(oda.form()?.modal)
    expect(form).toContain('Ein Foto von dir')
    for (const style of ['noir', 'sketch', 'oil', 'headshot']) expect(form).toContain(`"value":"${style}"`)
  })
})

describe('where others read along', () => {
  it('everything is for the person alone, the consent stays in one message', async () => {
    const [pam, quin] = [await stage.person('pam'), await stage.person('quin')]
    await pam.command('start', '', 'shared')
    const asked = await sees(pam, 'Two questions first', 'shared')
    await pam.press('Yes, use my photo', 'shared')
    await sees(pam, 'You agreed', 'shared')
    await pam.press('Yes, I am', 'shared')
    const all = await sees(pam, 'You are all set', 'shared')
    expect(all).toMatchObject({ onlyMe: true })
    expect(
      pam
        .messages('shared')
        .filter(({ text }) => text.includes('You agreed'))
        .map(({ id }) => id),
    ).toEqual([asked.id])
    expect(quin.messages('shared')).toEqual([])
  })

  it('among friends, where the bot can never be a member, it works the same', async () => {
    const rob = await sitter(stage, 'rob')
    const friends = { id: '1099511627776', friends: true as const, writable: true }
    stage.world.channels.set(friends.id, friends)
    await rob.command('portrait', 'noir', friends)
    expect((await pictured(rob, friends)).onlyMe).toBe(true)
  })
})

it('no rule of Discord is broken, no deferral is left thinking, and nobody is named in the log', async () => {
  expect(stage.violations()).toEqual([])
  const thinking = () => stage.world.messages.filter(({ loading, deleted }) => loading && !deleted)
  await eventually(thinking, left => left.length === 0)
  const lines = JSON.stringify(stage.house.log.lines)
  expect(stage.secrets().filter(secret => secret.length > 3 && lines.includes(secret))).toEqual([])
})
