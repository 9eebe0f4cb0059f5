import { afterAll, beforeAll, expect, test } from 'vitest'
import { bump } from '../../../core/delivery/store.js'
import { newId } from '../../../core/id.js'
import { eventually } from '../../support/booth.js'
import { unpack } from '../../unit/export/support.js'
import { cannot, type Part } from '../bot.js'
import type { Place, SeenMessage, Stage } from '../stage.js'
import { enter, type Guest, seated } from '../talk.js'

const ZIP = 'application/zip'
const BASE = 'https://booth.example'

/** The archive that this guest can see, as a file. */
const fileOf = (guest: Guest, ...where: Place[]) =>
  where
    .flatMap(place => guest.messages(place))
    .flatMap(({ images }) => images)
    .findLast(({ mime }) => mime === ZIP)

/** Where the button leads. */
function linkOf(message: SeenMessage): string | undefined {
  return message.buttons.flat().find(({ label }) => label === 'Download my data')?.press
}

/** What the link hands out to whoever has one of these cookies; each is somebody's. */
async function follow(stage: Stage, link: string, cookies: readonly (string | undefined)[]) {
  const answers = await Promise.all(
    cookies.map(cookie =>
      fetch(stage.house.address + link.replace(BASE, ''), { headers: cookie ? { cookie } : {} }),
    ),
  )
  const opened = answers.filter(({ status }) => status === 200)
  expect(answers.every(({ status }) => status === 200 || status === 404)).toBe(true)
  return Promise.all(opened.map(async answer => Buffer.from(await answer.arrayBuffer())))
}

export function exports({ stage, open, capabilities }: Part): void {
  const ownPage = capabilities.platform === 'web'
  const places: Place[] = capabilities.can.shared === true ? ['private', 'shared'] : ['private']

  test('everything about a person comes to them: as a file, or by a link of the booth’s own page', async () => {
    const guest = await seated(stage())
    await guest.order('noir')
    await guest.receive('noir')
    await guest.command('export')
    const ready = await guest.hear('Your data is ready')
    let bytes: Buffer | undefined
    if (ownPage) [bytes] = await follow(stage(), linkOf(ready) ?? '', stage().secrets())
    else bytes = (await eventually(() => fileOf(guest, ...places), Boolean))?.bytes
    const { data, files } = await unpack(bytes as Buffer)
    expect(data.accounts).toMatchObject([{ platform: capabilities.platform }])
    expect(data.images).toHaveLength(1)
    const kept = await stage().house.db.image.findUniqueOrThrow({ where: { id: data.images[0]?.id ?? '' } })
    expect(files.get(data.images[0]?.file ?? '')).toEqual(await stage().house.vault.get(kept.objectKey))
    expect(guest.all('I am putting it together')).toEqual([])
  })

  test.skipIf(capabilities.fileBytes === null)(
    'an archive that is too large for the platform stays, and a sentence says where to get it',
    async () => {
      const guest = await enter(stage())
      await guest.command('export')
      await guest.hear('Your data is ready')
      await eventually(() => fileOf(guest, ...places), Boolean)
      const { db } = stage().house
      // Another one of theirs, as large as none that a test can put together.
      const delivery = await db.delivery.findFirstOrThrow({
        where: { exportId: { not: null } },
        orderBy: { openedAt: 'desc' },
      })
      const { personId, accountId, platform, replyTo } = delivery
      const { id: exportId } = await db.export.create({
        data: {
          ...{ id: newId(), personId, origin: newId(), state: 'ready', pieces: 1, bytes: 3_000_000_000 },
          objectKey: `${personId}/export/large`,
          expiresAt: new Date(Date.now() + 3_600_000),
        },
      })
      await db.delivery.create({
        data: { id: newId(), personId, accountId, platform, replyTo: replyTo as object, exportId, sent: 0 },
      })
      await bump(db, { exportId })
      await guest.hear(/The archive \(3,000 MB\) is too large to be sent here.*web chat/, { ms: 30_000 })
    },
  )

  test.skipIf(cannot(capabilities.can.shared))(
    'asked for among others, it comes to the person alone',
    async () => {
      const guest = await seated(stage())
      const other = await enter(stage(), 'Mallory')
      await guest.command('export', '', 'shared')
      await eventually(() => fileOf(guest, ...places), Boolean)
      await other.command('guide', '', 'shared')
      await other.hear('A photo that works well')
      expect(fileOf(other, 'shared')).toBeUndefined()
      expect(JSON.stringify(other.messages('shared'))).not.toContain('Your data')
    },
  )

  if (!ownPage) {
    let reachable: Stage
    beforeAll(async () => {
      reachable = await open({ publicUrl: BASE })
    }, 60_000)
    afterAll(() => reachable?.close(), 60_000)

    test('where people can reach the booth it is a link, which opens for whoever it was sent to', async () => {
      const guest = await enter(reachable)
      await guest.command('export')
      const ready = await guest.hear('The link works until')
      const link = linkOf(ready) ?? ''
      expect(link).toMatch(/^https:\/\/booth\.example\/export\/[\w-]{43}$/)
      expect(fileOf(guest, ...places)).toBeUndefined()
      const [bytes] = await follow(reachable, link, [undefined])
      expect((await unpack(bytes as Buffer)).data.accounts).toMatchObject([
        { platform: capabilities.platform },
      ])
      expect(JSON.stringify(reachable.house.log.lines)).not.toContain(link.split('/').at(-1))
      expect(reachable.violations()).toEqual([])
    })

    test.skipIf(cannot(capabilities.can.shared))(
      'a link that was asked for among others is shown to nobody else',
      async () => {
        const guest = await seated(reachable)
        const other = await enter(reachable, 'Mallory')
        await guest.command('export', '', 'shared')
        await guest.hear('The link works until')
        await other.command('guide', '', 'shared')
        await other.hear('A photo that works well')
        expect(JSON.stringify(other.messages('shared'))).not.toContain('/export/')
      },
    )
  }
}
