import { describe, expect, it } from 'vitest'
import {
  failedWhy,
  outcomeOf,
  Prediction,
  readPrediction,
} from '../../../workers/engines/replicate/prediction.js'

const work = { engineId: 'gm3qorzdhgbfurvjtvhg6dckhu', model: 'kontext-pro' } as const

/** As the API's description has it. */
const said = {
  id: work.engineId,
  model: 'black-forest-labs/flux-kontext-pro',
  version: 'hidden',
  input: { prompt: 'x' },
  logs: '',
  output: 'https://replicate.delivery/xezq/a/out-0.png',
  error: null,
  status: 'succeeded',
  created_at: '2026-09-08T16:19:34.907244Z',
  data_removed: false,
  urls: { web: 'https://replicate.com/p/x', get: 'https://x', cancel: 'https://x' },
}

const outcome = (more: object) => outcomeOf(Prediction.parse({ ...said, ...more }))

describe('a prediction', () => {
  it('succeeds with one output or several', () => {
    expect(outcome({})).toEqual({ state: 'succeeded', outputs: [said.output] })
    expect(outcome({ output: ['a', 'b'] })).toEqual({ state: 'succeeded', outputs: ['a', 'b'] })
  })

  it.each([null, '', [], [''], { image: 'x' }, 7])('that succeeds with %j has failed', output => {
    expect(outcome({ output })).toEqual({ state: 'failed', why: 'engine' })
  })

  it('whose data was removed is lost', () => {
    expect(outcome({ output: null, data_removed: true })).toEqual({ state: 'lost' })
  })

  it.each(['canceled', 'aborted'])('that is %s was cancelled', status => {
    expect(outcome({ status, output: null })).toEqual({ state: 'cancelled' })
  })

  it('tells how far it is by its last bar, and never that it is done', () => {
    expect(outcome({ status: 'starting', output: null })).toEqual({ state: 'running' })
    expect(outcome({ status: 'processing', output: null, logs: 'loading' })).toEqual({ state: 'running' })
    const bars = '100%|████| 4/4\n  0%|          | 0/20 [00:00<?]\r 35%|███▌      | 7/20 [00:03<00:05]\n'
    expect(outcome({ status: 'processing', output: null, logs: bars })).toEqual({
      state: 'running',
      done: 0.35,
    })
    const all = '100%|██████████| 20/20 [00:10<00:00]\n'
    expect(outcome({ status: 'processing', output: null, logs: all })).toEqual({
      state: 'running',
      done: 0.95,
    })
  })

  it('is read though what we do not need of it is written in another way', () => {
    const odd = { ...said, logs: ['x'], created_at: 5, model: null, input: null, data_removed: 'no' }
    expect(readPrediction(odd, work)).toMatchObject({ state: 'succeeded' })
  })

  it.each([
    { ...said, id: 'anotherprediction' },
    { ...said, id: '../account' },
    { ...said, status: 'unknown' },
    { status: 'succeeded' },
    undefined,
    'succeeded',
  ])('that is not this one, or none at all, is a fault: %o', payload => {
    expect(() => readPrediction(payload, work)).toThrow(expect.objectContaining({ code: 'engine_failed' }))
  })
})

describe('why it failed, by its words', () => {
  it.each([
    'Face detector could not find a face in the image. Please upload another face image.',
    'No face detected in the input image',
    'ValueError: No faces were found',
    'Could not detect face',
    'Unable to detect a face',
    'Face not found!',
  ])('no face: %s', error => {
    expect(failedWhy(error)).toEqual({ why: 'person', notice: 'engine_no_face' })
  })

  it.each([
    'NSFW content detected. Try running it again, or try a different prompt.',
    'All generated images contained NSFW content. Try running it again with a different prompt.',
    'The input or output was flagged as sensitive. Please try again with different inputs. (E005)',
    'Output blocked by safety filters',
    'Content moderation: request refused',
  ])('unsafe: %s', error => {
    expect(failedWhy(error)).toEqual({ why: 'person', notice: 'engine_unsafe' })
  })

  it.each(['Your prompt was flagged by our filters', 'The prompt violates the usage policy'])(
    'the words: %s',
    error => {
      expect(failedWhy(error)).toEqual({ why: 'person', notice: 'engine_refused_prompt' })
    },
  )

  it.each([
    'Prediction interrupted; please retry (code: PA)',
    'Service is temporarily unavailable. Please try again later. (E004)',
    'Something went wrong (E1000)',
    'Director: unexpected error handling prediction (E9243)',
    'Failed to start: timed out',
  ])('the engine itself: %s', error => {
    expect(failedWhy(error)).toEqual({ why: 'engine' })
  })

  it.each([
    '',
    'CUDA out of memory (E1001)',
    'Input validation error: safety_tolerance must be less than or equal to 2',
    'list index out of range',
    // Words of harmless errors that look like the others.
    'cannot reshape the surface of the interface',
  ])('the model: %s', error => {
    expect(failedWhy(error)).toEqual({ why: 'model' })
  })
})
