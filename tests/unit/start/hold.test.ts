import { EventEmitter } from 'node:events'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { hold, type Opened } from '../../../bin/start/hold.js'

const never = new Promise<never>(() => {})
let signals: EventEmitter
let said: string[]
let seen: string[]

beforeEach(() => {
  vi.useFakeTimers()
  signals = new EventEmitter()
  said = []
  seen = []
})

afterEach(() => {
  vi.useRealTimers()
})

function start(booth: Partial<Opened> = {}, open?: () => Promise<void>) {
  const whole: Opened = {
    drain: async () => void seen.push('drained'),
    close: async () => void seen.push('closed'),
    ...booth,
  }
  const opening = async () => {
    await open?.()
    return whole
  }
  return hold(opening, { signals, say: line => said.push(line), limitMs: 10_000 })
}

test.each(['SIGINT', 'SIGTERM', 'SIGHUP'])('%s drains first and closes then', async signal => {
  const end = start()
  signals.emit(signal)
  expect(await end).toBe(0)
  expect(seen).toEqual(['drained', 'closed'])
  expect(signals.eventNames()).toEqual([])
  expect(vi.getTimerCount()).toBe(0)
})

test('a second Ctrl-C does not wait for the drain', async () => {
  const end = start({ drain: () => never })
  signals.emit('SIGINT')
  signals.emit('SIGINT')
  expect(await end).toBe(0)
  expect(seen).toEqual(['closed'])
})

test('a drain that takes too long is left to the next start', async () => {
  const end = start({ drain: () => never })
  signals.emit('SIGTERM')
  await vi.advanceTimersByTimeAsync(10_000)
  expect(await end).toBe(0)
  expect(seen).toEqual(['closed'])
  expect(said.at(-1)).toMatch(/within 10 s/)
})

test('Ctrl-C during the start closes what was opened', async () => {
  let opened = () => {}
  const end = start({}, () => new Promise<void>(resolve => (opened = resolve)))
  signals.emit('SIGINT')
  expect(seen).toEqual([])
  opened()
  expect(await end).toBe(0)
  expect(seen).toEqual(['drained', 'closed'])
})

test('a booth that cannot go on is closed with exit code 1', async () => {
  expect(await start({ failed: Promise.resolve() })).toBe(1)
  expect(seen).toEqual(['drained', 'closed'])
})

test('a failing drain still closes', async () => {
  const end = start({ drain: () => Promise.reject(new Error('no')) })
  const outcome = expect(end).rejects.toThrow('no')
  signals.emit('SIGINT')
  await outcome
  expect(seen).toEqual(['closed'])
})
