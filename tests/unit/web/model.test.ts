import { describe, expect, test } from 'vitest'
import {
  type Model,
  nothing,
  type Pending,
  reduce,
  type Step,
  shownMessages,
  shownPending,
} from '../../../bots/web/page/model.js'
import type { ChatPage, PageMessage } from '../../../bots/web/wire.js'

const message = (slot: string, seq: number, more: Partial<PageMessage> = {}): PageMessage => ({
  slot,
  seq,
  place: seq,
  author: 'booth',
  at: '2026-11-23T10:00:00.000Z',
  text: `${slot} ${seq}`,
  photos: 0,
  buttons: [],
  images: [],
  ...more,
})
const page = (messages: PageMessage[], more = false, newest = 100): ChatPage => ({
  chat: 'c',
  newest,
  messages,
  more,
  commands: [],
  mayProcess: false,
  language: 'en',
  limits: { photoBytes: 1, photos: 1, text: 1 },
})
const pending = (eventId: string, text: string | null = 'hi'): Pending => ({
  eventId,
  text,
  photos: [],
  at: '2026-11-23T10:00:00.000Z',
  state: 'queued',
})
const run = (...steps: Step[]): Model => steps.reduce(reduce, nothing)
const texts = (model: Model) => shownMessages(model).map(one => one.text)

describe('the conversation on the page', () => {
  test('an edit replaces its message where it stands', () => {
    const model = run(
      { type: 'opened', page: page([message('a', 1), message('b', 2)]) },
      { type: 'changed', change: message('a', 3, { place: 1 }) },
    )
    expect(texts(model)).toEqual(['a 3', 'b 2'])
  })

  test('changes that come twice or late change nothing', () => {
    const model = run(
      { type: 'opened', page: page([message('a', 5, { place: 1 })]) },
      { type: 'changed', change: message('a', 4, { place: 1 }) },
      { type: 'changed', change: message('a', 5, { place: 1, text: 'twice' }) },
    )
    expect(texts(model)).toEqual(['a 5'])
  })

  test('a deleted message goes, and does not come back with an older page', () => {
    const model = run(
      { type: 'opened', page: page([message('b', 20)], true) },
      { type: 'changed', change: { slot: 'a', seq: 30, gone: true } },
      { type: 'older', page: page([message('a', 10)]) },
    )
    expect(texts(model)).toEqual(['b 20'])
  })

  test('an edit further up than what was read waits for its page, and wins over it', () => {
    const opened: Step[] = [
      { type: 'opened', page: page([message('b', 20)], true) },
      { type: 'changed', change: message('a', 30, { place: 10 }) },
    ]
    expect(texts(run(...opened))).toEqual(['b 20'])
    expect(texts(run(...opened, { type: 'older', page: page([message('a', 10)]) }))).toEqual(['a 30', 'b 20'])
  })

  test('reading the newest page again keeps what was read above', () => {
    const model = run(
      { type: 'opened', page: page([message('b', 20)], true) },
      { type: 'older', page: page([message('a', 10)]) },
      { type: 'opened', page: page([message('b', 20)], true) },
    )
    expect(texts(model)).toEqual(['a 10', 'b 20'])
    expect(model.more).toBe(false)
  })
})

describe('what was not sent yet', () => {
  test('is shown at once, and once only when it has arrived', () => {
    const added = run({ type: 'opened', page: page([]) }, { type: 'added', pending: pending('e1') })
    expect(shownPending(added)).toHaveLength(1)
    const echoed = reduce(added, { type: 'changed', change: message('me:e1', 101, { author: 'me' }) })
    expect(shownPending(echoed)).toHaveLength(0)
    expect(texts(echoed)).toEqual(['me:e1 101'])
  })

  test('stays until its message has come back, and then is forgotten', () => {
    const sent = run(
      { type: 'opened', page: page([]) },
      { type: 'added', pending: pending('e1') },
      { type: 'pending', eventId: 'e1', now: { state: 'sent' } },
    )
    expect(shownPending(sent)).toHaveLength(1)
    const echoed = reduce(sent, { type: 'changed', change: message('me:e1', 101, { author: 'me' }) })
    expect(echoed.pending).toEqual([])
  })

  test('leaves nothing when it has no message of its own', () => {
    const model = run(
      { type: 'added', pending: pending('e1', null) },
      { type: 'pending', eventId: 'e1', now: { state: 'sent' } },
    )
    expect(model.pending).toEqual([])
  })
})
