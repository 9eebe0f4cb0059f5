import { EventEmitter } from 'node:events'
import { expect, test } from 'vitest'
import { isStrangers, watchMishaps } from '../../../bin/start/mishaps.js'
import { createTestLog } from '../../support/booth.js'

function thrownAt(...frames: string[]): Error {
  const error = new Error('Cannot read properties of undefined, says Anna')
  error.stack = [
    'TypeError: Cannot read properties of undefined',
    ...frames.map(frame => `    at ${frame}`),
  ].join('\n')
  return error
}

const inDiscord = thrownAt(
  'new BaseInteraction (/app/node_modules/discord.js/src/structures/BaseInteraction.js:90:50)',
  'WebSocketShard.emit (node:events:519:28)',
)
const inOurs = thrownAt(
  'toIncoming (/app/bots/discord/inbound.ts:12:3)',
  'x (/app/node_modules/discord.js/src/y.js:1:1)',
)

test.each([
  ['an error inside discord.js', inDiscord, true],
  [
    'one inside ws, called by Node',
    thrownAt('Socket.x (node:net:1:1)', 'R.y (/app/node_modules/ws/lib/receiver.js:2:2)'),
    true,
  ],
  ['one of our own, called by an SDK', inOurs, false],
  ['one of another library', thrownAt('z (/app/node_modules/pg/lib/client.js:1:1)'), false],
  ['something thrown that is no error', 'discord.js', false],
])('%s', (_what, error, expected) => {
  expect(isStrangers(error)).toBe(expected)
})

test('a stranger’s error is logged and everybody else goes on; one of ours ends the booth in order; neither is quoted', async () => {
  const process = new EventEmitter()
  const log = createTestLog()
  let ended = false
  const { failed } = watchMishaps(process as unknown as NodeJS.Process, log)
  failed.then(() => {
    ended = true
  })
  process.emit('unhandledRejection', inOurs)
  process.emit('uncaughtException', inDiscord)
  await Promise.resolve()
  expect(ended).toBe(false)
  process.emit('uncaughtException', inOurs)
  await failed
  expect(log.lines).toHaveLength(3)
  expect(JSON.stringify(log.lines)).not.toContain('Anna')
})
