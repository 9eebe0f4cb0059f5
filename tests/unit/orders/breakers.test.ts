import { describe, expect, it } from 'vitest'
import { ORDERS } from '../../../config/limits.js'
import { EngineRefusal } from '../../../core/errors.js'
import { createBreaker } from '../../../workers/breakers.js'
import { createTestLog, eventually } from '../../support/booth.js'

const MS = 60
const down = () => Promise.reject(new EngineRefusal('down', 'Nobody is there.'))
const poor = () => Promise.reject(new EngineRefusal('account', 'No money.'))

describe('a breaker', () => {
  it('opens for an engine that is down, is no matter of the account, and lets somebody try again by itself', async () => {
    const breaker = createBreaker('fal', createTestLog(), MS)
    for (let i = 0; i < ORDERS.breakerFailures; i++) await breaker.run(down).catch(() => {})
    expect([breaker.isOpen(), breaker.isRefused()]).toEqual([true, false])
    // Whoever asks first would never call while it says that it is open.
    await eventually(breaker.isOpen, open => !open, 2_000)
    expect(await breaker.run(async () => 'well')).toBe('well')
    expect(breaker.isOpen()).toBe(false)
  })

  it('opens again when the one that tried has failed too', async () => {
    const breaker = createBreaker('fal', createTestLog(), MS)
    for (let i = 0; i < ORDERS.breakerFailures; i++) await breaker.run(down).catch(() => {})
    await eventually(breaker.isOpen, open => !open, 2_000)
    await breaker.run(down).catch(() => {})
    expect(breaker.isOpen()).toBe(true)
  })

  it('says that the account was refused, for a while and with one line', async () => {
    const log = createTestLog()
    const breaker = createBreaker('fal', log, MS)
    await breaker.run(poor).catch(() => {})
    expect([breaker.isOpen(), breaker.isRefused()]).toEqual([true, true])
    await expect(breaker.run(async () => 'well')).rejects.toMatchObject({ why: 'down' })
    expect(log.lines.map(({ level }) => level)).toEqual(['error'])
    await eventually(breaker.isRefused, refused => !refused, 2_000)
    expect(await breaker.run(async () => 'well')).toBe('well')
  })
})
