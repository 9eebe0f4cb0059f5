import type { Picture } from '../../core/media/picture.js'
import type { Human } from './human.js'
import { LEFT_EYE_OUTER, type Mesh, RIGHT_EYE_OUTER } from './mesh.js'
import { type Square, sample } from './sample.js'

const INPUT = 64
/** The model wants the eye with this much around it (Human's own `scale`). */
const MARGIN = 2.3
const RIGHT_EYE_INNER = 133
const LEFT_EYE_INNER = 362
/** The iris model's contour of an eye: nine points along the lower lid from corner to corner, seven along the upper. */
const LOWER = 0
const UPPER = 9
const LIDS = 7
const NUMBERS_AN_EYE = 228

/**
 * How far the eyes are open: the mean gap between the lids by the eye's width, about 0.2-0.4 open and below 0.1 shut.
 * First the person's right eye, then the left one.
 */
export function eyeOpenness(human: Human, picture: Picture, { points, square }: Mesh): [number, number] {
  const eye = (outer: number, inner: number): Square => {
    const [a, b] = [points[outer]!, points[inner]!]
    return {
      x: (a[0] + b[0]) / 2,
      y: (a[1] + b[1]) / 2,
      side: Math.hypot(a[0] - b[0], a[1] - b[1]) * MARGIN,
      angle: square.angle,
    }
  }
  const { tf } = human
  const input = new Float32Array(INPUT * INPUT * 6)
  // The model knows one side only: the other eye is shown to it in the mirror. An opening has no side.
  input.set(sample(picture, eye(RIGHT_EYE_OUTER, RIGHT_EYE_INNER), INPUT))
  input.set(sample(picture, eye(LEFT_EYE_OUTER, LEFT_EYE_INNER), INPUT, true), INPUT * INPUT * 3)
  const found = tf.tidy(() => {
    const tensor = tf.div(tf.tensor4d(input, [2, INPUT, INPUT, 3]), 255)
    const output = human.models.models.iris.execute(tensor)
    return (Array.isArray(output) ? output[0]! : output).dataSync()
  })
  return [openness(found, 0), openness(found, NUMBERS_AN_EYE)]
}

function openness(found: ArrayLike<number>, from: number): number {
  const point = (i: number) => [found[from + i * 3]!, found[from + i * 3 + 1]!] as const
  const gap = (a: readonly [number, number], b: readonly [number, number]) =>
    Math.hypot(a[0] - b[0], a[1] - b[1])
  let sum = 0
  for (let i = 0; i < LIDS; i++) sum += gap(point(LOWER + 1 + i), point(UPPER + i))
  return sum / LIDS / gap(point(LOWER), point(LOWER + LIDS + 1))
}
