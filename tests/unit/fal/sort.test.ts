import { describe, expect, it } from 'vitest'
import { EngineRefusal } from '../../../core/errors.js'
import { CallFailed, type Failure } from '../../../workers/engines/fal/calls.js'
import { endingOf, sortCall, sortEnding, sortStart } from '../../../workers/engines/fal/sort.js'

const NOW = Date.parse('2026-11-25T12:00:00Z')
const answer = (status: number, body?: unknown, retryAfter: string | null = null) =>
  new CallFailed({ kind: 'answer', status, body, retryAfter })
const other = (kind: Exclude<Failure['kind'], 'answer'>) => new CallFailed({ kind })
const detail = (type: string, msg = '', ...loc: string[]) => ({
  detail: [{ type, msg, loc: ['body', ...loc] }],
})

describe('a failed start', () => {
  it.each([
    [401, 'account'],
    [402, 'account'],
    [403, 'account'],
    [400, 'input'],
    [404, 'input'],
    [413, 'input'],
    [422, 'input'],
    [429, 'rate'],
    [500, 'down'],
    [503, 'down'],
  ])('with %i has certainly begun nothing: %s', (status, why) => {
    const sorted = sortStart(answer(status), NOW)
    expect(sorted).toBeInstanceOf(EngineRefusal)
    expect(sorted).toMatchObject({ why })
  })

  it.each([502, 504, 520, 408, 301, 307])('with %i claims nothing', status => {
    const sorted = sortStart(answer(status), NOW)
    expect(sorted).not.toBeInstanceOf(EngineRefusal)
    expect(sorted.code).toBe('unavailable')
  })

  it('that reached nobody has begun nothing; one that broke, was stopped or took too long may have', () => {
    expect(sortStart(other('unreached'), NOW)).toMatchObject({ code: 'engine_refused', why: 'down' })
    expect(sortStart(other('broken'), NOW)).toMatchObject({ code: 'unavailable' })
    expect(sortStart(other('timeout'), NOW)).toMatchObject({ code: 'timeout' })
    expect(sortStart(other('cancelled'), NOW)).toMatchObject({ code: 'cancelled' })
    expect(sortStart(new TypeError('x'), NOW)).toMatchObject({ code: 'engine_failed' })
  })

  it('knows an empty account by its words, whatever the status', () => {
    const locked = { detail: 'User is locked. Reason: Exhausted balance. Top up your balance.' }
    expect(sortStart(answer(400, locked), NOW)).toMatchObject({ why: 'account' })
    // What a person wrote is quoted by fal, and says nothing about the account.
    const quoted = { detail: [{ type: 'missing', msg: 'x', loc: [], input: 'exhausted balance' }] }
    expect(sortStart(answer(422, quoted), NOW)).toMatchObject({ why: 'input' })
  })

  it.each([
    ['7', 7_000],
    ['0', 1_000],
    ['-5', 1_000],
    ['99999', 300_000],
    ['Wed, 25 Nov 2026 12:00:30 GMT', 30_000],
    ['Wed, 25 Nov 2026 11:00:00 GMT', 1_000],
    ['soon', 5_000],
    ['', 5_000],
    [null, 5_000],
  ])('waits as long as fal wants, within reason: %s', (retryAfter, afterMs) => {
    expect(sortStart(answer(429, undefined, retryAfter), NOW).retry).toEqual({ afterMs })
    expect(sortCall(answer(429, undefined, retryAfter), NOW).retry).toEqual({ afterMs })
  })
})

describe('how work ended', () => {
  const person = (notice: string) => ({ state: 'failed', why: 'person', notice })

  it.each([
    [422, detail('face_detection_error', '', 'image_url'), person('engine_no_face')],
    [422, { detail: 'No face detected in the image' }, person('engine_no_face')],
    [500, { detail: 'Could not find any faces in that picture' }, person('engine_no_face')],
    [
      422,
      detail('value_error', 'Face detector did not detect a face', 'image_url'),
      person('engine_no_face'),
    ],
    [422, detail('content_policy_violation', 'flagged', 'image_url'), person('engine_unsafe')],
    [422, detail('content_policy_violation', 'flagged'), person('engine_unsafe')],
    [422, detail('content_policy_violation', 'flagged', 'prompt'), person('engine_refused_prompt')],
    [400, { detail: 'NSFW content detected' }, person('engine_unsafe')],
    [422, detail('no_media_generated', 'The prompt was blocked: unsafe content'), person('engine_unsafe')],
    [422, detail('no_media_generated', 'No images came'), { state: 'failed', why: 'model' }],
    [422, detail('image_load_error', 'The image cannot be read'), { state: 'failed', why: 'model' }],
    [422, detail('missing', 'Field required', 'prompt'), { state: 'failed', why: 'model' }],
    [400, undefined, { state: 'failed', why: 'model' }],
    [undefined, undefined, { state: 'failed', why: 'model' }],
    [422, detail('downstream_service_error', 'x'), { state: 'failed', why: 'engine' }],
    [504, { detail: 'Request timed out', error_type: 'request_timeout' }, { state: 'failed', why: 'engine' }],
    [undefined, { detail: null, error_type: 'startup_timeout' }, { state: 'failed', why: 'engine' }],
    [500, 'Internal Server Error', { state: 'failed', why: 'engine' }],
    [499, { detail: 'Gone', error_type: 'client_cancelled' }, { state: 'cancelled' }],
  ])('%s %o', (status, body, expected) => {
    expect(sortEnding(status, body)).toEqual(expected)
  })

  it('is not told by trouble that passes', () => {
    for (const status of [401, 403, 404, 408, 429, 500, 502, 503, 504])
      expect(endingOf(answer(status), undefined)).toBeUndefined()
    expect(endingOf(answer(503, { detail: 'Service Unavailable' }), undefined)).toBeUndefined()
    expect(endingOf(other('broken'), { detail: 'x', error_type: 'internal_error' })).toBeUndefined()
  })

  it('is told by the answer of the model, or by the status where the answer says nothing', () => {
    const own = { detail: 'x', error_type: 'runner_server_error' }
    expect(endingOf(answer(422, detail('image_load_error')), undefined)).toEqual({
      state: 'failed',
      why: 'model',
    })
    expect(endingOf(answer(500, own), undefined)).toEqual({ state: 'failed', why: 'engine' })
    expect(endingOf(answer(504), { detail: null, error_type: 'startup_timeout' })).toEqual({
      state: 'failed',
      why: 'engine',
    })
    expect(endingOf(answer(503), { detail: null, error_type: 'client_cancelled' })).toEqual({
      state: 'cancelled',
    })
  })
})
