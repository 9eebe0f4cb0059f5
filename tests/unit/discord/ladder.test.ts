import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import type { DiscordPerson } from '../../fakes/discord/person.js'
import { type DiscordStage, openDiscordStage } from '../../fakes/discord/stage.js'
import { eventually } from '../../support/booth.js'
import { atWork, GOOD, guest, pictured, sees, sitter } from './talk.js'

describe('when the time of an answer is over', () => {
  let stage: DiscordStage
  beforeAll(async () => {
    stage = await openDiscordStage()
  })
  afterAll(() => stage.close())
  afterEach(() => {
    stage.house.engine.release()
    stage.world.shared.writable = true
  })

  it('the channel calls the person, who alone gets to see the picture', async () => {
    const [ann, bob] = [await sitter(stage, 'ann'), await stage.person('bob')]
    await atWork(stage, ann, 'shared')
    stage.expireReplies()
    stage.house.engine.release()
    const call = await sees(bob, 'Your picture is ready', 'shared')
    expect(call.text).toContain('@ann')
    expect(call.images).toEqual([])
    const posted = stage.world.messages.find(({ id }) => id === call.id)
    expect(posted?.mentions.map(({ id }) => id)).toEqual([ann.id])

    await bob.press('Show it to me', 'shared')
    const refused = await sees(bob, 'belongs to somebody else', 'shared')
    expect(refused.onlyMe).toBe(true)
    await ann.press('Show it to me', 'shared')
    const shown = await pictured(ann, 'shared')
    expect(shown).toMatchObject({ onlyMe: true })
    expect(bob.messages('shared').flatMap(({ images }) => images)).toEqual([])
    expect(ann.messages('private').flatMap(({ images }) => images)).toEqual([])
  })

  it('a direct message comes where the bot may not write', async () => {
    const cid = await sitter(stage, 'cid')
    await atWork(stage, cid, 'shared')
    stage.expireReplies()
    stage.world.shared.writable = false
    stage.house.engine.release()
    expect((await pictured(cid, 'private')).text).toContain('Noir')
  })

  it('and whoever takes no direct messages has it in the history', async () => {
    const dan = await sitter(stage, 'dan')
    await atWork(stage, dan, 'shared')
    stage.world.shared.writable = false
    stage.block(dan, true)
    stage.house.engine.release()
    await eventually(
      () => stage.house.db.delivery.count({ where: { state: 'undeliverable' } }),
      count => count === 1,
    )
    stage.block(dan, false)
    await dan.command('history', '', 'shared')
    expect((await pictured(dan, 'shared')).text).toContain('newest picture')
  })

  it('a press on what stands there for long is answered by the press itself', async () => {
    const eva = await sitter(stage, 'eva')
    await eva.command('delete', '', 'shared')
    const asked = await sees(eva, 'What shall I delete', 'shared')
    stage.expireReplies()
    await eva.press('My selfies', 'shared')
    expect((await sees(eva, 'Delete your selfies for good', 'shared')).id).toBe(asked.id)
  })

  it.each([
    ['early', false],
    ['in time', true],
  ])(
    'alone with the bot the same message goes on, and can be emptied, when the address died %s',
    async (how, late) => {
      const fay = await sitter(stage, `fay ${how}`)
      await atWork(stage, fay, 'private')
      stage.expireReplies()
      if (late) stage.house.clock.shift = 16 * 60_000
      try {
        stage.house.engine.release()
        const done = await pictured(fay)
        expect(
          fay
            .messages()
            .filter(({ text }) => text.includes('Noir –'))
            .map(({ id }) => id),
        ).toEqual([done.id])
        await fay.press('Delete')
        await sees(fay, 'Delete this picture for good?')
        await fay.press('Yes, delete')
        expect((await sees(fay, 'the picture was deleted')).id).toBe(done.id)
        expect(stage.world.messages.find(({ id }) => id === done.id)?.files).toEqual([])
      } finally {
        stage.house.clock.shift = 0
      }
    },
  )

  it('breaks no rule', () => expect(stage.violations()).toEqual([]))
})

