import { setTimeout as wait } from 'node:timers/promises'
import { afterEach, expect, test } from 'vitest'
import type { TelegramPerson } from '../fakes/telegram/person.js'
import { createPerson } from '../fakes/telegram/person.js'
import { openTelegramServer, type TelegramServer } from '../fakes/telegram/server.js'
import { type House, openHouse } from '../journeys/house.js'
import { eventually } from '../support/booth.js'
import { goodPhoto } from '../support/photos.js'

let house: House | undefined
let telegram: TelegramServer | undefined
afterEach(async () => {
  await house?.close()
  await telegram?.close()
})

/** Milliseconds between two kills: while updates are fetched, kept, answered, drawn and delivered. */
const MOMENTS = [150, 700, 1_800, 60, 1_200, 400]

const texts = (person: TelegramPerson) => person.messages().map(({ text }) => text)
const portraits = (person: TelegramPerson) => person.messages().filter(({ images }) => images.length > 0)

async function agree(person: TelegramPerson): Promise<void> {
  const hears = (text: string) =>
    eventually(
      () => texts(person).join('\n'),
      said => said.includes(text),
      30_000,
    )
  await person.command('start')
  await hears('Two questions first')
  await person.press('Yes, use my photo')
  await hears('You agreed')
  await person.press('Yes, I am')
  await hears('You are all set')
}

test('the whole booth killed with -9 again and again while people write on Telegram: nothing is lost, nothing comes twice', async () => {
  const server = await openTelegramServer()
  telegram = server
  const home = await openHouse({ TELEGRAM_TOKEN: server.token, TELEGRAM_API_URL: server.address })
  house = home
  const anna = createPerson(server, 'Anna')
  const bert = createPerson(server, 'Bert')
  await agree(anna)
  await agree(bert)
  const photo = await goodPhoto()

  for (const [round, moment] of MOMENTS.entries()) {
    if (round < 3)
      for (const person of [anna, bert])
        await person.send('message', [photo], { command: 'portrait', argument: 'noir' })
    await anna.command('feedback', `lovely ${round}`)
    await wait(moment)
    await home.kill()
    await home.start()
  }
  for (const person of [anna, bert])
    await eventually(
      () => portraits(person).length,
      count => count >= 3,
      60_000,
    )
  const thanks = () => texts(anna).filter(text => text.includes('operators read everything')).length
  await eventually(thanks, count => count >= MOMENTS.length, 30_000)

  await bert.command('status')
  await eventually(
    () => texts(bert).at(-1) ?? '',
    text => text.includes('Credits left today: 7 of 10'),
  )
  // Nothing comes later, twice.
  await wait(3_000)
  for (const person of [anna, bert]) expect(portraits(person)).toHaveLength(3)
  // The one moment that nobody can see: an answer was sent, and the process died before it could note that.
  expect(thanks()).toBeLessThanOrEqual(MOMENTS.length + 1)
  expect(server.violations).toEqual([])
}, 240_000)
