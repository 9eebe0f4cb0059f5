/** Words for pictures: what is asked of an engine, what is kept, what is refused, who is shown it. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { PROMPT } from '../../../config/limits.js'
import type { Incoming } from '../../../core/platform.js'
import { createSay } from '../../../core/say.js'
import { eventually } from '../../support/booth.js'
import { command, consented, photo, press, seated } from '../../support/sitter.js'
import { actions, type House, openHouse } from './house.js'

const say = createSay()('en')
let house: House
beforeEach(async () => {
  house = await openHouse({ far: true })
})
afterEach(() => house.close())

const ask = async (name: string, argument = '', more: Partial<Incoming> = {}) =>
  (await house.command('ann', name, argument, more)).map(({ text }) => text)
/** What the engine elsewhere was asked for, once there are so many. */
const starts = (count: number) =>
  eventually(
    () => house.replicate.starts,
    all => all.length >= count,
  )
const made = () => house.db.generation.findMany({ orderBy: { createdAt: 'asc' } })
/** The newest one is done; answers its id. */
async function finish(): Promise<string> {
  const { id, personId } = (await made()).at(-1) ?? { id: '', personId: '' }
  await house.db.generation.update({ where: { id }, data: { state: 'done', endedAt: new Date() } })
  const size = { width: 8, height: 8, mime: 'image/jpeg', bytes: 9 }
  await house.db.image.create({ data: { id: `${id}-0`, generationId: id, personId, objectKey: id, ...size } })
  return id
}
/** The same event once more, as after a crash in the middle of its answer. */
async function twice(what: Pick<Incoming, 'act'>) {
  const event: Incoming = {
    platform: 'telegram',
    eventId: 'the-same',
    account: { tenant: '', userId: 'ann' },
    place: { kind: 'private' },
    replyTo: { platform: 'telegram', rungs: [{ address: { chat: 'ann' } }] },
    photos: [],
    ...what,
  }
  const cut = house.booth.handle(event, async () => {
    throw new Error('The platform is away.')
  })
  await expect(cut).rejects.toThrow()
  return house.say('ann', event)
}

describe('/imagine', () => {
  it('asks for consent before anything', async () => {
    expect((await ask('imagine', 'a lighthouse'))[0]).toContain('I need your consent')
    expect(await made()).toEqual([])
  })

  it('draws the words between the style’s own, without a photo, and keeps them', async () => {
    await consented(house, 'ann')
    expect((await ask('imagine', ' a "lighthouse"\nat night seed:77 '))[0]).toContain('Imagine')
    const [start] = await starts(1)
    expect(start).toMatchObject({ kind: 'imagine', pictures: [], seed: 77 })
    expect(start?.prompt).toContain('a lighthouse at night.')
    expect(start?.prompt).not.toContain('"')
    expect(await made()).toMatchObject([{ prompt: 'a lighthouse at night', seed: 77, selfieId: null }])
    const [done] = await house.press('ann', `show:${await finish()}`)
    expect(done?.images[0]?.alt).toBe('Imagine drawn from your words')
    expect(done?.text).not.toMatch(/77|lighthouse/)
  })

  it.each([
    ['', 'prompt_empty', { command: 'imagine' }],
    ['“ ”', 'prompt_empty', { command: 'imagine' }],
    ['a nude woman', 'prompt_refused', {}],
    ['n.4.k.e.d kid', 'prompt_refused', {}],
    ['a cat --ar 16:9', 'prompt_plain', {}],
    ['suicide', 'prompt_care', {}],
    ['x'.repeat(PROMPT.imagineChars + 1), 'text_too_long', { limit: PROMPT.imagineChars }],
  ])('%j is told in one sentence, costs nothing and leaves nothing behind', async (words, id, context) => {
    await consented(house, 'ann')
    expect(await ask('imagine', words)).toEqual([say.notice({ id, context })])
    expect(await made()).toEqual([])
    expect(await house.db.ledgerEntry.count({ where: { kind: 'hold' } })).toBe(0)
    const inbox = await eventually(
      () => house.db.inboxEvent.findMany(),
      all => all.every(({ doneAt }) => doneAt !== null),
    )
    expect(JSON.stringify(inbox.map(({ payload }) => payload))).toBe('[null]')
    const counted = house.log.lines.filter(({ message }) => message === 'words were refused')
    expect(counted.length).toBe(id.startsWith('prompt_') && id !== 'prompt_empty' ? 1 : 0)
    if (words.length > 3) expect(JSON.stringify(house.log.lines)).not.toContain(words)
  })

  it('handled twice is one picture', async () => {
    await consented(house, 'ann')
    await twice(command('imagine', 'a lighthouse'))
    await starts(1)
    expect(await house.db.generation.count()).toBe(1)
  })
})

