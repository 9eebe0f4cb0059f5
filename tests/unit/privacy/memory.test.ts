/** What bots keep in memory about chats and persons: nobody erases it there, so it is gone within minutes by itself. */
import { expect, it } from 'vitest'
import { createBounded } from '../../../bots/bounded.js'
import { createLedger } from '../../../bots/telegram/ledger.js'
import { createPace } from '../../../bots/telegram/pace.js'
import { MEMORY } from '../../../config/limits.js'

it('a bounded map lets go of what is too old, though nobody asks for it again', () => {
  let now = 0
  const map = createBounded<number>(10, MEMORY.keepMs, () => now)
  map.set('ann', 1)
  now = MEMORY.keepMs + MEMORY.clearMs
  expect(map.size).toBe(1)
  map.set('bea', 2)
  expect(map.size).toBe(1)
  expect([map.get('ann'), map.get('bea')]).toEqual([undefined, 2])
})

it('what Telegram’s bot has noted is found for minutes, and not longer', () => {
  let now = 0
  const ledger = createLedger<number>(10, () => now)
  ledger.note('ann', 1)
  now = MEMORY.keepMs - 1
  expect(ledger.find('ann')).toBe(1)
  now = MEMORY.keepMs
  expect(ledger.find('ann')).toBeUndefined()
})

it('the pace of a chat is forgotten once it is idle, and never before Telegram’s wish is over', () => {
  const clock = { time: 0, now: () => clock.time }
  const pace = createPace(clock)
  pace.block('ann', 2 * MEMORY.keepMs)
  clock.time = MEMORY.keepMs + 1
  pace.take('bea', 1, false)
  expect(pace.take('ann', 1, false)).toBeGreaterThan(0)
  clock.time = 4 * MEMORY.keepMs
  pace.take('bea', 1, false)
  expect(pace.take('ann', 1, false)).toBe(0)
})
