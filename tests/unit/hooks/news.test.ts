import { describe, expect, it } from 'vitest'
import { readNews } from '../../../bots/hooks/news.js'

const read = (engine: 'replicate' | 'fal', value: unknown) =>
  readNews(engine, Buffer.from(JSON.stringify(value)))

describe('what Replicate says', () => {
  it.each(['succeeded', 'failed', 'canceled', 'aborted'])('%s is an end', status => {
    const answer = { id: 'p1', status, output: ['https://x'], error: null }
    expect(read('replicate', answer)).toEqual({ engineId: 'p1', answer })
  })

  it.each(['starting', 'processing', 'thinking', ''])('"%s" is none', status => {
    expect(read('replicate', { id: 'p1', status })).toBe('early')
  })

  it('keeps nothing of what we sent', () => {
    const news = read('replicate', {
      id: 'p1',
      status: 'failed',
      input: { prompt: 'secret' },
      logs: 'secret',
      error: 'E',
    })
    expect(news).toEqual({ engineId: 'p1', answer: { id: 'p1', status: 'failed', error: 'E' } })
  })
})

describe('what fal says', () => {
  it.each(['OK', 'ERROR'])('%s is an end', status => {
    const answer = { request_id: 'r1', gateway_request_id: 'g1', status, payload: { images: [] } }
    expect(read('fal', answer)).toEqual({ engineId: 'r1', answer })
  })

  it('keeps nothing of what we sent', () => {
    const fault = { loc: ['body', 'image_url'], msg: 'M', type: 'image_load_error' }
    const failed = {
      request_id: 'r1',
      status: 'ERROR',
      error: 'Invalid status code: 422',
      payload: { detail: [{ ...fault, input: 'data:image/jpeg;base64,secret', ctx: { given: 'secret' } }] },
    }
    expect(read('fal', failed)).toEqual({
      engineId: 'r1',
      answer: { ...failed, payload: { detail: [fault] } },
    })
    const done = { request_id: 'r1', status: 'OK', payload: { images: [{ url: 'u' }], prompt: 'secret' } }
    expect(read('fal', done)).toEqual({
      engineId: 'r1',
      answer: { ...done, payload: { images: [{ url: 'u' }] } },
    })
    for (const payload of [null, 'text', [1]])
      expect(read('fal', { ...done, payload })).toMatchObject({ answer: { payload } })
    for (const detail of ['a sentence', 7])
      expect(read('fal', { ...done, payload: { detail } })).toMatchObject({ engineId: 'r1' })
  })
})

it.each([
  ['replicate', { status: 'succeeded' }],
  ['replicate', { id: '', status: 'succeeded' }],
  ['replicate', { id: 7, status: 'succeeded' }],
  ['replicate', { id: 'x'.repeat(201), status: 'succeeded' }],
  ['replicate', { id: 'p1' }],
  ['replicate', { request_id: 'r1', status: 'OK' }],
  ['replicate', []],
  ['replicate', null],
  ['fal', { request_id: 'r1', status: 'DONE' }],
  ['fal', { status: 'OK' }],
  ['fal', { id: 'p1', status: 'succeeded' }],
  ['fal', 'OK'],
] as const)('%s does not say %j', (engine, value) => {
  expect(read(engine, value)).toBeNull()
})

it.each(['', '{', '{"id":"p1","status":"succeeded"', 'id=p1&status=succeeded', '['.repeat(100_000)])(
  'what is no JSON is nothing',
  text => {
    expect(readNews('replicate', Buffer.from(text))).toBeNull()
  },
)

it('leaves out what the database takes in no text, and keeps whole characters', () => {
  const body = Buffer.from(
    '{"id":"p1","status":"failed","error":["a\\u0000b","\\ud800","\\ud83d\\ude00 \\\\u0000"]}',
  )
  expect(readNews('replicate', body)).toEqual({
    engineId: 'p1',
    answer: { id: 'p1', status: 'failed', error: ['ab', '\ufffd', '😀 \\u0000'] },
  })
})
