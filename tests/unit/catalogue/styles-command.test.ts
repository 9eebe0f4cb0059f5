import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { capabilities as discord } from '../../../bots/discord/capabilities.js'
import { MODELS, type ModelId } from '../../../config/models.js'
import type { EngineId } from '../../../config/styles.js'
import { type ModelCheck, saveChecks } from '../../../core/catalogue.js'
import { beginSample, keepSample } from '../../../core/samples/store.js'
import { consented, send } from '../../support/sitter.js'
import { actions, type House, openHouse } from '../commands/house.js'

let house: House
beforeEach(async () => {
  house = await openHouse()
})
afterEach(() => house.close())

/** These engines are set up and well, but for some entries. */
async function serve(engines: EngineId[], ...unfit: ModelCheck['id'][]): Promise<void> {
  const checks: ModelCheck[] = (Object.keys(MODELS) as ModelId[]).map(id => ({
    id,
    fits: engines.includes(MODELS[id].engine),
    reason: null,
    version: null,
  }))
  const off = unfit.map(id => ({ id, fits: false, reason: 'gone', version: null }))
  await saveChecks(house.db, [...checks.filter(({ id }) => !unfit.includes(id)), ...off], Date.now())
  await house.catalogue.reload()
}

const ask = async (name: string) => (await house.command('ann', 'styles', name))[0]

describe('/styles', () => {
  it('says that the studio serves, and that it is a filter studio, while no engine is set up', async () => {
    await serve([])
    const told = await ask('')
    expect(told?.text).toMatch(/Headshot.*\n.*Noir.*\n.*Sketch.*\n.*Oil/)
    expect(told?.text).toContain('made by the local studio: filters on this machine, not a generative model')
    expect(told?.text).not.toContain('Magazine')
    expect(told?.buttons).toEqual([])
  })

  it.each([
    [['replicate', 'fal'] as EngineId[], 'at Replicate and fal,'],
    [['replicate'] as EngineId[], 'at Replicate,'],
    [['fal'] as EngineId[], 'at fal,'],
  ])('with %j lists collections, and names the engines', async (engines, words) => {
    await serve(engines)
    const told = await ask('')
    expect(told?.text).toContain(words)
    expect(told?.text).toContain('The styles of the studio are filters on this machine')
    expect(told?.text).toMatch(/\*\*Studio\*\*: Headshot, Noir/)
    expect(told?.text).toMatch(/\*\*Painted\*\*: Watercolour, /)
    expect(told?.text.length).toBeLessThan(discord.textChars)
    expect(actions(told)).toContain('shelf:painted:')
  })

  it('lists what can be had, and nothing else', async () => {
    // Where Replicate's Kontext is off, only fal could serve what it draws.
    await serve(['replicate'], 'kontext-pro', 'face-to-many/bricks', 'nano-banana')
    const { text = '' } = (await ask('')) ?? {}
    expect(text).not.toMatch(/Magazine|Watercolour|Bricks|Spy/)
    expect(text).toMatch(/Clay/)
  })

  it('opens a collection in the place of the message, to look at without a photo', async () => {
    await serve(['replicate', 'fal'])
    const [told] = await house.press('ann', 'shelf:painted:')
    expect(told).toMatchObject({ inPlace: true })
    expect(told?.text).toMatch(/\*\*Painted\*\*.*\n- \*\*Watercolour\*\*: .*\(4 credits, about 12 s\)/)
    expect(told?.text.length).toBeLessThan(discord.textChars)
    for (const action of actions(told)) expect(action).toMatch(/^shelf:/)
  })

  it('lets pick from the collection with a photo, and the style is made', async () => {
    await serve(['replicate', 'fal'])
    await consented(house, 'ann')
    await house.say('ann', send('good'))
    const offered = await house.sees('ann', ({ text }) => text.includes('That is a good photo'))
    const shelf = actions(offered).find(action => action.startsWith('shelf:studio:')) ?? ''
    const selfieId = shelf.split(':')[2]
    expect(actions(await ask(''))).toContain(`shelf:fun:${selfieId}`)
    const [open] = await house.press('ann', `shelf:fun:${selfieId}`)
    expect(actions(open)).toContain(`style:clay:${selfieId}`)
    expect(actions(open)).toContain(`shelf:create:${selfieId}`)
    const [words] = await house.press('ann', `shelf:create:${selfieId}`)
    expect(actions(words)).toContain(`shelf:fun:${selfieId}`)
    const [back] = await house.press('ann', shelf)
    await house.press('ann', actions(back).find(action => action.startsWith('style:noir:')) ?? '')
    await house.sees('ann', ({ images }) => images.length > 0)
  })

  it.each(['shelf:attic:', 'shelf:', 'shelf:painted:', 'shelf:__proto__:x'])(
    '%s does nothing when there is no such collection now',
    async action => {
      await serve([])
      const [told] = await house.press('ann', action)
      expect(told?.text).toContain('That button no longer does anything')
    },
  )
})

