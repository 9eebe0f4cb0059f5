import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Stage } from '../contract/stage.js'
import { agreed, enter, seated } from '../contract/talk.js'
import { openTelegramStage } from '../fakes/telegram/stage.js'
import { openWebStage } from '../fakes/web/stage.js'

let telegram: Stage
let web: Stage
beforeAll(async () => {
  telegram = await openTelegramStage({ only: undefined })
  web = await openWebStage({ house: telegram.house })
}, 60_000)
afterAll(async () => {
  await web?.close()
  await telegram?.close()
}, 60_000)

const withPicture = { ok: ({ images }: { images: unknown[] }) => images.length > 0 }

test('somebody joins the web chat with Telegram by /link, has everything in both, and parts them by /unlink', async () => {
  expect(telegram.house.platforms.sort()).toEqual(['telegram', 'web'])
  const phone = await seated(telegram)
  const desk = await agreed(web)
  await phone.order('noir')
  await phone.receive('noir')

  await phone.command('link')
  const { text } = await phone.hear('Type this at your other account')
  const code = /[A-Z0-9]{4}-[A-Z0-9]{4}/.exec(text)?.[0] ?? ''
  await desk.command('link', code)
  await desk.hear('Join this account with your Telegram account')
  await desk.press('Yes, both are mine')
  await desk.hear('Now say yes at your Telegram account too')
  await phone.hear('A web chat account wants to join yours')
  await phone.press('Yes, both are mine')
  await phone.hear('Your accounts are one now')
  await desk.hear('Your accounts are one now')

  // The pictures of one are the pictures of both, and so is the photo.
  await desk.command('history')
  expect((await desk.hear('Your newest picture', withPicture)).images).toHaveLength(1)
  await desk.order('sketch')
  await desk.receive('sketch')
  await phone.command('history')
  await phone.hear('2 newest pictures')
  expect(phone.messages().flatMap(({ images }) => images).length).toBeGreaterThanOrEqual(1 + 2)

  await desk.command('unlink')
  await desk.hear('Part this account from your others')
  await desk.press('Yes, part it')
  await desk.hear('stands on its own now')
  await desk.command('history')
  await desk.hear('no pictures of yours yet')
  await phone.command('portrait', 'oil')
  await phone.receive('oil')
  expect(telegram.violations()).toEqual([])
}, 90_000)

test('a stranger with a wrong code joins nobody', async () => {
  const phone = await seated(telegram)
  const mallory = await enter(web, 'Mallory')
  await phone.command('link')
  await phone.hear('Type this at your other account')
  const before = await telegram.house.db.person.count()
  await mallory.command('link', 'AAAA-AAAA')
  await mallory.hear(/code/i)
  expect(await telegram.house.db.person.count()).toBe(before)
  await mallory.command('history')
  await mallory.hear('no pictures of yours yet')
}, 60_000)
