import sharp from 'sharp'
import { afterEach, expect, test } from 'vitest'
import { videoFacts } from '../../../core/media/video.js'
import { eventually } from '../../support/booth.js'
import { cannot, type Part } from '../bot.js'
import type { SeenMessage } from '../stage.js'
import { type Guest, seated } from '../talk.js'

/** The word of the label inside a picture. */
async function labelOf(bytes: Buffer): Promise<string | undefined> {
  const { xmp } = await sharp(bytes).metadata()
  return /digitalsourcetype\/(\w+)/.exec(xmp?.toString() ?? '')?.[1]
}

export function results({ stage, capabilities }: Part): void {
  afterEach(() => {
    stage().house.engine.make = 'plain'
    stage().house.engine.release()
    if (capabilities.imageBytes !== null) stage().limitUpload(capabilities.imageBytes)
  })

  test.skipIf(cannot(capabilities.can.edits))(
    'one message goes from the wait over the progress to the picture',
    async () => {
      const guest = await seated(stage())
      const { engine } = stage().house
      engine.hold()
      const first = await guest.order('noir')
      await guest.hear('Noir – working on it')
      engine.release()
      const done = await guest.receive('noir')
      expect(done.edits).toBeGreaterThanOrEqual(1)
      expect(guest.all('Noir –')).toHaveLength(1)
      expect(done.images).toHaveLength(1)
      // A text can become a picture in the same message only where the platform lets it.
      if (guest.messages().some(({ id }) => id === first.id)) expect(done.id).toBe(first.id)
    },
  )

  test('a picture is what was made, and says inside that a machine made it', async () => {
    const guest = await seated(stage())
    await guest.order('noir')
    const [image] = (await guest.receive('noir')).images
    const { width, height } = await sharp(image?.bytes).metadata()
    expect([width, height]).toEqual([1024, 1280])
    expect(await labelOf(image?.bytes as Buffer)).toBe('compositeSynthetic')
    if (capabilities.can.altText === true) expect(image?.alt).toBe('Noir made from your photo')
  })

  test.skipIf(capabilities.imageBytes === null)(
    'a picture that is too large for the platform is made to fit, and keeps its label',
    async () => {
      const guest = await seated(stage())
      stage().house.engine.make = 'noise'
      stage().limitUpload(2_000_000)
      await guest.order('noir')
      const [image] = (await guest.receive('noir')).images
      expect(image?.bytes.length).toBeLessThanOrEqual(2_000_000)
      expect((await sharp(image?.bytes).metadata()).width).toBeGreaterThan(500)
      expect(await labelOf(image?.bytes as Buffer)).toBe('compositeSynthetic')
    },
  )

  test.skipIf(cannot(capabilities.can.fullQuality))('a picture can be had in full quality', async () => {
    const guest = await seated(stage())
    await guest.order('noir')
    await guest.receive('noir')
    await guest.press('Full quality')
    const [file] = (await guest.hear('in full quality')).images
    const [kept] = await stage().house.db.image.findMany({ orderBy: { createdAt: 'desc' }, take: 1 })
    expect(file?.as).toBe('file')
    expect(file?.bytes).toEqual(await stage().house.vault.get(kept?.objectKey ?? ''))
  })

  /** The newest video that this guest can see. */
  const clipOf = (guest: Guest) =>
    guest
      .messages()
      .flatMap(({ images }) => images)
      .findLast(({ mime }) => mime === 'video/mp4')

  test('a video is delivered as MP4, as it was made, and says inside that a machine made it', async () => {
    const guest = await seated(stage())
    stage().house.engine.make = 'video'
    await guest.order('noir')
    await guest.hear('Noir – here you are')
    const clip = await eventually(() => clipOf(guest), Boolean)
    const [kept] = await stage().house.db.image.findMany({ orderBy: { createdAt: 'desc' }, take: 1 })
    expect(kept).toMatchObject({ mime: 'video/mp4', width: 320, height: 400 })
    expect(clip?.bytes).toEqual(await stage().house.vault.get(kept?.objectKey ?? ''))
    expect(videoFacts(clip?.bytes as Buffer)).toEqual({ width: 320, height: 400, seconds: 2 })
    expect(clip?.bytes.includes('digitalsourcetype/compositeSynthetic')).toBe(true)
    // Once more beside a picture, in the history.
    stage().house.engine.make = 'plain'
    await guest.order('oil')
    await guest.receive('oil')
    const before = new Set(guest.messages().map(({ id }) => id))
    await guest.command('history')
    const shown = () => guest.messages().filter(({ id }) => !before.has(id))
    await eventually(
      () => shown().flatMap(({ images }) => images.map(({ mime }) => mime)),
      mimes => mimes.length === 2 && mimes.includes('video/mp4'),
    )
  })

  test.skipIf(capabilities.imageBytes === null)(
    'a video that is too large for the platform is not, and a sentence says where to get it',
    async () => {
      const guest = await seated(stage())
      stage().house.engine.make = 'large video'
      stage().limitUpload(2_000_000)
      await guest.order('noir')
      await guest.hear(/Noir – here you are[\s\S]*The clip is too large to be sent here.*web chat/)
      expect(clipOf(guest)).toBeUndefined()
    },
  )

  test('what is cut out can be looked through', async () => {
    const guest = await seated(stage())
    await guest.command('cutout')
    const { images } = await guest.hear('Cutout – here you are', { ok: ({ images }) => images.length > 0 })
    expect((await sharp(images[0]?.bytes).metadata()).hasAlpha).toBe(true)
  })

  test('a sticker comes as the nearest thing to one that there is', async () => {
    const guest = await seated(stage())
    await guest.command('sticker')
    const sticker = ({ images }: SeenMessage) => images.length > 0
    await eventually(
      () => guest.messages().filter(sticker),
      found => found.length > 0,
    )
    const [image] = guest.messages().findLast(sticker)?.images ?? []
    expect((await sharp(image?.bytes).metadata()).hasAlpha).toBe(true)
    if (capabilities.can.stickers === true) expect(image?.as).toBe('sticker')
  })

  test('the history shows all pictures again', async () => {
    const guest = await seated(stage())
    for (const style of ['noir', 'sketch', 'oil'] as const) await guest.order(style)
    for (const style of ['noir', 'sketch', 'oil'] as const) await guest.receive(style)
    const before = new Set(guest.messages().map(({ id }) => id))
    await guest.command('history')
    const shown = () => guest.messages().filter(({ id }) => !before.has(id))
    await eventually(
      () => shown().flatMap(({ images }) => images).length,
      count => count === 3,
    )
    // Where an album carries no buttons, its words follow with them.
    await eventually(() => shown().some(({ text }) => text.includes('3 newest pictures')), Boolean)
    const most = capabilities.can.album === true ? 2 : 4
    expect(shown().length).toBeLessThanOrEqual(most)
  })

  test('what is under way can be cancelled, and its message says so', async () => {
    const guest = await seated(stage())
    const { engine } = stage().house
    engine.hold()
    await guest.order('oil')
    await guest.hear('Oil – working on it')
    await guest.press('Cancel')
    await guest.hear('Cancelled. You have your credits back')
    await eventually(engine.working, working => working === 0)
    expect(guest.all('Oil –')).toEqual([])
    // Once more, from the button that the message now has.
    engine.release()
    await guest.press('Once more')
    await guest.receive('oil')
  })
}
