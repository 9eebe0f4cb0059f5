import { describe, expect, it } from 'vitest'
import {
  type Event,
  holdIn,
  isLive,
  LIVE_STATES,
  next,
  STATES,
  type State,
  sources,
  target,
} from '../../../core/generation/machine.js'

/** The whole machine once more, written as a person would explain it. */
const TABLE: Record<Event, Partial<Record<State, State>>> = {
  photo_accepted: { waiting: 'queued' },
  photo_refused: { waiting: 'refused' },
  started: { queued: 'running', running: 'running' },
  finished: { running: 'done' },
  gave_up: { waiting: 'failed', queued: 'failed', running: 'failed' },
  cancelled: { waiting: 'cancelled', queued: 'cancelled', running: 'cancelled' },
}
const EVENTS = Object.keys(TABLE) as Event[]

describe('the life of a generation', () => {
  it.each(EVENTS.flatMap(event => STATES.map(state => [event, state] as const)))(
    '%s means the right thing when it is %s',
    (event, state) => {
      expect(next(state, event)).toBe(TABLE[event][state] ?? null)
    },
  )

  it('is over for good once it has ended: no event leads out of an ending', () => {
    for (const state of STATES.filter(state => !isLive(state)))
      for (const event of EVENTS) expect(next(state, event)).toBeNull()
  })

  it('keeps its hold while it lives, captures it when done, and releases it otherwise', () => {
    expect(STATES.map(state => [state, holdIn(state)])).toEqual([
      ['waiting', 'kept'],
      ['queued', 'kept'],
      ['running', 'kept'],
      ['done', 'captured'],
      ['refused', 'released'],
      ['failed', 'released'],
      ['cancelled', 'released'],
    ])
  })

  it('tells the stores where each event comes from and leads to', () => {
    for (const event of EVENTS) {
      expect(sources(event)).toEqual(Object.keys(TABLE[event]))
      for (const state of sources(event)) expect(next(state, event)).toBe(target(event))
    }
    expect(LIVE_STATES).toEqual(['waiting', 'queued', 'running'])
  })
})
