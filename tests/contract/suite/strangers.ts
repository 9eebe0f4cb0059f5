import { expect, test } from 'vitest'
import { eventually } from '../../support/booth.js'
import type { Part } from '../bot.js'
import type { Place } from '../stage.js'
import { agreed, enter, seated } from '../talk.js'

/** Somebody who presses what was meant for somebody else; messages of one person are known to the other by forgery at least. */
export function strangers({ stage, capabilities }: Part): void {
  /** Where others may see buttons that are not theirs. */
  const where: Place = capabilities.can.shared === true ? 'shared' : 'private'

  test('nobody can cancel what somebody else has ordered', async () => {
    const guest = await seated(stage())
    const mallory = await seated(stage(), 'Mallory')
    stage().house.engine.hold()
    try {
      const waiting = await guest.order('noir', where)
      await eventually(stage().house.engine.working, working => working === 1)
      await mallory.pressForeign(waiting, 'Cancel')
      await settled(mallory)
      expect(stage().house.engine.working()).toBe(1)
    } finally {
      stage().house.engine.release()
    }
    await guest.receive('noir')
  })

  test('nobody can see or have the picture of somebody else', async () => {
    const guest = await seated(stage())
    const mallory = await seated(stage(), 'Mallory')
    await guest.order('noir', where)
    const done = await guest.receive('noir')
    for (const { label } of done.buttons.flat()) await mallory.pressForeign(done, label)
    await settled(mallory)
    expect(mallory.messages().flatMap(({ images }) => images)).toEqual([])
    await mallory.command('history')
    await mallory.hear('no pictures of yours yet')
  })

  test('nobody can delete or report the picture of somebody else', async () => {
    const guest = await seated(stage())
    const mallory = await seated(stage(), 'Mallory')
    await guest.order('noir', where)
    const done = await guest.receive('noir')
    const reports = await stage().house.db.report.count()
    await mallory.pressForeign(done, 'Report')
    await mallory.pressForeign(done, 'Delete')
    await settled(mallory)
    if (mallory.all('Delete this picture for good').length > 0) {
      await mallory.press('Yes, delete')
      await mallory.hear('There was nothing to delete')
    }
    expect(await stage().house.db.report.count()).toBe(reports)
    await guest.command('history')
    expect(
      (await guest.hear('newest picture', { ok: ({ images }) => images.length > 0 })).images,
    ).toHaveLength(1)
  })

  test('nobody can delete everything of somebody else by their buttons', async () => {
    const guest = await seated(stage())
    const mallory = await agreed(stage(), 'Mallory')
    await guest.command('delete', '', where)
    await guest.hear('What shall I delete')
    await guest.press('Everything')
    const sure = await guest.hear('Delete everything for good')
    const before = await stage().house.db.selfie.count()
    await mallory.pressForeign(sure, 'Yes, delete')
    await settled(await enter(stage(), 'Mallory'))
    expect(await stage().house.db.selfie.count()).toBe(before)
    // The dialog is still where it was, for the one it was meant for.
    await guest.press('Keep it')
    await guest.hear('Nothing was deleted')
  })

  test('nobody can make a portrait from the photo of somebody else', async () => {
    const guest = await seated(stage())
    const mallory = await seated(stage(), 'Mallory')
    const made = stage().house.engine.starts.length
    await guest.command('portrait', '', where)
    await mallory.pressForeign(await guest.hear('What shall I make of your last photo'), 'Noir')
    await settled(mallory)
    expect(stage().house.engine.starts.length).toBe(made)
  })

  test('nobody can answer the questions of somebody else', async () => {
    const guest = await enter(stage())
    const mallory = await enter(stage(), 'Mallory')
    await guest.command('start', '', where)
    const asked = await guest.hear('Two questions first')
    await mallory.pressForeign(asked, 'Yes, use my photo for this')
    await settled(mallory)
    expect(guest.all('You agreed that your photo')).toEqual([])
    await guest.press('Yes, use my photo for this')
    await guest.hear('You agreed that your photo')
  })

  /** All that somebody has done before has been dealt with. */
  async function settled(guest: Awaited<ReturnType<typeof enter>>): Promise<void> {
    await guest.command('guide')
    await guest.hear('A photo that works well')
    await eventually(
      () => stage().house.db.inboxEvent.count({ where: { doneAt: null } }),
      count => count === 0,
    )
  }
}