describe('/portrait', () => {
  it('takes words where the style does, in both ways of writing them', async () => {
    await seated(house, 'ann')
    for (const argument of ['magazine as a pirate', 'style:magazine prompt:as a pirate'])
      expect((await ask('portrait', argument))[0]).toContain('**Magazine** –')
    for (const { prompt, style } of await starts(2)) {
      expect(style).toBe('magazine')
      expect(prompt).toContain('as a pirate')
    }
    expect((await made()).map(({ prompt }) => prompt)).toEqual(['as a pirate', 'as a pirate'])
  })

  it('says kindly that a style takes no words, and goes on', async () => {
    await seated(house, 'ann')
    const told = await ask('portrait', 'noir as a pirate')
    expect(told[0]).toBe('Noir takes no words of yours, so I make it without them.')
    expect(told[1]).toContain('**Noir** –')
    await house.sees('ann', ({ images }) => images.length > 0)
    expect(await made()).toMatchObject([{ style: 'noir', prompt: null }])
  })

  it('refuses of a face what it would draw of nobody in particular', async () => {
    await seated(house, 'ann')
    expect(await ask('portrait', 'magazine in a bikini')).toEqual([
      say.notice({ id: 'prompt_refused', context: {} }),
    ])
    expect(await made()).toEqual([])
  })

  it('wants a style before the words, and offers them', async () => {
    await seated(house, 'ann')
    expect(await ask('portrait', 'prompt:as a pirate')).toEqual([
      say.notice({ id: 'style_wanted', context: {} }),
    ])
    expect((await ask('portrait', 'as a pirate'))[0]).toContain('no style “as a pirate”')
    // Made from words alone, so it is no portrait.
    expect((await ask('portrait', 'imagine a cat'))[0]).toContain('no style “imagine a cat”')
    // Nothing is said again that would not be drawn.
    const rude = await ask('portrait', 'nude photo')
    expect(rude).toEqual([say.notice({ id: 'prompt_refused', context: {} })])
    expect((await house.press('ann', 'style:imagine:any'))[0]?.text).toContain('no longer')
  })
})

describe('/enhance and /video', () => {
  it('work on the whole photo; a video takes words', async () => {
    await consented(house, 'ann')
    const photos = [photo('good')]
    await ask('enhance', '', { photos })
    await ask('video', 'waving at us', { photos })
    const all = await starts(2)
    expect(all.map(({ kind }) => kind).sort()).toEqual(['enhance', 'video'])
    for (const { pictures } of all) expect(pictures[0]?.toString()).toBe('whole of good')
    expect(all.find(({ kind }) => kind === 'video')?.prompt).toContain('waving at us')
    expect(await ask('video', 'undress her')).toEqual([say.notice({ id: 'prompt_refused', context: {} })])
  })
})

describe('without an engine', () => {
  it.each(['imagine', 'character', 'enhance', 'video'])('/%s says why it cannot be had', async name => {
    await house.close()
    house = await openHouse()
    await seated(house, 'ann')
    const [told] = await ask(name, name === 'character' ? 'Mia red hair' : name === 'enhance' ? '' : 'a cat')
    expect(told).toContain('no engine that draws it is connected')
    expect([await house.db.generation.count(), await house.db.character.count()]).toEqual([0, 0])
  })
})

describe('/again', () => {
  it('varies the last one: same photo, style and words, another seed; or the seed that is named', async () => {
    await seated(house, 'ann')
    expect(await ask('again')).toEqual([say.notice({ id: 'again_none', context: {} })])
    await ask('portrait', 'magazine with a hat seed:5')
    const [before] = await made()
    await ask('again')
    await ask('again', 'seed:123')
    await ask('again', '124')
    await house.press('ann', `again:${before?.id}`)
    const all = await starts(5)
    expect(new Set(all.map(({ prompt }) => prompt)).size).toBe(1)
    expect((await made()).map(({ seed }) => seed)).toEqual([5, 7, 123, 124, 7])
    expect(new Set((await made()).map(({ selfieId }) => selfieId)).size).toBe(1)
    for (const argument of ['twice', '99999999999'])
      expect(await ask('again', argument)).toEqual([say.notice({ id: 'seed_unreadable', context: {} })])
  })

  it('handled twice is one more picture, of what was there before', async () => {
    await seated(house, 'ann')
    await ask('portrait', 'noir')
    await ask('imagine', 'a lighthouse')
    await twice(command('again'))
    const all = await made()
    expect(all.map(({ style }) => style)).toEqual(['noir', 'imagine', 'imagine'])
    expect(all[2]?.prompt).toBe('a lighthouse')
  })

  it('is nobody else’s', async () => {
    await seated(house, 'ann')
    await ask('imagine', 'a lighthouse')
    const [mine] = await made()
    await consented(house, 'bob')
    expect((await house.press('bob', `again:${mine?.id}`))[0]?.text).toContain('no longer')
    expect((await house.command('bob', 'again'))[0]?.text).toContain('nothing of yours')
  })
})

