import { describe, expect, it } from 'vitest'
import { readNews, readResult } from '../../../workers/engines/fal/result.js'

const ID = '024ca5b1-45d3-4afd-883e-ad3abe2a1c4d'
const news = (more: object) => ({ request_id: ID, gateway_request_id: 'another', ...more })
const file = (url: string) => ({ url, content_type: 'image/png', file_size: null, width: null })

describe('a result of fal', () => {
  it.each([
    [{ images: [file('a'), file('b')], seed: 1, has_nsfw_concepts: [false, false] }, ['a', 'b']],
    [{ images: [file('a')], has_nsfw_concepts: null }, ['a']],
    [{ image: file('a'), mask_image: null }, ['a']],
    [{ video: { url: 'v', content_type: 'video/mp4' } }, ['v']],
    // What the checker has blackened is left out.
    [{ images: [file('black'), file('b')], has_nsfw_concepts: [true, false] }, ['b']],
  ])('%o', (result, outputs) => {
    expect(readResult(result)).toEqual({ state: 'succeeded', outputs })
  })

  it('without a picture that may be shown has failed', () => {
    const unsafe = { state: 'failed', why: 'person', notice: 'engine_unsafe' }
    expect(readResult({ images: [file('black')], has_nsfw_concepts: [true] })).toEqual(unsafe)
    expect(readResult({ images: [], has_nsfw_concepts: [true] })).toEqual(unsafe)
    expect(readResult({ image: file('black'), has_nsfw_concepts: [true] })).toEqual(unsafe)
    for (const nothing of [{}, { images: [] }, { image: null }, { images: [{ url: '' }] }, null, 'x', []])
      expect(readResult(nothing)).toEqual({ state: 'failed', why: 'model' })
  })
})

describe('news of fal', () => {
  it('that work has gone well brings its outputs', () => {
    expect(readNews(news({ status: 'OK', payload: { images: [file('a')] } }), ID)).toEqual({
      state: 'succeeded',
      outputs: ['a'],
    })
  })

  it('without the result has it asked for', () => {
    const left = { status: 'OK', payload: null, payload_error: 'Response payload is not JSON serializable.' }
    expect(readNews(news(left), ID)).toEqual({ state: 'running' })
    expect(readNews(news({ status: 'OK' }), ID)).toEqual({ state: 'running' })
  })

  it('that work has failed is sorted by what the model said, else by what fal says', () => {
    const violation = { detail: [{ type: 'content_policy_violation', msg: 'x', loc: ['body', 'image_url'] }] }
    expect(
      readNews(news({ status: 'ERROR', error: 'Invalid status code: 422', payload: violation }), ID),
    ).toEqual({
      state: 'failed',
      why: 'person',
      notice: 'engine_unsafe',
    })
    const why = (error: string, payload: unknown = null) =>
      readNews(news({ status: 'ERROR', error, payload }), ID)
    expect(why('Invalid status code: 422')).toEqual({ state: 'failed', why: 'model' })
    expect(why('Invalid status code: 500')).toEqual({ state: 'failed', why: 'engine' })
    expect(why('Invalid status code: 503', '<h1>Unavailable</h1>')).toEqual({
      state: 'failed',
      why: 'engine',
    })
    expect(why('NSFW content detected')).toMatchObject({ notice: 'engine_unsafe' })
    expect(why('')).toEqual({ state: 'failed', why: 'model' })
  })

  it('of other work, and what is no news, is refused', () => {
    const good = news({ status: 'OK', payload: { images: [file('a')] } })
    expect(() => readNews(good, 'another')).toThrow('other work')
    for (const rubbish of [null, 7, 'OK', {}, news({ status: 'MAYBE' }), { ...good, request_id: 7 }])
      expect(() => readNews(rubbish, ID)).toThrow('no news')
  })
})
