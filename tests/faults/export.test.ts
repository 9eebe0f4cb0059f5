import { expect, it } from 'vitest'
import { EXPORT } from '../../config/limits.js'
import { pieceKeys } from '../../core/privacy/export/pieces.js'
import { removeOrphans } from '../../core/privacy/orphans.js'
import { createPrisma } from '../../prisma/client.js'
import { eventually, openTestBooth, openTestHome } from '../support/booth.js'
import { startChild } from '../support/child.js'
import { createEyes } from '../support/eyes.js'
import { openFarPlatform } from '../support/far-platform.js'
import { command, seated } from '../support/sitter.js'
import { addImages, unpack } from '../unit/export/support.js'

const PICTURES = 40

it('killed again and again in the middle of an export: it is taken up again, comes once, and leaves nothing behind', async ({
  onTestFinished,
}) => {
  const home = await openTestHome()
  const platform = await openFarPlatform()
  const db = createPrisma(home.connection)
  const idle = await openTestBooth({ home, engines: {}, vision: createEyes(), idle: true })
  const start = () =>
    startChild({
      ...home,
      masterKey: home.masterKey.toString('hex'),
      platform: platform.url,
      alone: true,
      engineMs: [10, 20],
    })
  let child = await start()
  onTestFinished(async () => {
    await child.kill()
    await idle.close()
    await db.$disconnect()
    await platform.close()
    await home.drop()
  })
  const { vault } = idle
  const { personId } = await seated(idle, 'ann')
  await addImages(idle, personId, PICTURES, at => Buffer.alloc(1_000_000, at))
  const pieces = async () => {
    const found: string[] = []
    for await (const { key } of vault.list()) if (key.includes('/export/')) found.push(key)
    return found
  }

  expect(
    await child.tell({
      platform: 'telegram',
      eventId: 'export',
      account: { tenant: '', userId: 'ann' },
      place: { kind: 'private' },
      replyTo: { platform: 'telegram', rungs: [{ address: { chat: 'ann' } }] },
      photos: [],
      ...command('export'),
    }),
  ).toBe(true)
  // Each time as soon as it has stored something that the last one has not.
  let before = 0
  for (let kills = 0; kills < 2; kills++) {
    const now = await eventually(pieces, found => found.length > before, 30_000)
    await child.kill()
    before = now.length
    child = await start()
  }
  const row = await eventually(
    () => db.export.findFirstOrThrow(),
    ({ state }) => state === 'ready',
    60_000,
  )
  await eventually(
    () => db.task.count(),
    left => left === 0,
  )
  await removeOrphans({ db, vault, now: Date.now() + 2 * 3_600_000 })
  const left = pieceKeys({ objectKey: row.objectKey ?? '', pieces: row.pieces })
  expect((await pieces()).sort()).toEqual([...left].sort())
  expect(row.pieces).toBe(Math.ceil(Number(row.bytes) / EXPORT.pieceBytes))
  const messages = platform.messages('ann')
  expect(messages).toHaveLength(1)
  expect(messages[0]?.images).toMatchObject([{ imageId: row.id, mime: 'application/zip' }])
  const read = await idle.booth.readImage(personId, row.id)
  const { files } = await unpack(read?.bytes as Buffer)
  expect([...files.keys()].filter(name => name.startsWith('images/'))).toHaveLength(PICTURES)
}, 120_000)
