import { afterEach, beforeEach, expect, it } from 'vitest'
import { renderRequests } from '../../../bin/requests/table.js'
import { answerRequest, openRequests } from '../../../core/report/requests.js'
import { eventually, openTestBooth, type TestBooth } from '../../support/booth.js'
import { instantEngine } from '../../support/engines.js'
import { createEyes } from '../../support/eyes.js'
import { ask, command, press, seated } from '../../support/sitter.js'

let house: TestBooth
beforeEach(async () => {
  house = await openTestBooth({ engines: { local: await instantEngine() }, vision: createEyes() })
})
afterEach(() => house.close())

const say = (name: string, words = '') => house.platform.say(house.booth, 'ann', command(name, words))
const texts = () => house.platform.messages('ann').map(({ text }) => text)

async function asked() {
  const { selfieId } = await seated(house, 'ann')
  await ask(house, 'ann', selfieId)
  await say('request', 'do you have a photo of mine?')
  const [request] = await openRequests(house.db)
  if (!request) throw new Error('Nobody has asked.')
  return request
}

it('is listed with its words and the days that are left, the most urgent first', async () => {
  const request = await asked()
  await say('request', 'and who saw it?')
  const all = await openRequests(house.db)
  expect(all.map(({ text }) => text)).toEqual(['do you have a photo of mine?', 'and who saw it?'])
  const shown = renderRequests(all, Date.now())
  expect(shown).toContain(request.number)
  expect(shown).toContain('29 days left')
  expect(renderRequests(all, Date.now() + 33 * 86_400_000)).toContain('OVERDUE')
  expect(renderRequests([], 0)).toBe('Nobody waits for an answer.\n')
})

it('is answered once, in the chat of whoever asked, and stays to be read', async () => {
  const { number } = await asked()
  const answer = { number, text: 'Yes: one crop, until Friday.', now: Date.now() }
  expect(await answerRequest(house.db, answer)).toBe('sent')
  await eventually(texts, all => all.some(text => text.includes('Yes: one crop, until Friday.')))
  expect(await answerRequest(house.db, answer)).toBe('closed')
  expect(await openRequests(house.db)).toEqual([])
  await say('request')
  expect(texts().filter(text => text.includes('Yes: one crop')).length).toBe(2)
})

it('of somebody without a live address waits to be read with /request', async () => {
  const { number } = await asked()
  await house.db.delivery.deleteMany()
  await house.db.account.updateMany({ data: { unreachableAt: new Date() } })
  expect(await answerRequest(house.db, { number, text: 'No.', now: Date.now() })).toBe('waiting')
  const [shown] = await house.platform.say(house.booth, 'ann', press('request'))
  expect(shown?.text).toContain(`About your request ${number}:** No.`)
})

it('of somebody who is gone, or that nobody made, is not answered', async () => {
  const { number } = await asked()
  expect(await answerRequest(house.db, { number: 'nothing', text: 'x', now: 0 })).toBe('unknown')
  expect(await answerRequest(house.db, { number: '', text: 'x', now: 0 })).toBe('unknown')
  await house.platform.say(house.booth, 'ann', press('deleted:all'))
  expect(await openRequests(house.db)).toEqual([])
  expect(await answerRequest(house.db, { number, text: 'x', now: Date.now() })).not.toBe('sent')
})
