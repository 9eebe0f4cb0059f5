import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Purse, shareOf } from '../../../core/billing/join.js'

const DAY = 10
const purse = (free: number, more: Partial<Purse> = {}): Purse => ({
  free,
  held: 0,
  filled: DAY,
  ...more,
})
/** What the host has afterwards. */
const after = (host: Purse, guest: Purse) => {
  const share = shareOf(host, guest, DAY)
  return host.free + share.free - share.hostExpired
}

describe('two balances become one', () => {
  it.each([
    ['both untouched: one day’s credits', purse(10), purse(10), 10],
    ['one has used 1, the other 1: what one person would have left', purse(9), purse(9), 8],
    ['who has used up a day gets no second one by joining', purse(0), purse(10), 0],
    ['in either direction', purse(10), purse(0), 0],
    ['who has had none today brings none and costs none', purse(7), purse(0, { filled: 0 }), 7],
    ['a newcomer joins somebody new', purse(0, { filled: 0 }), purse(10), 10],
    ['what was left over from another day does not add up', purse(6, { filled: 0 }), purse(10), 10],
    ['what is set aside counts as used', purse(10), purse(0, { held: 10 }), 0],
  ])('%s', (_what, host, guest, left) => {
    expect(after(host, guest)).toBe(left)
  })

  it('whatever they hold: nothing is made, and free ones never exceed a day', () => {
    const any = fc.record({
      free: fc.nat(20),
      held: fc.nat(12),
      filled: fc.constantFrom(0, DAY, 2 * DAY),
    })
    fc.assert(
      fc.property(any, any, (host, guest) => {
        const share = shareOf(host, guest, DAY)
        const mine = host.free
        const theirs = guest.free
        for (const part of Object.values(share)) expect(part).toBeGreaterThanOrEqual(0)
        expect(share.free + share.guestExpired).toBe(theirs)
        expect(share.hostExpired).toBeLessThanOrEqual(mine)
        const free = mine - share.hostExpired + share.free
        expect(free).toBeLessThanOrEqual(Math.max(DAY, mine))
        // As if they had been one all day: the fillings that are too many are gone, as far as they were there.
        const over = Math.max(0, host.filled + guest.filled - DAY)
        expect(share.guestExpired + share.hostExpired).toBeGreaterThanOrEqual(Math.min(over, mine + theirs))
        expect(share.filled).toBeGreaterThanOrEqual(Math.min(DAY, host.filled + guest.filled))
      }),
      { numRuns: 2_000 },
    )
  })
})