describe('/styles and a name', () => {
  it('shows price, estimate, both engines, what it needs, and that there is no sample', async () => {
    await serve(['replicate', 'fal'])
    const told = await ask('Watercolour')
    expect(told?.text).toBe(
      [
        '**Watercolour** (Painted)',
        'flowing washes on rough paper.',
        'It costs 4 credits and takes about 12 s.',
        'It is drawn by the AI model FLUX.1 Kontext Pro at fal; should that fail, by FLUX.1 Kontext Pro at Replicate.',
        'It needs a photo of yourself, of which your head and shoulders are used.',
        'You may add words of your own.',
        'I have no sample picture of it to show.',
      ].join('\n'),
    )
    expect(told?.buttons).toEqual([])
  })

  it('names the engine that serves now', async () => {
    await serve(['replicate'])
    expect((await ask('watercolour'))?.text).toContain('model FLUX.1 Kontext Pro at Replicate.')
    expect((await ask('noir'))?.text).toContain('made by the local studio')
    expect((await ask('imagine'))?.text).toContain('write /imagine and what you would like to see')
    expect((await ask('video'))?.text).toContain('works on the whole picture')
    expect((await ask('clay'))?.text).not.toContain('words of your own')
  })

  it('shows a sample where there is one, to everybody', async () => {
    await serve(['replicate'])
    const noir = await ask('noir')
    expect(noir?.text).toContain('The picture is a sample, of an invented person.')
    expect(noir?.images).toEqual([
      {
        imageId: 'sample-noir',
        personId: null,
        alt: 'Sample: Noir, of an invented person',
        width: 320,
        height: 400,
        mime: 'image/jpeg',
      },
    ])
    expect((await house.booth.readImage(null, 'sample-noir'))?.bytes.length).toBeGreaterThan(3_000)
    expect((await ask('imagine'))?.images).toEqual([])
    const drawn = { mime: 'image/png', width: 8, height: 9, bytes: Buffer.from('drawn') }
    for (const [second, id] of (['imagine', 'imagine'] as const).entries()) {
      await beginSample(house.db, { id, model: 'flux-2-words', now: 0, stale: 0 })
      await keepSample(house.db, id, drawn, second * 1_000)
    }
    const imagine = await ask('imagine')
    expect(imagine?.text).toContain('The picture is a sample.')
    // A platform that knows the first picture by its name does not show it in the place of the second one.
    expect(imagine?.images).toMatchObject([
      { imageId: 'sample-imagine-rs', alt: 'Sample: Imagine', width: 8 },
    ])
    const read = await house.booth.readImage('somebody', 'sample-imagine-rs')
    expect(read).toEqual({ bytes: drawn.bytes, mime: 'image/png' })
    for (const name of ['sample-', 'sample-face', 'sample-watercolour', 'sample-../noir'])
      expect(await house.booth.readImage(null, name)).toBeNull()
  })

  it('knows a style by its title in the person’s language', async () => {
    await serve(['fal'])
    await house.press('ann', 'settings:language:de')
    expect((await ask('aquarell'))?.text).toContain('**Aquarell** (Gemalt)')
  })

  it('offers it for the last photo', async () => {
    await serve(['fal'])
    await consented(house, 'ann')
    await house.say('ann', send('good'))
    await house.sees('ann', ({ text }) => text.includes('That is a good photo'))
    expect(actions(await ask('popart'))[0]).toMatch(/^style:popart:/)
    expect(actions(await ask('imagine'))).toEqual([])
  })

  it('says when it cannot be had now, and when there is none of that name', async () => {
    await serve([])
    expect((await ask('magazine'))?.text).toContain('Magazine cannot be had just now')
    expect((await ask('vaporwave'))?.text).toContain('no style “vaporwave”')
  })
})

it('the welcome and the guide say who makes the pictures, as it is', async () => {
  const words = async (name: string) => (await house.command('ann', name))[0]?.text ?? ''
  await serve([])
  expect(await words('start')).toContain('is a filter studio and not a generative model')
  expect(await words('guide')).toContain('made by filters on this machine, not by a generative model')
  await serve(['replicate', 'fal'])
  for (const name of ['start', 'guide']) {
    expect(await words(name)).toContain('drawn by AI models at Replicate and fal')
    expect(await words(name)).not.toContain('is a filter studio')
  }
})

it('menus offer every style to look at, and portraits to make', async () => {
  await serve(['replicate', 'fal'])
  const choices = (name: string) =>
    house.booth
      .commands('en')
      .find(command => command.name === name)
      ?.options[0]?.choices.map(({ value }) => value)
  expect(choices('styles')).toContain('video')
  expect(choices('portrait')).toContain('watercolour')
  expect(choices('portrait')).not.toContain('video')
})
