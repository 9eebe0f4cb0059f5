import { setTimeout as wait } from 'node:timers/promises'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { eventually } from '../support/booth.js'
import { goodPhoto } from '../support/photos.js'
import { openClient } from '../support/web-client.js'
import { type House, openHouse } from './house.js'

let house: House
beforeAll(async () => {
  house = await openHouse()
})
afterAll(() => house.close())

/** Somebody at a browser of their own. */
async function visit() {
  const client = await openClient(() => house.base)
  const hear = async (text: string) => {
    const found = await eventually(
      async () =>
        // Ten looks a second are what a person may do for a minute.
        (await wait(100).then(client.messages)).findLast(
          one => one.author === 'booth' && one.text.includes(text),
        ),
      message => message !== undefined,
      30_000,
    )
    return found!
  }
  return {
    ...client,
    hear,
    async ask(text: string, answer: string) {
      await client.say({ text })
      return hear(answer)
    },
    /** Presses the first button of the newest message that says so. */
    async press(text: string, label: string) {
      const button = (await hear(text)).buttons.flat().find(one => one.label === label)
      await client.say({ press: button?.action ?? '' })
    },
  }
}

test('two browsers become one person with /link, share everything, and part with /unlink', async () => {
  const phone = await visit()
  const desk = await visit()
  await phone.agree()
  await phone.sendPhoto(await goodPhoto(), '/portrait noir')
  const portrait = await phone.hear('Noir** – here you are')
  const picture = portrait.images[0]?.id ?? ''

  const shown = await phone.ask('/link', 'Type this at your other account')
  const code = /^\*\*(.{9})\*\*/.exec(shown.text)?.[1] ?? ''
  await phone.ask(`/link ${code}`, 'That code is your own')
  expect((await desk.picture(picture)).status).toBe(404)
  await desk.ask(`/link ${code}`, 'Join this account with your web chat account?')
  await desk.press('Join this account', 'Yes, both are mine')
  await desk.hear('Now say yes at your web chat account too')
  expect((await desk.picture(picture)).status).toBe(404)
  await phone.press('A web chat account wants to join yours', 'Yes, both are mine')
  await phone.hear('Your accounts are one now')
  await desk.hear('Your accounts are one now')

  expect((await desk.picture(picture)).status).toBe(200)
  expect((await desk.ask('/history', 'Your newest picture')).images[0]?.id).toBe(picture)
  await desk.ask('/status', '**9** of 10')
  // The photo that one has sent serves the other, and so does the consent.
  await desk.ask('/portrait sketch', 'Sketch** – here you are')
  await phone.ask('/history', '2 newest pictures')

  await desk.ask('/unlink', 'Part this account from your others?')
  await desk.press('Part this account', 'Yes, part it')
  await desk.hear('stands on its own now')
  expect((await desk.picture(picture)).status).toBe(404)
  await desk.ask('/history', 'no pictures of yours yet')
  await desk.ask('/unlink', 'Nothing is linked')
  expect((await phone.picture(picture)).status).toBe(200)
  await phone.ask('/history', '2 newest pictures')
}, 90_000)
