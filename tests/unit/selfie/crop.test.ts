import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { headAndShoulders } from '../../../core/selfie/crop.js'

describe('the head-and-shoulders crop', () => {
  it('is about three faces wide and high where there is room', () => {
    const face = { x: 1_000, y: 1_000, width: 300, height: 300 }
    const crop = headAndShoulders(face, { width: 3_000, height: 4_000 })
    expect(crop.width / 300).toBeCloseTo(3.2, 1)
    expect(crop.height / 300).toBeCloseTo(3.2, 1)
    expect(crop.y).toBeLessThanOrEqual(700)
  })

  it('stays inside of every picture and holds all of the face that is inside', () => {
    const number = (min: number, max: number) => fc.double({ min, max, noNaN: true })
    fc.assert(
      fc.property(
        fc.record({
          width: fc.integer({ min: 160, max: 6_000 }),
          height: fc.integer({ min: 160, max: 6_000 }),
        }),
        number(0.05, 1.2),
        number(0, 1),
        number(0, 1),
        (size, share, across, down) => {
          const side = Math.min(size.width, size.height) * share
          const face = {
            x: across * size.width - side / 2,
            y: down * size.height - side / 2,
            width: side,
            height: side,
          }
          const crop = headAndShoulders(face, size)
          expect(crop.width).toBeGreaterThan(0)
          expect(crop.height).toBeGreaterThan(0)
          expect(crop.x).toBeGreaterThanOrEqual(0)
          expect(crop.y).toBeGreaterThanOrEqual(0)
          expect(crop.x + crop.width).toBeLessThanOrEqual(size.width)
          expect(crop.y + crop.height).toBeLessThanOrEqual(size.height)
          expect(crop.x).toBeLessThanOrEqual(Math.max(0, face.x))
          expect(crop.y + crop.height).toBeGreaterThanOrEqual(Math.min(size.height, face.y + side))
        },
      ),
    )
  })
})
