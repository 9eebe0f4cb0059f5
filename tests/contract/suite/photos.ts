import { expect, test } from 'vitest'
import { PHOTO_WAYS, type PhotoWay } from '../../../bots/capabilities.js'
import { cannot, type Part } from '../bot.js'
import { agreed, CHILD, enter, GOOD, WALL } from '../talk.js'

export function photos({ stage, capabilities }: Part): void {
  for (const way of Object.keys(PHOTO_WAYS) as PhotoWay[])
    test.skipIf(cannot(capabilities.ways[way]))(
      `a photo becomes a portrait: ${PHOTO_WAYS[way]}`,
      async () => {
        const guest = await agreed(stage())
        const withCommand = way === 'option' || way === 'reply' || way === 'form'
        await guest.send(way, [GOOD], withCommand ? { command: 'portrait', argument: 'noir' } : {})
        if (!withCommand) {
          await guest.hear('That is a good photo')
          await guest.press('Noir')
        }
        const { images } = await guest.receive('noir')
        expect(images).toHaveLength(1)
      },
    )

  test.skipIf(cannot(capabilities.ways.album))('of several photos in one go each is answered', async () => {
    const guest = await agreed(stage())
    await guest.send('album', [GOOD, WALL, GOOD])
    await guest.hear('This photo does not work yet')
    await guest.hear('That is a good photo', { ok: () => guest.all('That is a good photo').length === 2 })
  })

  test('two photos that are sent at the same moment both come back', async () => {
    const guest = await agreed(stage())
    const [way = 'option'] = stage().ways
    await Promise.all([guest.send(way, [GOOD]), guest.send(way, [GOOD])])
    await guest.hear('That is a good photo', { ok: () => guest.all('That is a good photo').length === 2 })
  })

  test('a photo sent before consent is not even fetched', async () => {
    const guest = await enter(stage())
    const { db } = stage().house
    const before = await db.selfie.count()
    await guest.photo(GOOD)
    await guest.hear('Two questions first')
    expect(await db.selfie.count()).toBe(before)
    await guest.press('Yes, use my photo for this')
    await guest.hear('You agreed that your photo')
    expect(await db.selfie.count()).toBe(before)
    await guest.press(/^Yes, I am \d+ or older/)
    await guest.hear('You are all set')
    await guest.photo(GOOD)
    await guest.hear('That is a good photo')
  })

  test('a photo that does not work is refused with its reasons, and the next one works', async () => {
    const guest = await agreed(stage())
    await guest.photo(WALL)
    const { text } = await guest.hear('This photo does not work yet')
    expect(text).toContain('I cannot find a face here')
    await guest.photo(GOOD)
    await guest.hear('That is a good photo')
  })

  test('who looks too young is asked, and a no is respected', async () => {
    const guest = await agreed(stage())
    await guest.photo(CHILD)
    await guest.hear('One question about this photo')
    await guest.press(/^No$/)
    await guest.hear('Pixbooth is for adults')
  })
}