describe('/character', () => {
  it('is described once, and drawn again from the same seed and description', async () => {
    await consented(house, 'ann')
    expect((await ask('character'))[0]).toContain('no characters of yours yet')
    expect((await ask('character', 'Mia'))[0]).toContain('no character Mia of yours yet')
    const told = await ask('character', 'Mia a girl with red hair and freckles. seed:41')
    expect(told[0]).toContain('**Mia** is kept')
    expect(told[1]).toContain('–')
    await ask('character', 'mia in the rain')
    await ask('character', 'MIA')
    const all = await starts(3)
    const by = [...all].sort((a, b) => a.prompt.length - b.prompt.length)
    expect(by.map(({ seed }) => seed)).toEqual([41, 41, 41])
    expect(by[0]?.prompt).toBe(by[1]?.prompt)
    expect(by[0]?.prompt).toContain('a girl with red hair and freckles.')
    expect(by[2]?.prompt).toContain('a girl with red hair and freckles. The scene: in the rain.')
    expect(await house.db.character.findMany()).toMatchObject([
      { name: 'Mia', seed: 41, description: 'a girl with red hair and freckles.' },
    ])
  })

  it('lists them: a press draws one, another deletes it; elsewhere only names are told', async () => {
    await consented(house, 'ann')
    await ask('character', '"Mia Rose" red hair')
    await ask('character', 'Tom a tall man')
    const [listed] = await house.command('ann', 'character')
    expect(listed?.text).toMatch(/\*\*Mia Rose\*\*: red hair\n- \*\*Tom\*\*: a tall man/)
    const [first] = actions(listed)
    expect((await house.press('ann', first ?? ''))[0]?.text).toContain('Character')
    const shared = (await ask('character', '', { place: { kind: 'shared' } }))[0]
    expect(shared).toContain('Mia Rose')
    expect(shared).not.toContain('red hair')
    const which = await house.press('ann', 'delete:characters')
    const sure = await house.press('ann', actions(which[0])[0] ?? '')
    expect(sure[0]?.text).toContain('Delete Mia Rose for good?')
    expect((await house.press('ann', actions(sure[0])[0] ?? ''))[0]?.text).toBe('The character is deleted.')
    expect((await house.db.character.findMany()).map(({ name }) => name)).toEqual(['Tom'])
    expect((await house.press('ann', first ?? ''))[0]?.text).toContain('no longer')
    const [menu] = await house.command('ann', 'delete')
    expect(actions(menu)).toContain('deleting:characters')
  })

  it('nobody draws or deletes what belongs to somebody else', async () => {
    await consented(house, 'ann')
    await ask('character', 'Mia red hair')
    const [mia] = await house.db.character.findMany()
    await consented(house, 'bob')
    expect((await house.press('bob', `character:${mia?.id}`))[0]?.text).toContain('no longer')
    await house.press('bob', `deleted:character:${mia?.id}`)
    expect(await house.db.character.count()).toBe(1)
    await house.command('bob', 'character', 'Mia blue hair')
    expect((await house.db.character.findMany()).map(({ name }) => name)).toEqual(['Mia', 'Mia'])
  })

  it('described twice by the same event is one character and one picture', async () => {
    await consented(house, 'ann')
    const told = await twice(command('character', 'Mia a girl with red hair'))
    expect(told.map(({ text }) => text).join()).not.toContain('The scene')
    expect(await house.db.character.count()).toBe(1)
    expect(await made()).toMatchObject([{ prompt: 'a girl with red hair' }])
  })

  it('refuses what two harmless halves become, names that are none, and one too many', async () => {
    await consented(house, 'ann')
    const no = say.notice({ id: 'prompt_refused', context: {} })
    expect(await ask('character', 'Mia a little girl, naked')).toEqual([no])
    await ask('character', 'Mia a little girl')
    expect(await ask('character', 'Mia in a bikini')).toEqual([no])
    expect(await ask('character', '<script> red hair')).toEqual([
      say.notice({ id: 'character_name', context: { limit: PROMPT.nameChars } }),
    ])
    const { personId } = await house.booth.admit({ platform: 'telegram', tenant: '', userId: 'ann' })
    const more = Array.from({ length: PROMPT.characters - 1 }, (_, at) => ({
      ...{ id: `c${at}`, personId, name: `C${at}`, description: 'x', seed: at },
    }))
    await house.db.character.createMany({ data: more })
    expect((await ask('character', 'Tom tall'))[0]).toContain(`You have ${PROMPT.characters} characters`)
    expect((await ask('character', 'C3'))[0]).toContain('Character')
  })
})

describe('/history', () => {
  it('shows seeds, and words where nobody else reads along', async () => {
    await seated(house, 'ann')
    await ask('imagine', 'a lighthouse seed:9')
    await finish()
    const [gallery] = await house.command('ann', 'history')
    expect(gallery?.text).not.toMatch(/lighthouse|\b9\b/)
    expect(actions(gallery)).toEqual(['details'])
    const [alone] = await house.press('ann', 'details')
    expect(alone?.text).toContain('- **Imagine**, seed 9: a lighthouse')
    const [shared] = await house.say('ann', { ...press('details'), place: { kind: 'shared' } })
    expect(shared?.text).toContain('- **Imagine**, seed 9\n')
    expect(shared?.text).not.toContain('lighthouse')
    expect(shared?.text).toContain('in our private chat only')
  })
})

it('a picture’s link carries no style that needs words', async () => {
  await consented(house, 'ann')
  const told = await house.command('ann', 'start', 'style_imagine')
  expect(told.at(-1)?.text).toContain('You are all set')
})
