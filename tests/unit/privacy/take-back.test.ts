/** Where platforms make it hard to take a message back: old ones, tokens whose time is over, files beside the message. */
import { afterEach, expect, it } from 'vitest'
import type { Stage } from '../../contract/stage.js'
import { type Guest, seated } from '../../contract/talk.js'
import { openDiscordStage } from '../../fakes/discord/stage.js'
import { openSlackStage } from '../../fakes/slack/stage.js'
import { openTelegramStage } from '../../fakes/telegram/stage.js'
import { eventually } from '../../support/booth.js'

let opened: Stage | undefined
afterEach(async () => {
  expect(opened?.violations() ?? []).toEqual([])
  await opened?.close()
  opened = undefined
}, 60_000)

/** Somebody with a picture in the chat. */
async function pictured(stage: Stage): Promise<Guest> {
  opened = stage
  const guest = await seated(stage)
  await guest.order('noir')
  await guest.receive('noir')
  return guest
}

async function deleteEverything(guest: Guest): Promise<void> {
  await guest.command('delete')
  await guest.hear('What shall I delete')
  await guest.press('Everything')
  await guest.hear('Delete everything for good')
  await guest.press('Yes, delete')
  await guest.hear('Everything of yours is deleted')
}

const noneLeft = ({ house }: Stage) =>
  eventually(
    () => house.db.leftoverMessage.count(),
    count => count === 0,
    40_000,
  )

it('on Telegram a picture that is too old to be deleted is replaced by an empty one', async () => {
  const stage = await openTelegramStage()
  const guest = await pictured(stage)
  const [picture] = guest.messages().flatMap(({ images }) => images)
  for (const user of stage.server.world.users.keys())
    for (const message of stage.server.world.messages(user)) message.date -= 49 * 3_600
  await deleteEverything(guest)
  await noneLeft(stage)
  const left = guest.messages().flatMap(({ images }) => images)
  expect(left).toHaveLength(1)
  expect(left[0]?.bytes.equals(picture!.bytes)).toBe(false)
}, 120_000)

it('on Discord the channel’s own way serves once the interaction’s time is over', async () => {
  const stage = await openDiscordStage()
  const guest = await pictured(stage)
  stage.expireReplies()
  await deleteEverything(guest)
  await noneLeft(stage)
  expect(guest.messages().flatMap(({ images }) => images)).toEqual([])
}, 120_000)

it('on Slack the files go with the message', async () => {
  const stage = await openSlackStage()
  const guest = await pictured(stage)
  const pictures = () => [...stage.world.files.values()].filter(file => !file.by && !file.deleted).length
  expect(pictures()).toBeGreaterThan(0)
  await deleteEverything(guest)
  await noneLeft(stage)
  expect(guest.messages().flatMap(({ images }) => images)).toEqual([])
  expect(pictures()).toBe(0)
}, 120_000)

it('a platform that stutters is asked again until the messages are gone', async () => {
  const stage = await openTelegramStage()
  const guest = await pictured(stage)
  await deleteEverything(guest)
  stage.fail(2, 'error')
  await noneLeft(stage)
  expect(guest.messages().flatMap(({ images }) => images)).toEqual([])
}, 120_000)
