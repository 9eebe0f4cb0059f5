import { describe, expect, it } from 'vitest'
import { GATE } from '../../../config/gate.js'
import { PHOTO } from '../../../config/limits.js'
import { en } from '../../../config/locales/en/index.js'
import { REFUSAL_REASONS } from '../../../core/notice.js'
import type { FaceMeasurements, Measurements } from '../../../core/selfie/measurements.js'
import { judge } from '../../../core/selfie/verdict.js'

const goodFace: FaceMeasurements = {
  box: { x: 300, y: 200, width: 400, height: 400 },
  certainty: 1,
  outside: { top: 0, bottom: 0, side: 0 },
  light: { mean: 140, bright: 200, burnt: 0, blur: 0.45 },
  yaw: 5,
  pitch: 9,
  roll: 3,
  eyes: [0.24, 0.23],
  cover: { redLost: -3, lightLost: 2, eyeLight: 0.9 },
  age: 31,
}
const good: Measurements = {
  bytes: 400_000,
  format: 'jpeg',
  animated: false,
  readable: true,
  size: { width: 1_000, height: 1_200 },
  faces: 1,
  face: goodFace,
}
const withFace = (face: Partial<FaceMeasurements>): Measurements => ({
  ...good,
  face: { ...goodFace, ...face },
})
const without = (measured: Partial<Measurements>): Measurements => {
  const { faces: _faces, face: _face, ...rest } = good
  return { ...rest, ...measured }
}
const reasons = (measured: Measurements) => judge(measured).reasons.map(reason => reason.id)
const light = (part: object) => ({ light: { ...goodFace.light, ...part } })
const cover = (part: object) => ({ cover: { ...goodFace.cover, ...part } })
const outside = (part: object) => ({ outside: { ...goodFace.outside, ...part } })

describe('the verdict on a photo', () => {
  it('accepts a good selfie without a question', () =>
    expect(judge(good)).toEqual({ accepted: true, reasons: [], confirm: [] }))

  it.each([
    ['not_an_image', without({ format: null, readable: false })],
    ['too_large', without({ bytes: PHOTO.maxBytes + 1, format: null, readable: false })],
    ['too_large', without({ size: { width: 30_000, height: 30_000 } })],
    ['too_small', without({ size: { width: 1_000, height: GATE.minSide - 1 } })],
    ['animated', without({ animated: true })],
    ['animated', without({ animated: true, format: null })],
    ['unreadable', without({ readable: false })],
    ['no_face', without({ faces: 0, scene: goodFace.light })],
    ['several_faces', without({ faces: 3 })],
    ['face_too_small', withFace({ box: { x: 0, y: 0, width: 50, height: 50 } })],
    ['face_cut_off', withFace(outside({ bottom: 0.2 }))],
    ['face_cut_off', withFace(outside({ top: 0.3 }))],
    ['face_cut_off', withFace(outside({ side: 0.4 }))],
    ['too_blurry', withFace(light({ blur: 0.9 }))],
    ['too_dark', withFace(light({ bright: 50 }))],
    ['too_bright', withFace(light({ burnt: 0.7 }))],
    ['too_bright', withFace(light({ mean: 240 }))],
    ['turned_away', withFace({ yaw: -55 })],
    ['turned_away', withFace({ pitch: 60 })],
    ['turned_away', withFace({ roll: 170 })],
    ['eyes_closed', withFace({ eyes: [0.05, 0.06] })],
    ['covered', withFace(cover({ redLost: 15 }))],
    ['covered', withFace(cover({ lightLost: 50 }))],
    ['covered', withFace(cover({ eyeLight: 0.1 }))],
    ['covered', withFace({ certainty: 0.1 })],
  ])('refuses for %s alone', (reason, measured) => {
    expect(judge(measured)).toMatchObject({ accepted: false, confirm: [] })
    expect(reasons(measured)).toEqual([reason])
  })

  it.each([
    ['a cropped forehead', outside({ top: 0.12 })],
    ['a wink', { eyes: [0.05, 0.3] as [number, number] }],
    ['laughing eyes', { eyes: [0.14, 0.13] as [number, number] }],
    ['a three-quarter view', { yaw: 38 }],
    ['lying on a pillow', { roll: -60 }],
    ['a dim room', light({ mean: 55, bright: 84 })],
    ['flash', light({ burnt: 0.2 })],
    ['a soft lens', light({ blur: 0.7 })],
    ['a red nose', cover({ redLost: -24 })],
  ])('lets %s pass', (_, face) => expect(judge(withFace(face)).accepted).toBe(true))

  it('tells everything that is wrong at once, in one order', () => {
    const everything = withFace({
      ...light({ blur: 0.95, bright: 30 }),
      ...outside({ side: 0.5 }),
      ...cover({ redLost: 20 }),
      box: { x: 0, y: 0, width: 30, height: 30 },
      yaw: 60,
      eyes: [0, 0],
    })
    const found = reasons(everything)
    expect(found).toHaveLength(7)
    expect(found).toEqual(REFUSAL_REASONS.filter(reason => found.includes(reason)))
    expect(reasons(without({ faces: 0, scene: { mean: 12, bright: 30, burnt: 0, blur: 0.9 } }))).toEqual([
      'no_face',
      'too_blurry',
      'too_dark',
    ])
  })

  it('says how many faces there are', () =>
    expect(judge(without({ faces: 4 })).reasons).toEqual([{ id: 'several_faces', context: { count: 4 } }]))

  it('asks about a young face and does not refuse it', () =>
    expect(judge(withFace({ age: 11 }))).toEqual({
      accepted: true,
      reasons: [],
      confirm: ['looks_underage'],
    }))

  it('has a sentence for each reason, with words for exactly what the reason brings along', () => {
    const contexts = new Map<string, string[]>()
    for (const measured of [
      without({ bytes: PHOTO.maxBytes + 1 }),
      without({ faces: 2 }),
      without({ size: { width: 10, height: 10 } }),
      withFace({ box: { x: 0, y: 0, width: 9, height: 9 } }),
    ])
      for (const { id, context } of judge(measured).reasons) contexts.set(id, Object.keys(context))
    for (const reason of REFUSAL_REASONS) {
      const sentence: string = en.refusals[reason]
      expect(sentence.length).toBeGreaterThan(30)
      const wanted = [...sentence.matchAll(/\{\{(\w+)\}\}/g)].map(match => match[1])
      expect(contexts.get(reason) ?? []).toEqual(expect.arrayContaining(wanted))
    }
  })
})
