import { describe, expect, test } from 'vitest'
import { judge } from '../../../bots/web/page/api.js'
import { type Attempt, createSender, type Item, waitBefore } from '../../../bots/web/page/sender.js'

const said: Attempt = { result: 'said', reply: { chat: 'c', mayProcess: true } }

/** A sender whose server and clock are in the test's hands. */
function bench(answers: (item: Item) => Attempt | Error) {
  const posts: string[] = []
  const standing = new Map<string, string>()
  const timers: { work: () => void; ms: number }[] = []
  const kept: string[][] = []
  const sender = createSender({
    async post(item) {
      posts.push(item.eventId)
      const answer = answers(item)
      if (answer instanceof Error) throw answer
      return answer
    },
    tell: (eventId, now) => now.state && standing.set(eventId, now.state),
    said: () => {},
    keep: items => kept.push(items.map(item => item.eventId)),
    schedule(work, ms) {
      const timer = { work, ms }
      timers.push(timer)
      return () => void timers.splice(timers.indexOf(timer), 1)
    },
  })
  const settle = async () => {
    for (let i = 0; i < 20; i++) await Promise.resolve()
  }
  const tick = async () => {
    timers.shift()?.work()
    await settle()
  }
  return { sender, posts, standing, timers, kept, settle, tick }
}
const item = (eventId: string, photos: File[] = []): Item => ({ eventId, text: eventId, photos })

describe('sending', () => {
  test('goes in order, one at a time', async () => {
    const { sender, posts, settle } = bench(() => said)
    for (const name of ['a', 'b', 'c']) sender.add(item(name))
    expect(posts).toEqual(['a'])
    await settle()
    expect(posts).toEqual(['a', 'b', 'c'])
  })

  test('is tried again under the same name until it has arrived, and nothing overtakes it', async () => {
    let failures = 3
    const { sender, posts, standing, timers, tick, settle } = bench(() =>
      failures-- > 0 ? new Error('network') : said,
    )
    sender.add(item('a'))
    sender.add(item('b'))
    await settle()
    expect(standing.get('a')).toBe('waiting')
    const waits: number[] = []
    while (timers.length > 0) {
      waits.push(timers[0]?.ms ?? 0)
      await tick()
    }
    expect(posts).toEqual(['a', 'a', 'a', 'a', 'b'])
    expect(waits).toEqual([1000, 2000, 4000])
    expect([standing.get('a'), standing.get('b')]).toEqual(['sent', 'sent'])
  })

  test('waits as long as the server says, and no longer than that once the connection is back', async () => {
    let busy = true
    const { sender, posts, timers, settle } = bench(() => (busy ? { result: 'later', afterMs: 9000 } : said))
    sender.add(item('a'))
    await settle()
    expect(timers.map(timer => timer.ms)).toEqual([9000])
    busy = false
    sender.retry()
    await settle()
    expect(posts).toEqual(['a', 'a'])
    expect(timers).toEqual([])
  })

  test('a refusal is told and does not hold up the rest', async () => {
    const { sender, standing, settle } = bench(one =>
      one.eventId === 'a' ? { result: 'refused', reason: 'No.' } : said,
    )
    sender.add(item('a'))
    sender.add(item('b'))
    await settle()
    expect([standing.get('a'), standing.get('b')]).toEqual(['refused', 'sent'])
  })

  test('photos stand aside until there is consent, and are then sent by themselves', async () => {
    let consent = false
    const { sender, posts, standing, settle } = bench(one =>
      one.photos.length > 0 && !consent ? { result: 'consent' } : said,
    )
    const photo = new File(['x'], 'a.jpg')
    sender.add(item('photo', [photo]))
    sender.add(item('held', [photo]), { hold: true })
    sender.add(item('/start'))
    await settle()
    expect([standing.get('photo'), standing.get('held'), standing.get('/start')]).toEqual([
      'consent',
      'consent',
      'sent',
    ])
    expect(posts).toEqual(['photo', '/start'])
    consent = true
    sender.consented()
    await settle()
    expect(posts).toEqual(['photo', '/start', 'held', 'photo'])
    expect(sender.held).toBe(0)
  })

  test('what was discarded is not sent', async () => {
    const { sender, posts, settle, tick } = bench(() => new Error('network'))
    sender.add(item('a'))
    await settle()
    sender.discard('a')
    await tick()
    expect(posts).toEqual(['a'])
  })

  test('what is unsent is kept for a reload, and what was sent is not', async () => {
    const { sender, kept, settle } = bench(() => said)
    sender.add(item('a'))
    expect(kept.at(-1)).toEqual(['a'])
    await settle()
    expect(kept.at(-1)).toEqual([])
  })

  test('waits grow and stay bounded', () => {
    expect([0, 1, 2, 3, 4, 50].map(waitBefore)).toEqual([1000, 2000, 4000, 8000, 15000, 15000])
  })

  test.each([
    [200, null, '{"chat":"c","mayProcess":true}', 'said'],
    [409, null, '{"error":"x","need":"consent"}', 'consent'],
    [413, null, '{"error":"Too large."}', 'refused'],
    [403, null, 'no json', 'refused'],
    [500, null, '', 'later'],
    [502, null, '<html>', 'later'],
    [408, null, '', 'later'],
    [429, '7', '', 'later'],
  ])('an answer %i (%s) means %s', (status, after, body, result) => {
    expect(judge(status, after, body)).toMatchObject({ result, ...(after && { afterMs: 7000 }) })
  })
})
