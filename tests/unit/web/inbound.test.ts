import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { cleanText } from '../../../bots/clean.js'
import { isOwnPage } from '../../../bots/web/guard.js'
import { eventName, ownMessage, readLanguage, readText, toIncoming } from '../../../bots/web/inbound.js'
import { say } from '../../../bots/web/wire.js'
import { incoming } from '../../../core/platform.js'

const sender = { userId: 'u', accountId: 'acc' }

describe('what a person says', () => {
  test.each([
    ['/start', { type: 'command', name: 'start', argument: '' }],
    ['  /Portrait   noir ', { type: 'command', name: 'portrait', argument: 'noir' }],
    ['/report it is\nnot me', { type: 'command', name: 'report', argument: 'it is\nnot me' }],
    ['/help@pixbooth', { type: 'command', name: 'help', argument: '' }],
    ['hello /start', { type: 'text', text: 'hello /start' }],
    ['/ start', { type: 'text', text: '/ start' }],
    ['//start', { type: 'text', text: '//start' }],
    ['', { type: 'text', text: '' }],
  ])('%j is understood', (text, act) => {
    expect(readText(text)).toEqual(act)
  })

  test('whatever is typed, core can take it', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 4000 }), text => {
        const said = { eventId: 'event-000001', text: cleanText(text) }
        const event = toIncoming(sender, said, ['p/upload/x'])
        expect(incoming.safeParse(event).success).toBe(true)
        // What Postgres refuses in JSON.
        expect(JSON.stringify(said.text)).not.toMatch(/\\u0000|\\ud[89a-f]/i)
      }),
    )
  })

  test('photos are named by their place in the vault, in order', () => {
    const event = toIncoming(sender, { eventId: 'event-000001', text: '' }, ['p/upload/a', 'p/upload/b'])
    expect(event.photos.map(photo => photo.address.key)).toEqual(['p/upload/a', 'p/upload/b'])
    expect(event.replyTo.rungs).toEqual([{ address: { account: 'acc' } }])
  })

  test('one browser cannot use up the events of another', () => {
    expect(eventName('one', 'event-000001')).not.toBe(eventName('two', 'event-000001'))
    expect(eventName('one', 'event-000001')).toBe(eventName('one', 'event-000001'))
    expect(eventName('a'.repeat(300), 'e'.repeat(64)).length).toBeLessThanOrEqual(60)
  })

  test('a press leaves its label behind, a quiet command nothing', () => {
    expect(ownMessage({ eventId: 'event-000001', press: 'style:noir', label: 'Film noir' }, 0)).toEqual({
      text: 'Film noir',
      photos: 0,
    })
    expect(ownMessage({ eventId: 'event-000001', text: '/start', quiet: true }, 0)).toBeNull()
  })

  test('requests of another shape are refused', () => {
    const bad = [
      null,
      {},
      { eventId: 'event-000001' },
      { eventId: 'short', text: 'x' },
      { eventId: 'event 00001', text: 'x' },
      { eventId: 'event-000001', text: 'x'.repeat(4001) },
      { eventId: 'event-000001', press: 'x'.repeat(65) },
      { eventId: 'event-000001', press: '' },
      { eventId: 'event-000001', text: 'x', admin: true },
      { eventId: ['event-000001'], text: 'x' },
    ]
    for (const body of bad) expect(say.safeParse(body).success, JSON.stringify(body)).toBe(false)
  })

  test.each([
    ['de-DE,de;q=0.9', 'de-DE'],
    ['en', 'en'],
    ['*', undefined],
    ['<script>', undefined],
    [undefined, undefined],
  ])('the language %j is read as %j', (header, language) => {
    expect(readLanguage(header)).toBe(language)
  })
})

describe('where a write comes from', () => {
  const own = ['https://booth.example']
  test.each([
    [{ site: 'same-origin' }, true],
    [{ site: 'same-origin', origin: 'https://booth.example' }, true],
    [{ origin: 'https://booth.example' }, true],
    [{ site: 'same-site', origin: 'https://booth.example' }, false],
    [{ site: 'cross-site' }, false],
    [{ site: 'none' }, false],
    [{ origin: 'https://evil.example' }, false],
    [{ origin: 'http://booth.example' }, false],
    [{ origin: 'null' }, false],
    [{}, false],
  ])('%j: %j', (headers, allowed) => {
    expect(isOwnPage(headers, own)).toBe(allowed)
  })
})
