import { afterAll, beforeAll, expect, it } from 'vitest'
import type { SlackPerson } from '../../fakes/slack/people.js'
import { openSlackStage, type SlackStage } from '../../fakes/slack/stage.js'
import { eventually } from '../../support/booth.js'
import { consent, GOOD, sees } from './talk.js'

let stage: SlackStage
beforeAll(async () => {
  stage = await openSlackStage()
  stage.house.engine.make = 'video'
})
afterAll(async () => {
  await stage.close()
})

async function sitter(name: string): Promise<SlackPerson> {
  const person = await stage.person(name)
  await consent(person)
  await person.send('message', [GOOD])
  await sees(person, 'good photo')
  return person
}

const clips = (person: SlackPerson, where?: 'private' | 'shared') =>
  person.messages(where).filter(({ images }) => images.some(({ mime }) => mime === 'video/mp4'))

it('a clip is shared below its message, once, and goes with its picture', async () => {
  const ann = await sitter('ann')
  await ann.press('Noir')
  await sees(ann, 'here you are')
  const [shown] = await eventually(
    () => clips(ann),
    found => found.length === 1,
  )
  expect(shown?.text).toBe('Noir made from your photo')
  await ann.press('Delete')
  await sees(ann, 'for good')
  await ann.press('Yes, delete')
  await sees(ann, 'the picture was deleted')
  await eventually(
    () => clips(ann),
    found => found.length === 0,
  )
  expect(stage.violations()).toEqual([])
})

it('where others read along the clip goes to the direct channel, and words say so', async () => {
  const bea = await sitter('bea')
  await bea.command('portrait', 'oil', 'shared')
  const done = await sees(bea, 'The clip is in your direct messages', 'shared')
  expect(done.text).toContain('Oil')
  await eventually(
    () => clips(bea),
    found => found.length === 1,
  )
  expect(clips(bea, 'shared')).toEqual([])
  expect(stage.violations()).toEqual([])
})

it('a clip that could not be shared at once comes later, and its message is no other one', async () => {
  const cia = await sitter('cia')
  const before = cia.messages().length
  stage.world.ailingShares = 1
  await cia.press('Noir')
  await eventually(
    () => clips(cia),
    found => found.length === 1,
  )
  expect(stage.world.ailingShares).toBe(0)
  // The message of the portrait, and the clip.
  expect(cia.messages()).toHaveLength(before + 2)
})

it('that a clip of ours was shared is no photo of anybody', async () => {
  const dan = await sitter('dan')
  await dan.press('Noir')
  const [shown] = await eventually(
    () => clips(dan),
    found => found.length === 1,
  )
  const channel = shown?.id.split(':')[0] ?? ''
  const file = stage.world.messages.findLast(({ files }) => files.length > 0)?.files[0]
  const { botUser, id } = stage.team
  const lookedAt = stage.calls().get('files.info') ?? 0
  const said = dan.messages().length
  const event_id = 'Ev0CLIP'
  const event = { type: 'file_shared', file_id: file?.id, channel_id: channel, user_id: botUser }
  const authorizations = [{ team_id: id, user_id: botUser, is_bot: true }]
  await stage.delivery.deliver('events_api', {
    token: 'legacy',
    team_id: id,
    api_app_id: 'A0000000001',
    type: 'event_callback',
    event_id,
    event_time: 1,
    authorizations,
    event,
  })
  // What is said afterwards is answered afterwards.
  await dan.command('help')
  await eventually(
    () => dan.messages().length,
    count => count > said,
  )
  expect(dan.messages()).toHaveLength(said + 1)
  expect(stage.calls().get('files.info') ?? 0).toBe(lookedAt)
})
