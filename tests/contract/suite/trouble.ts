import { afterEach, expect, test } from 'vitest'
import { eventually } from '../../support/booth.js'
import { cannot, type Part } from '../bot.js'
import { agreed, enter, GOOD, type Guest, seated } from '../talk.js'

const SLOW_MS = 60_000

export function trouble({ stage, capabilities }: Part): void {
  afterEach(() => stage().house.engine.release())
  const expires = capabilities.replyExpiresMs !== null

  test('an event that comes twice is answered once: a command, a photo, a press', async () => {
    const guest = await agreed(stage())
    const { engine } = stage().house
    await guest.command('guide')
    await guest.hear('A photo that works well')
    await stage().repeatLast()
    await guest.photo(GOOD)
    await guest.hear('That is a good photo')
    await stage().repeatLast()
    const made = engine.starts.length
    await guest.press('Noir')
    await guest.receive('noir')
    await stage().repeatLast()
    await settled(guest)
    expect(guest.all('A photo that works well')).toHaveLength(1)
    expect(guest.all('That is a good photo')).toHaveLength(1)
    expect(guest.all('Noir –')).toHaveLength(1)
    expect(engine.starts.length).toBe(made + 1)
  })

  test.skipIf(cannot(capabilities.can.patient))(
    'when the platform asks for patience, everything arrives, and once',
    { timeout: SLOW_MS * 2 },
    async () => {
      const guest = await seated(stage())
      stage().limitRate(3, 1)
      await guest.command('guide')
      await guest.hear('A photo that works well', { ms: SLOW_MS })
      stage().limitRate(2, 1)
      await guest.order('noir').catch(() => {})
      await guest.receive('noir', SLOW_MS)
      await settled(guest)
      expect(guest.all('A photo that works well')).toHaveLength(1)
      expect(guest.all('Noir – here you are')).toHaveLength(1)
    },
  )

  test.skipIf(cannot(capabilities.can.patient))(
    'errors of the platform do not lose an answer or a result',
    { timeout: SLOW_MS * 2 },
    async () => {
      const guest = await seated(stage())
      const { engine } = stage().house
      stage().fail(1, 'error')
      await guest.command('guide')
      await guest.hear('A photo that works well', { ms: SLOW_MS })
      engine.hold()
      await guest.order('noir')
      await guest.hear('Noir – working on it')
      stage().fail(2, 'error')
      engine.release()
      await guest.receive('noir', SLOW_MS)
      await settled(guest)
      expect(guest.all('Noir – here you are')).toHaveLength(1)
    },
  )

  test.skipIf(cannot(capabilities.can.patient))(
    'silence of the platform does not lose a result',
    { timeout: SLOW_MS * 2 },
    async () => {
      const guest = await seated(stage())
      const { engine } = stage().house
      engine.hold()
      await guest.order('noir')
      await guest.hear('Noir – working on it')
      stage().fail(1, 'silence')
      engine.release()
      await guest.receive('noir', SLOW_MS * 1.5)
    },
  )

  test.skipIf(!expires)('a result whose address has died meanwhile takes the next one', async () => {
    const guest = await seated(stage())
    const { engine } = stage().house
    engine.hold()
    const where = stage().places.includes('shared') ? 'shared' : 'private'
    await guest.command('portrait', 'noir', where)
    await eventually(engine.working, working => working === 1)
    stage().expireReplies()
    engine.release()
    const anywhere = () => [...new Set([...guest.messages('private'), ...guest.messages(where)])]
    await eventually(
      () =>
        anywhere().some(({ images, text }) => images.length > 0 || text.includes('Your picture is ready')),
      arrived => arrived,
      30_000,
    )
    const pictures = () => anywhere().flatMap(({ images }) => images)
    if (pictures().length === 0) {
      await guest.press('Show it to me', where)
      await eventually(pictures, found => found.length > 0)
    }
  })

  test.skipIf(!expires)('a result that comes after the time of its address takes the next one', async () => {
    const guest = await seated(stage())
    const { engine, clock } = stage().house
    engine.hold()
    await guest.order('sketch')
    await eventually(engine.working, working => working === 1)
    stage().expireReplies()
    clock.shift += capabilities.replyExpiresMs ?? 0
    try {
      engine.release()
      await guest.hear('Sketch – here you are', { ok: ({ images }) => images.length > 0, ms: 30_000 })
    } finally {
      clock.shift = 0
    }
  })

  test('buttons work after a restart of the booth', async () => {
    const guest = await seated(stage())
    await guest.command('delete')
    const asked = await guest.hear('What shall I delete')
    await stage().house.restart()
    await guest.press('My selfies')
    expect((await guest.hear('Delete your selfies for good')).id).toBe(asked.id)
    await guest.press('Keep it')
    await guest.hear('Nothing was deleted')
    await guest.press('Noir')
    await guest.receive('noir')
  })

  test('a booth that is killed at work gives the picture when it is back, in the same message', async () => {
    const guest = await seated(stage())
    const { house } = stage()
    house.engine.hold()
    await guest.order('noir')
    await guest.hear('Noir – working on it')
    await house.kill()
    house.engine.release()
    await house.start()
    const done = await guest.receive('noir', SLOW_MS)
    expect(guest.all('Noir –').map(({ id }) => id)).toEqual([done.id])
  })

  test('a connection that is cut comes back by itself, and nothing said meanwhile is lost or doubled', async () => {
    const guest = await enter(stage())
    await guest.command('help')
    await guest.hear('What I can do')
    await stage().dropConnection()
    await guest.command('guide')
    await guest.hear('A photo that works well', { ms: SLOW_MS })
    await settled(guest)
    expect(guest.all('A photo that works well')).toHaveLength(1)
  })

  test.skipIf(cannot(capabilities.can.blocking))(
    'nothing is sent to whoever blocks the bot, and the picture waits in the history',
    async () => {
      const guest = await seated(stage())
      const { db, engine } = stage().house
      engine.hold()
      await guest.order('noir')
      await guest.hear('Noir – working on it')
      stage().block(guest, true)
      engine.release()
      await eventually(
        () => db.delivery.count({ where: { state: 'undeliverable' } }),
        count => count > 0,
        30_000,
      )
      stage().block(guest, false)
      await guest.command('history')
      const shown = await guest.hear('newest picture', { ok: ({ images }) => images.length > 0 })
      expect(shown.images).toHaveLength(1)
      await guest.order('sketch')
      await guest.receive('sketch')
    },
  )

  /** All that came before has been dealt with. */
  async function settled(guest: Guest): Promise<void> {
    const { db } = stage().house
    await guest.command('status')
    await guest.hear('Credits left today', { ms: SLOW_MS })
    await eventually(
      async () => (await db.inboxEvent.count({ where: { doneAt: null } })) + (await db.task.count()),
      count => count === 0,
      SLOW_MS,
    )
  }
}
