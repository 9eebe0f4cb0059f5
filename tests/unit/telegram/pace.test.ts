import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createPace, type Rate } from '../../../bots/telegram/pace.js'

const LIMITS = {
  allPace: { count: 30, perMs: 1_000 },
  chatPace: { count: 3, perMs: 3_000 },
  groupPace: { count: 20, perMs: 60_000 },
}

function start() {
  const clock = { time: 0, now: () => clock.time }
  return { clock, pace: createPace(clock, LIMITS) }
}

describe('the pace', () => {
  it('lets a short burst pass, then asks for the time that is missing', () => {
    const { clock, pace } = start()
    for (let i = 0; i < 3; i++) expect(pace.take('1', 1, false)).toBe(0)
    expect(pace.take('1', 1, false)).toBe(3_000)
    expect(pace.take('2', 1, false)).toBe(0)
    clock.time = 3_000
    expect(pace.take('1', 1, false)).toBe(0)
  })

  it('keeps half of the places from what is dispensable', () => {
    const { pace } = start()
    expect(pace.take('1', 1, true)).toBe(0)
    expect(pace.take('1', 1, true)).toBe(0)
    expect(pace.take('1', 1, true)).toBeGreaterThan(0)
    expect(pace.take('1', 1, false)).toBe(0)
  })

  it('counts an album as its pictures, and never shuts one out', () => {
    const { clock, pace } = start()
    expect(pace.take('1', 10, false)).toBe(0)
    expect(pace.take('1', 1, false)).toBe(3_000)
    clock.time = 3_000
    expect(pace.take('1', 10, false)).toBe(0)
  })

  it('leaves a chat alone for as long as Telegram asks', () => {
    const { clock, pace } = start()
    pace.block('1', 7_000)
    expect(pace.take('1', 1, false)).toBe(7_000)
    clock.time = 7_000
    expect(pace.take('1', 1, false)).toBe(0)
  })

  it('is never broken, whoever asks when', () => {
    const asked = fc.array(fc.record({ after: fc.nat(900), chat: fc.constantFrom('1', '2', '-3') }), {
      maxLength: 400,
      size: 'max',
    })
    fc.assert(
      fc.property(asked, events => {
        const { clock, pace } = start()
        const sent: { chat: string; at: number }[] = []
        for (const { after, chat } of events) {
          clock.time += after
          const wait = pace.take(chat, 1, false)
          if (wait === 0) sent.push({ chat, at: clock.time })
          else {
            // What it promises holds when nobody else comes in between.
            clock.time += wait
            expect(pace.take(chat, 1, false)).toBe(0)
            sent.push({ chat, at: clock.time })
          }
        }
        const within = (some: typeof sent, { count, perMs }: Rate) =>
          some.every(
            ({ at }) => some.filter(other => other.at > at - perMs && other.at <= at).length <= count,
          )
        expect(within(sent, LIMITS.allPace)).toBe(true)
        for (const chat of ['1', '2', '-3'])
          expect(
            within(
              sent.filter(one => one.chat === chat),
              LIMITS.chatPace,
            ),
          ).toBe(true)
        expect(
          within(
            sent.filter(one => one.chat === '-3'),
            LIMITS.groupPace,
          ),
        ).toBe(true)
      }),
      { numRuns: 50 },
    )
  })
})