describe('where the bot is no member, and people bring it along', () => {
  let stage: DiscordStage
  beforeAll(async () => {
    stage = await openDiscordStage({ stranger: true })
  })
  afterAll(() => stage.close())
  afterEach(() => stage.house.engine.release())

  const count = (person: DiscordPerson, where: 'shared' | 'private') =>
    person.messages(where).filter(({ text }) => text.includes('That is a good photo')).length

  it('a portrait is for the person alone', async () => {
    const [gus, hal] = [await sitter(stage, 'gus'), await stage.person('hal')]
    await gus.command('portrait', 'noir', 'shared')
    expect((await pictured(gus, 'shared')).onlyMe).toBe(true)
    expect(hal.messages('shared')).toEqual([])
  })

  it('what comes after five more words comes as a direct message', { timeout: 60_000 }, async () => {
    const ida = await guest(stage, 'ida')
    await ida.send(
      'form',
      Array.from({ length: 9 }, () => GOOD),
      { where: 'shared' },
    )
    await eventually(
      () => count(ida, 'shared') + count(ida, 'private'),
      seen => seen === 9,
      30_000,
    )
    expect([count(ida, 'shared'), count(ida, 'private')]).toEqual([6, 3])
  })

  it('what comes too late comes as a direct message', async () => {
    const jon = await sitter(stage, 'jon')
    await atWork(stage, jon, 'shared')
    stage.expireReplies()
    stage.house.engine.release()
    expect((await pictured(jon, 'private')).text).toContain('Noir')
  })

  it('breaks no rule', () => expect(stage.violations()).toEqual([]))
})

describe('with PUBLIC_RESULTS', () => {
  let stage: DiscordStage
  beforeAll(async () => {
    stage = await openDiscordStage({ publicResults: true })
  })
  afterAll(() => stage.close())
  afterEach(() => stage.house.engine.release())

  it('a picture that was asked for in a channel is for all, also after the time of the answer, and its buttons are not', async () => {
    const [kim, leo] = [await sitter(stage, 'kim'), await stage.person('leo')]
    await atWork(stage, kim, 'shared')
    expect((await sees(leo, 'working on it', 'shared')).onlyMe).toBe(false)
    stage.expireReplies()
    stage.house.engine.release()
    expect((await pictured(leo, 'shared')).onlyMe).toBe(false)
    expect(leo.messages('shared')).toHaveLength(1)
    for (const label of ['Delete', 'Once more', 'Report']) await leo.press(label, 'shared')
    await eventually(
      () => leo.messages('shared').filter(({ text }) => text.includes('belongs to somebody else')).length,
      refusals => refusals === 3,
    )
    expect(await stage.house.db.image.count()).toBe(1)
    expect(await stage.house.db.report.count()).toBe(0)
  })

  it('a public picture that is deleted later leaves the channel, and nothing private takes its place', async () => {
    const [ida, jon] = [await sitter(stage, 'ida'), await stage.person('jon')]
    const before = new Set(jon.messages('shared').map(({ id }) => id))
    await ida.command('portrait', 'sketch', 'shared')
    await eventually(
      () => jon.messages('shared').filter(({ id, images }) => !before.has(id) && images.length > 0).length,
      count => count === 1,
    )
    stage.expireReplies()
    await ida.press('Delete', 'shared')
    await sees(ida, 'Delete this picture for good?', 'shared')
    await ida.press('Yes, delete', 'shared')
    await eventually(
      () => jon.messages('shared').filter(({ id, images }) => !before.has(id) && images.length > 0).length,
      count => count === 0,
    )
    // What takes its place calls the person, and says nothing about it.
    await sees(jon, '@ida', 'shared')
    expect(JSON.stringify(jon.messages('shared').map(({ text }) => text))).not.toContain('was deleted')
  })

  it('refusals and questions stay the person’s own', async () => {
    const [max, ned] = [await stage.person('max'), await stage.person('ned')]
    const before = ned.messages('shared').length
    await max.command('portrait', 'noir', 'shared')
    expect((await sees(max, 'Two questions first', 'shared')).onlyMe).toBe(true)
    expect(ned.messages('shared')).toHaveLength(before)
  })

  it('breaks no rule', () => expect(stage.violations()).toEqual([]))
})
