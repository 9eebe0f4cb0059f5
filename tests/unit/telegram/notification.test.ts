import { afterAll, beforeAll, expect, test } from 'vitest'
import { addressAll } from '../../../core/notification/address.js'
import { readReport } from '../../../core/notification/report.js'
import { enter } from '../../contract/talk.js'
import { openTelegramStage, type TelegramStage } from '../../fakes/telegram/stage.js'
import { eventually } from '../../support/booth.js'

let stage: TelegramStage
beforeAll(async () => {
  stage = await openTelegramStage()
}, 60_000)
afterAll(() => stage?.close(), 60_000)

const WORDS = 'Somebody saw your data.'

test('whoever never opened a private chat learns in the group that there is something, and reads it in private', async () => {
  const guest = await enter(stage)
  await guest.command('guide', '', 'shared')
  await guest.hear('A photo that works well', { where: 'shared' })
  // Something to reply to in the group: its delivery keeps the address.
  await guest.command('link', '', 'shared')
  await guest.hear(/code/, { where: 'shared' })
  const { db } = stage.house
  const id = await addressAll(db, { en: WORDS }, { kind: 'all' })
  await guest.hear('something important', { where: 'shared', ms: 40_000 })
  expect(guest.all(WORDS, 'shared')).toEqual([])
  await eventually(
    () => readReport(db, id),
    report => report?.told.telegram === 1,
    20_000,
  )
  await guest.command('start')
  await guest.hear('AI system', { where: 'private' })
  await guest.press('Show it to me', 'shared')
  await guest.hear(WORDS, { where: 'private' })
  expect(guest.all(WORDS, 'shared')).toEqual([])
  expect(stage.violations()).toEqual([])
}, 90_000)
