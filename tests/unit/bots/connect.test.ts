import { setTimeout as wait } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { createConnector } from '../../../bots/connect.js'
import { Fault } from '../../../core/errors.js'
import type { Platform } from '../../../core/platform.js'
import { createTestLog, eventually } from '../../support/booth.js'

const LIMITS = { connectMs: 100, connectAgainMs: 20, connectAgainMaxMs: 40 }

function open() {
  const joined: Platform[] = []
  const log = createTestLog()
  const connector = createConnector({
    log,
    limits: LIMITS,
    joined: async platform => void joined.push(platform),
  })
  return { joined, log, connector }
}

/** A platform that fails so often, and then lets the bot in. */
function platform(failures: number, fault: Fault) {
  const tries = { count: 0 }
  return {
    tries,
    connect: async () => {
      if (tries.count++ < failures) throw fault
    },
  }
}

/** Long enough for many more tries. */
const later = () => wait(LIMITS.connectAgainMaxMs * 5)

const away = new Fault('unavailable', 'Nobody there.')

test('a bot that gets through at once has joined when the start goes on', async () => {
  const { connector, joined } = open()
  expect(await connector.connect('slack', platform(0, away).connect)).toBeUndefined()
  expect(joined).toEqual(['slack'])
})

test('a wrong token is one sentence, and is not tried again', async () => {
  const { connector, joined } = open()
  const { connect, tries } = platform(9, new Fault('config', 'Discord does not accept DISCORD_TOKEN.'))
  expect(await connector.connect('discord', connect)).toBe(
    'Discord is not connected: Discord does not accept DISCORD_TOKEN.',
  )
  await later()
  expect(tries.count).toBe(1)
  expect(joined).toEqual([])
})

test('a platform that is away is tried again until the bot joins', async () => {
  const { connector, joined } = open()
  const { connect, tries } = platform(4, away)
  expect(await connector.connect('telegram', connect)).toMatch(/goes on trying/)
  expect(joined).toEqual([])
  await eventually(
    () => joined.length,
    count => count === 1,
  )
  await later()
  expect(tries.count).toBe(5)
  expect(joined).toEqual(['telegram'])
})

test('a platform that is silent does not hold up the start; the bot joins when it comes through', async () => {
  const { connector, joined } = open()
  let open_ = () => {}
  const connecting = connector.connect(
    'slack',
    () =>
      new Promise<void>(resolve => {
        open_ = resolve
      }),
  )
  expect(await connecting).toMatch(/cannot be reached/)
  open_()
  await eventually(
    () => joined,
    seen => seen.includes('slack'),
  )
})

test('closing ends the tries', async () => {
  const { connector, joined } = open()
  const { connect, tries } = platform(1, away)
  await connector.connect('slack', connect)
  connector.close()
  await later()
  expect(tries.count).toBe(1)
  expect(joined).toEqual([])
})
