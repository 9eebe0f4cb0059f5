import { afterAll, beforeAll, expect, test } from 'vitest'
import { eventually } from '../../support/booth.js'
import { openStageBooth, type StageBooth } from '../../support/stage-booth.js'
import { openClient } from '../../support/web-client.js'

let house: StageBooth
beforeAll(async () => {
  house = await openStageBooth()
})
afterAll(() => house.close())

test('a booth on a stage is whole, and keeps what it knows through a restart and a kill', async () => {
  expect([house.platforms, house.problems]).toEqual([['web'], []])
  const client = await openClient(() => house.address)
  await client.agree()
  await client.sendPhoto(Buffer.from('good'), '/portrait noir')
  const texts = async () => (await client.messages()).map(({ text }) => text).join('\n')
  await eventually(texts, text => text.includes('here you are'))

  await house.restart()
  expect(await texts()).toContain('here you are')

  house.engine.hold()
  await client.say({ text: '/portrait sketch' })
  await eventually(house.engine.working, working => working === 1)
  await house.kill()
  house.engine.release()
  await house.start()
  await eventually(texts, text => text.includes('Sketch** – here you are'))
  expect(house.log.lines.filter(({ level }) => level === 'error')).toEqual([])
})
