import { afterEach, beforeEach, expect, it } from 'vitest'
import { ask, consented, photo, seated } from '../../support/sitter.js'
import { actions, type House, openHouse } from './house.js'

let house: House
beforeEach(async () => {
  house = await openHouse()
})
afterEach(() => house.close())

async function portrait(chat: string, style = 'noir'): Promise<string> {
  const { selfieId } = await seated(house, chat)
  const id = await ask(house, chat, selfieId, style)
  await house.sees(chat, ({ images }) => images.length > 0)
  return id
}

it('a result says what is said where others read along: nothing personal, and a button that shows it', async () => {
  const id = await portrait('ann')
  const message = await house.sees('ann', ({ images }) => images.length > 0)
  expect(message.elsewhere?.text).toBe('Your picture is ready. Only you get to see it: press the button.')
  expect(message.elsewhere?.buttons.flat()).toEqual([
    { action: `show:${id}`, label: 'Show it to me', tone: 'primary' },
  ])
  expect(message.language).toBe('en')
})

it('a result is shown again as a message of its own, as often as it is asked for', async () => {
  const id = await portrait('ann')
  const first = await house.sees('ann', ({ images }) => images.length > 0)
  for (let i = 0; i < 2; i++) {
    const [again] = await house.press('ann', `show:${id}`)
    expect(again?.images).toEqual(first.images)
    expect(again?.text).toBe(first.text)
    expect(actions(again)).toEqual(actions(first))
    expect([again?.slot, again?.elsewhere]).toEqual([undefined, undefined])
  }
})

it('nobody is shown what belongs to somebody else', async () => {
  const id = await portrait('ann')
  await consented(house, 'bob')
  for (const action of [`show:${id}`, `file:${id}-0`]) {
    const [told] = await house.press('bob', action)
    expect(told?.images).toEqual([])
    expect(told?.text).toMatch(/no longer/)
  }
})

it('what is not ready, failed or was deleted is told as that', async () => {
  const id = await portrait('ann')
  await house.press('ann', `deleted:image:${id}-0`)
  const [deleted] = await house.press('ann', `show:${id}`)
  expect(deleted).toMatchObject({ images: [], text: '**Noir** – the picture was deleted.' })
  expect((await house.press('ann', `file:${id}-0`))[0]?.text).toContain('no longer here')
  await house.db.generation.update({ where: { id }, data: { state: 'running' } })
  expect((await house.press('ann', `show:${id}`))[0]?.text).toContain('not ready yet')
  const failed = { state: 'failed', notice: { id: 'deadline', context: {} } }
  await house.db.generation.update({ where: { id }, data: failed })
  expect((await house.press('ann', `show:${id}`))[0]?.text).toContain('took too long')
  for (const action of ['show', 'show:', 'file', 'file:none'])
    expect((await house.press('ann', action))[0]?.text).toContain('no longer')
})

it('a picture comes in full quality as a file', async () => {
  const id = await portrait('ann')
  const [message] = await house.press('ann', `file:${id}-0`)
  expect(message?.text).toBe('**Noir** – in full quality.')
  expect(message?.images).toEqual([
    expect.objectContaining({
      imageId: `${id}-0`,
      as: 'file',
      mime: 'image/jpeg',
      alt: 'Noir made from your photo',
    }),
  ])
  // What platforms and the web chat store says nothing of where pictures lie.
  expect(JSON.stringify(message)).not.toContain('objectKey')
})

it('/sticker makes one of the whole photo, and it is sent as a sticker', async () => {
  await consented(house, 'ann')
  await house.command('ann', 'sticker', '', { photos: [photo('good')] })
  const message = await house.sees('ann', ({ images }) => images.length > 0)
  expect(message.text).toBe('**Sticker** – here you are.')
  expect(message.images[0]?.as).toBe('sticker')
  expect(house.engine.starts[0]).toMatchObject({ kind: 'sticker', style: 'sticker' })
  expect(house.engine.starts[0]?.pictures[0]?.toString()).toBe('whole of good')
  const [id] = (message.elsewhere?.buttons.flat() ?? []).map(({ action }) => action.split(':')[1])
  expect((await house.press('ann', `show:${id}`))[0]?.images[0]?.as).toBe('sticker')
  // From the last photo, too.
  await house.command('ann', 'sticker')
  await house.sees('ann', ({ slot, images }) => images.length > 0 && !slot?.endsWith(id ?? ''))
  expect(house.engine.starts[1]?.pictures[0]?.toString()).not.toBe('whole of good')
})
