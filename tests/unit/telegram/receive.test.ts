import { expect, it } from 'vitest'
import { createReceive } from '../../../bots/telegram/receive.js'
import { readUpdate, type TelegramUpdate } from '../../../bots/telegram/update.js'
import { TELEGRAM } from '../../../config/limits.js'
import { createSay } from '../../../core/say.js'
import { ADA, message, SELF, update } from './payloads.js'

const said = (text: string, id = ADA.id) =>
  readUpdate(
    update({ message: message({ text, from: { ...ADA, id }, chat: { id, type: 'private' } }) }),
  ) as TelegramUpdate

/** A booth that keeps at once, and handles when it is told to. */
function open() {
  const kept: string[] = []
  const handled: string[] = []
  const finish: (() => void)[] = []
  const receive = createReceive({
    intake: {
      async take(_bot, { act }, turn) {
        const words = act.type === 'text' ? act.text : ''
        kept.push(words)
        const done = (async () => {
          await turn
          handled.push(words)
          await new Promise<void>(resolve => finish.push(resolve))
          return true
        })()
        return { done }
      },
      watch() {},
      async close() {},
    },
    bot: { answer: async () => ({}) },
    booth: { unreachable: async () => {} },
    outbound: { acknowledge: async () => {} },
    desk: { check: async () => {}, paid: async () => {}, returned: async () => {} },
    say: createSay(),
    self: () => SELF,
  })
  return { kept, handled, finish, receive }
}

it('what one person says is kept at once, and handled one after the other', async () => {
  const { kept, handled, finish, receive } = open()
  await Promise.all(['one', 'two', 'three'].map(text => receive(said(text))))
  expect(kept).toEqual(['one', 'two', 'three'])
  expect(handled).toEqual(['one'])
  finish[0]?.()
  await expect.poll(() => handled).toEqual(['one', 'two'])
})

it('several persons are handled at the same time', async () => {
  const { handled, receive } = open()
  await Promise.all([1, 2, 3].map(id => receive(said(`${id}`, id))))
  expect(handled).toEqual(['1', '2', '3'])
})

it('somebody whose last words take too long goes on after a while', async () => {
  const { handled, receive } = open()
  await receive(said('stuck'))
  await receive(said('next'))
  await expect.poll(() => handled, { timeout: TELEGRAM.turnMs + 2_000 }).toEqual(['stuck', 'next'])
})

it('more than fit at once stay with Telegram until there is room', async () => {
  const { kept, finish, receive } = open()
  const all = Array.from({ length: TELEGRAM.atOnce + 5 }, (_, i) => receive(said('x', i + 1)))
  await Promise.all(all.slice(0, TELEGRAM.atOnce))
  expect(kept).toHaveLength(TELEGRAM.atOnce)
  for (const go of finish.splice(0, 5)) go()
  await Promise.all(all)
  expect(kept).toHaveLength(TELEGRAM.atOnce + 5)
})
