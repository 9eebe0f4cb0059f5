import { afterAll, beforeAll, expect, test } from 'vitest'
import { cannot, type Part } from '../bot.js'
import type { Stage } from '../stage.js'
import { agreed, enter, GOOD, seated } from '../talk.js'

export function places({ stage, open, capabilities }: Part): void {
  const { can } = capabilities

  test.skipIf(cannot(can.shared))('a command among others is answered', async () => {
    const guest = await enter(stage())
    await guest.command('help', '', 'shared')
    await guest.hear('What I can do', { where: 'shared' })
  })

  test.skipIf(cannot(can.shared) || cannot(can.onlyYou))(
    'what is answered among others only the person sees',
    async () => {
      const guest = await seated(stage())
      const other = await enter(stage(), 'Mallory')
      await guest.command('status', '', 'shared')
      expect((await guest.hear('Credits left today', { where: 'shared' })).onlyMe).toBe(true)
      await guest.command('portrait', 'noir', 'shared')
      await guest.hear('Noir – here you are', { where: 'shared', ok: ({ images }) => images.length > 0 })
      expect(other.messages('shared')).toEqual([])
    },
  )

  test.skipIf(cannot(can.shared))(
    'a picture that was asked for among others is shown to nobody else',
    async () => {
      const guest = await seated(stage())
      const other = await enter(stage(), 'Mallory')
      await guest.command('portrait', 'noir', 'shared')
      const mine = () => [...guest.messages('shared'), ...guest.messages('private')]
      await expect.poll(() => mine().flatMap(({ images }) => images).length, { timeout: 20_000 }).toBe(1)
      expect(other.messages('shared').flatMap(({ images }) => images)).toEqual([])
      expect(JSON.stringify(other.messages('shared').map(({ text }) => text))).not.toContain('Noir')
    },
  )

  test.skipIf(cannot(can.shared))(
    'words among others that are not for the booth are not answered',
    async () => {
      const guest = await enter(stage())
      await guest.say('my own words', 'shared')
      await guest.command('help', '', 'shared')
      await guest.hear('What I can do', { where: 'shared' })
      expect(guest.all('Send me a photo of yourself', 'shared')).toEqual([])
    },
  )

  test.skipIf(cannot(can.shared))('a photo that somebody else sent is left alone', async () => {
    const way = (['reply', 'menu'] as const).find(one => stage().ways.includes(one))
    if (!way) return
    const guest = await agreed(stage())
    const other = await agreed(stage(), 'Mallory')
    const photos = () => stage().house.db.selfie.count()
    const before = await photos()
    await guest.send(way, [GOOD], { command: 'portrait', argument: 'noir', where: 'shared', by: other })
    await guest.hear('That photo was sent by somebody else')
    expect(await photos()).toBe(before)
  })

  test.skipIf(cannot(can.shared))('a sample is nobody’s, and shown where it was asked for', async () => {
    const guest = await enter(stage())
    await guest.command('styles', 'noir', 'shared')
    await guest.hear('The picture is a sample', {
      where: 'shared',
      ok: ({ images }) => images.length > 0,
    })
  })

  if (can.shared === true) {
    let generous: Stage
    beforeAll(async () => {
      generous = await open({ publicResults: true })
    }, 60_000)
    afterAll(() => generous?.close(), 60_000)

    test('with PUBLIC_RESULTS a picture is shown to all, and everything else still to the person alone', async () => {
      const guest = await seated(generous)
      const other = await enter(generous, 'Mallory')
      await guest.command('portrait', 'noir', 'shared')
      await guest.hear('Noir – here you are', { where: 'shared', ok: ({ images }) => images.length > 0 })
      await expect
        .poll(() => other.messages('shared').flatMap(({ images }) => images).length, { timeout: 10_000 })
        .toBe(1)
      await guest.command('history', '', 'shared')
      await guest.hear('newest picture')
      expect(other.messages('shared').some(({ text }) => text.includes('newest picture'))).toBe(false)
      // What stands there for all is still for nobody else to press.
      const [shown] = other.messages('shared').filter(({ images }) => images.length > 0)
      const reports = await generous.house.db.report.count()
      for (const { label } of shown?.buttons.flat() ?? []) if (shown) await other.pressForeign(shown, label)
      await other.command('guide', '', 'shared')
      await other.hear('A photo that works well')
      expect(other.messages('private').flatMap(({ images }) => images)).toEqual([])
      expect(await generous.house.db.report.count()).toBe(reports)
      expect(await generous.house.db.image.count()).toBe(1)
      expect(generous.violations()).toEqual([])
    })
  }
}
