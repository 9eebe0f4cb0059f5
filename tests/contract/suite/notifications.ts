import { expect, test } from 'vitest'
import { addressAll, notificationId } from '../../../core/notification/address.js'
import { advanceNotifications } from '../../../core/notification/advance.js'
import { readReport } from '../../../core/notification/report.js'
import { eventually } from '../../support/booth.js'
import type { Part } from '../bot.js'
import { enter, type Guest } from '../talk.js'

/** What operators tell persons who have asked for nothing at this moment. */
export function notifications({ stage }: Part): void {
  /** Somebody new who has said something, and who that is to the booth. */
  async function newcomer(): Promise<{ guest: Guest; personId: string }> {
    const guest = await enter(stage())
    await guest.command('guide')
    await guest.hear('A photo that works well')
    const { personId } = await stage().house.db.account.findFirstOrThrow({ orderBy: { createdAt: 'desc' } })
    return { guest, personId }
  }

  /** Has it sent, as the command and the rounds do, and waits until all are told. */
  async function send(words: string, ids: string[]): Promise<void> {
    const { db } = stage().house
    await addressAll(db, { en: words }, { kind: 'persons', ids })
    await eventually(
      () => readReport(db, notificationId({ en: words })),
      report => Object.keys(report?.waiting ?? {}).length === 0,
      40_000,
    )
  }

  test('a notice about a breach arrives where one is alone with the booth, and once, however often it is sent', async () => {
    const { guest, personId } = await newcomer()
    const other = await newcomer()
    const words = `**Your data was seen.** Somebody had access on ${personId}.`
    await send(words, [personId])
    const heard = await guest.hear('Your data was seen', { where: 'private' })
    expect(heard.text).toContain(`on ${personId}`)
    await send(words, [personId])
    await stage().house.restart()
    await send(words, [personId])
    expect(await advanceNotifications(stage().house.db)).toEqual([])
    await guest.command('status')
    await guest.hear('Credits left today')
    expect(guest.all('Your data was seen')).toHaveLength(1)
    expect(other.guest.all('Your data was seen')).toEqual([])
    expect(await readReport(stage().house.db, notificationId({ en: words }))).toMatchObject({
      addressed: 1,
      told: { [stage().platform]: 1 },
      unreachable: 0,
    })
  })
}
