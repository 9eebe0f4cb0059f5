import { expect, test } from 'vitest'
import { eventually } from '../../support/booth.js'
import { cannot, type Part } from '../bot.js'
import type { SeenMessage } from '../stage.js'
import { seated } from '../talk.js'

export function deletions({ stage, capabilities }: Part): void {
  test('a picture that is deleted disappears from its message', async () => {
    const guest = await seated(stage())
    await guest.order('noir')
    await guest.receive('noir')
    await guest.press('Delete')
    await guest.hear('Delete this picture for good')
    await guest.press('Yes, delete')
    await guest.hear('The picture is deleted')
    await guest.hear('Noir – the picture was deleted')
    expect(guest.messages().flatMap(({ images }) => images)).toEqual([])
    await guest.command('history')
    await guest.hear('no pictures of yours yet')
  })

  test('a deleted selfie is asked for again', async () => {
    const guest = await seated(stage())
    await guest.command('delete')
    await guest.hear('What shall I delete')
    await guest.press('My selfies')
    await guest.hear('Delete your selfies for good')
    await guest.press('Yes, delete')
    await guest.hear('1 selfie is deleted')
    await guest.command('portrait', 'noir')
    await guest.hear('send a photo of yourself first')
  })

  test('everything of a person is deleted with all that is under way, and one begins anew', async () => {
    const { db, vault, engine } = stage().house
    const guest = await seated(stage())
    await guest.order('noir')
    await guest.receive('noir')
    const { personId } = await db.image.findFirstOrThrow({ orderBy: { createdAt: 'desc' } })
    engine.hold()
    try {
      await guest.order('sketch')
      await guest.hear('Sketch – working on it')
      await guest.command('delete')
      await guest.hear('What shall I delete')
      await guest.press('Everything')
      await guest.hear('Delete everything for good')
      await guest.press('Yes, delete')
      await guest.hear('Everything of yours is deleted')
    } finally {
      engine.release()
    }
    expect(await db.person.count({ where: { id: personId } })).toBe(0)
    const left = async () => {
      const keys: string[] = []
      for await (const { key } of vault.list(personId)) keys.push(key)
      return keys
    }
    await eventually(left, keys => keys.length === 0)
    await guest.command('start')
    await guest.hear('Two questions first')
  })

  test.skipIf(cannot(capabilities.can.takesBack))(
    'whoever deletes everything no longer finds the pictures that the bot has sent',
    async () => {
      const { db, log } = stage().house
      const guest = await seated(stage())
      await guest.order('noir')
      await guest.receive('noir')
      const pictures = () => guest.messages().flatMap(({ images }) => images)
      expect(pictures()).not.toEqual([])
      const lines = log.lines.length
      await guest.command('delete')
      await guest.hear('What shall I delete')
      await guest.press('Everything')
      await guest.hear('Delete everything for good')
      await guest.press('Yes, delete')
      await guest.hear('Everything of yours is deleted')
      await eventually(pictures, left => left.length === 0)
      await eventually(
        () => db.leftoverMessage.count(),
        left => left === 0,
      )
      expect(log.lines.slice(lines).filter(({ message }) => message.includes('taken away'))).toEqual([])
      // The goodbye stands, and is no message of anybody's any more.
      await guest.hear('Everything of yours is deleted')
    },
  )

  test('a consent that is taken back stops what is under way and is asked for again', async () => {
    const { engine } = stage().house
    const guest = await seated(stage())
    engine.hold()
    try {
      await guest.order('noir')
      await guest.hear('Noir – working on it')
      await guest.command('privacy')
      await guest.hear('What is kept, and why')
      const buttons = (all: SeenMessage['buttons']) => all.flat().map(({ label }) => label)
      await guest.hear(/\S/, { ok: one => buttons(one.buttons).includes('Take my consent back') })
      await guest.press('Take my consent back')
      await guest.hear('Take which consent back')
      await guest.press('Photos')
      await guest.hear('Your consent is taken back')
      await guest.hear('Cancelled.')
    } finally {
      engine.release()
    }
    await guest.command('portrait', 'noir')
    await guest.hear('Two questions first')
  })
}
