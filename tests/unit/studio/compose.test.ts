import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { FRAME } from '../../../config/studio.js'
import { compose, intoFrame, intoPhoto, type Sitter } from '../../../workers/engines/local/rooms/compose.js'
import type { Face, Point } from '../../../workers/engines/local/rooms/face.js'

function faceAt(x: number, y: number, height: number, roll = 0): Face {
  const at = (dx: number, dy: number): Point => [
    x + height * (dx * Math.cos(roll) - dy * Math.sin(roll)),
    y + height * (dx * Math.sin(roll) + dy * Math.cos(roll)),
  ]
  return {
    leftEye: at(-0.2, 0),
    rightEye: at(0.2, 0),
    eyes: at(0, 0),
    mouth: at(0, 0.37),
    chin: at(0, 0.62),
    brow: at(0, -0.38),
    height,
    width: height * 0.8,
    roll,
    turn: 0,
    outline: [],
  }
}

function sitter(change: Partial<Sitter> = {}): Sitter {
  return {
    photo: { width: 1000, height: 1200 },
    face: faceAt(500, 450, 260),
    bounds: { left: 150, top: 250, right: 850, bottom: 1200 },
    headTop: 270,
    cut: { left: false, right: false, top: false, bottom: true },
    ...change,
  }
}

/** Face height as a share, eyes and crown in shares of the frame. */
function outcome(of: Sitter) {
  const framing = compose(of)
  const into = intoFrame(framing)
  const [x, y] = into(of.face!.eyes)
  return {
    framing,
    share: (of.face!.height * framing.scale) / FRAME.height,
    eyes: [x / FRAME.width, y / FRAME.height] as const,
    crown: (y - (of.face!.eyes[1] - of.headTop) * framing.scale) / FRAME.height,
  }
}

describe('the frame', () => {
  it('with room on all sides: eyes at the eye line, a pleasing size, air above the hair', () => {
    const { share, eyes, crown } = outcome(sitter())
    expect(share).toBeCloseTo(FRAME.faceShare, 1)
    expect(eyes[0]).toBeCloseTo(0.5, 1)
    expect(eyes[1]).toBeCloseTo(FRAME.eyeLine, 1)
    expect(crown).toBeGreaterThan(0.02)
  })

  it('moves closer when the photo ends below the chin, so that nobody is cut in mid-air', () => {
    const of = sitter({ photo: { width: 1000, height: 760 } })
    const { framing, share } = outcome(of)
    expect(intoPhoto(framing)([512, 1280])[1]).toBeLessThanOrEqual(760 + 8)
    expect(share).toBeGreaterThan(FRAME.faceShare)
  })

  it('stays inside a narrow photo that cuts both shoulders', () => {
    const of = sitter({
      photo: { width: 560, height: 1200 },
      face: faceAt(280, 450, 260),
      cut: { left: true, right: true, top: false, bottom: true },
    })
    const back = intoPhoto(compose(of))
    expect(back([0, 600])[0]).toBeGreaterThan(-12)
    expect(back([1024, 600])[0]).toBeLessThan(572)
  })

  it('ends at the photo’s upper border when the photo itself cut the hair', () => {
    const of = sitter({
      face: faceAt(500, 110, 260),
      headTop: 0,
      cut: { left: false, right: false, top: true, bottom: true },
    })
    expect(Math.abs(intoPhoto(compose(of))([540, 0])[1])).toBeLessThan(25)
  })

  it('puts a small lean upright and eases a large one', () => {
    const into = (roll: number) => {
      const of = sitter({
        face: faceAt(500, 450, 260, roll),
        cut: { left: false, right: false, top: false, bottom: false },
      })
      return roll - compose(of).turned
    }
    expect(into(0.12)).toBeCloseTo(0, 5)
    expect(into(-0.12)).toBeCloseTo(0, 5)
    expect(into(0.4)).toBeCloseTo(0.4 - FRAME.uprightRoll, 5)
    expect(into(0.01)).toBeCloseTo(0.01, 5)
  })

  it('never cuts a head that the photo holds, wherever and however large it is', () => {
    const edge = fc.boolean()
    fc.assert(
      fc.property(
        fc.double({ min: 0.2, max: 0.8, noNaN: true }),
        fc.double({ min: 0.25, max: 0.6, noNaN: true }),
        fc.double({ min: 0.08, max: 0.3, noNaN: true }),
        fc.double({ min: 0.55, max: 0.95, noNaN: true }),
        fc.record({ left: edge, right: edge, top: fc.constant(false), bottom: edge }),
        (x, y, size, hair, cut) => {
          const photo = { width: 1200, height: 1400 }
          const face = faceAt(x * 1200, y * 1400, size * 1400)
          const headTop = Math.max(0, face.eyes[1] - hair * face.height)
          const { crown, eyes } = outcome(sitter({ photo, face, headTop, cut }))
          expect(crown).toBeGreaterThanOrEqual(-1e-6)
          expect(eyes[1]).toBeGreaterThanOrEqual(FRAME.eyeLineRange[0] - 1e-6)
          expect(eyes[1]).toBeLessThanOrEqual(FRAME.eyeLineRange[1] + 0.01)
        },
      ),
      { numRuns: 60, seed: 7 },
    )
  })

  it('maps points there and back', () => {
    const framing = compose(sitter({ face: faceAt(500, 450, 260, 0.15) }))
    const [x, y] = intoFrame(framing)(intoPhoto(framing)([123, 987]))
    expect([x, y]).toEqual([expect.closeTo(123, 6), expect.closeTo(987, 6)])
  })
})
