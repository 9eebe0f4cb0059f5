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

/** A conversation in words: says something, and answers what the booth said last, once it says what it should. */
async function converse() {
  const client = await openClient(() => house.base)
  const hear = (text: string) =>
    eventually(
      async () =>
        (await client.messages()).findLast(
          message => message.author === 'booth' && message.text.includes(text),
        ),
      message => message !== undefined,
      30_000,
    )
  return {
    ...client,
    hear,
    async ask(text: string, answer: string) {
      await client.say({ text })
      return hear(answer)
    },
  }
}

test('every command answers, from the first word to the last', async () => {
  const { ask, say, hear, sendPhoto, messages } = await converse()

  const start = await ask('/start', 'Two questions first')
  expect((await messages()).some(({ text }) => text.includes('AI system'))).toBe(true)
  await ask('/portrait noir', 'I need your consent')
  for (const action of ['consent:face:yes', 'consent:adult:yes']) await say({ press: action })
  await hear('You are all set')
  expect(start?.buttons).toHaveLength(3)

  expect((await ask('/help', 'What I can do'))?.text).toContain('/cutout')
  expect((await ask('/guide', 'A photo that works well'))?.text).toContain('20 MB')
  expect((await ask('/styles', 'filter'))?.text).toMatch(/Headshot.*\n.*Noir.*\n.*Sketch.*\n.*Oil/)
  await ask('/history', 'no pictures of yours yet')
  await ask('/cancel', 'Nothing of yours is waiting')
  await ask('/cutout', 'send a photo of yourself first')
  await ask('/waltz', 'I do not know /waltz')

  await sendPhoto(await goodPhoto(), '/portrait sketch')
  await hear('Sketch** – here you are')
  await sendPhoto(await goodPhoto(), '/cutout')
  const cut = await hear('Cutout** – here you are')
  expect(cut?.images).toHaveLength(1)
  await ask('/portrait', 'What shall I make of your last photo?')
  await ask('/portrait vaporwave', 'no style “vaporwave”')
  expect((await ask('/status', 'Credits left today'))?.text).toContain('**8** of 10')
  expect((await ask('/history', '2 newest pictures'))?.images).toHaveLength(2)

  expect((await ask('/privacy', 'What is kept'))?.text).toMatch(/Kept 30 days.*then deleted/)
  await ask('/report', 'say in a few words')
  await ask('/report the hand has six fingers', 'operators will look at it')
  await ask('/feedback lovely', 'operators read everything')

  await say({ text: '/delete' })
  await hear('What shall I delete?')
  await say({ press: 'delete:images' })
  const which = await hear('Which one?')
  await say({ press: which?.buttons[0]?.[0]?.action ?? '' })
  const sure = await hear('Delete this picture for good?')
  await say({ press: sure?.buttons[0]?.[0]?.action ?? '' })
  await hear('The picture is deleted.')
  expect((await ask('/history', 'Your newest picture'))?.images).toHaveLength(1)
  await say({ press: 'delete:selfie' })
  await say({ press: 'deleted:selfie' })
  await hear('2 selfies are deleted.')
  await ask('/portrait noir', 'send a photo of yourself first')
}, 120_000)
