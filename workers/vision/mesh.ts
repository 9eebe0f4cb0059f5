import type { Tensor } from '@tensorflow/tfjs-core'
import type { Picture } from '../../core/media/picture.js'
import type { Human } from './human.js'
import { type Square, sample, toPicture } from './sample.js'

/** The 468 points of a face, x and y in pixels of the picture, z in the same unit (negative is nearer). */
export interface Mesh {
  points: [x: number, y: number, z: number][]
  /** How sure the model is that it looks at a face, 0-1. */
  score: number
  /** Where the model looked. */
  square: Square
  /** The square around the points. */
  bounds: Square
}

/** Points of the mesh, by MediaPipe's numbering; "right" is the person's right, left in the picture. */
export const RIGHT_EYE_OUTER = 33
export const LEFT_EYE_OUTER = 263

const INPUT = 192
/** The model was trained on crops about 1.5 times as wide as the detector's box. */
const MARGIN = 1.5

/** The detector's box is exact enough for faces of this share of the picture, tilted no more than that (radians). */
const LARGE = 0.16
const UPRIGHT = 0.35

/**
 * Looks once more at where the mesh was found, for small and tilted faces: there the detector's box is coarse. On
 * selfies, which are neither, that would be a tenth of the time for nothing.
 */
export function refine(human: Human, picture: Picture, mesh: Mesh): Mesh {
  const { bounds, score } = mesh
  const share = bounds.side / Math.max(picture.width, picture.height)
  if (share > LARGE && Math.abs(bounds.angle) < UPRIGHT) return mesh
  return { ...fitMesh(human, picture, bounds), score }
}

/** The square around a mesh, turned upright by the line between the outer corners of the eyes. */
function squareAround(points: Mesh['points']): Square {
  const [rightEye, leftEye] = [points[RIGHT_EYE_OUTER]!, points[LEFT_EYE_OUTER]!]
  const angle = Math.atan2(leftEye[1] - rightEye[1], leftEye[0] - rightEye[0])
  const [cos, sin] = [Math.cos(angle), Math.sin(angle)]
  const across = points.map(([x, y]) => x * cos + y * sin)
  const down = points.map(([x, y]) => y * cos - x * sin)
  const [left, right] = [Math.min(...across), Math.max(...across)]
  const [top, bottom] = [Math.min(...down), Math.max(...down)]
  const [u, v] = [(left + right) / 2, (top + bottom) / 2]
  return {
    x: u * cos - v * sin,
    y: u * sin + v * cos,
    side: Math.max(right - left, bottom - top),
    angle,
  }
}

/** Fits the mesh to the face in the square around it. */
export function fitMesh(human: Human, picture: Picture, face: Square): Mesh {
  const square = { ...face, side: face.side * MARGIN }
  const input = sample(picture, square, INPUT)
  const { tf } = human
  const [flat, score] = tf.tidy(() => {
    const tensor = tf.div(tf.tensor4d(input, [1, INPUT, INPUT, 3]), 255)
    const outputs = human.models.models.facemesh.execute(tensor) as Tensor[]
    const ofSize = (size: number) => outputs.find(output => output.size === size)!.dataSync()
    return [ofSize(1404) as Float32Array, ofSize(1)[0]!] as const
  })
  const unit = square.side / INPUT
  const points: Mesh['points'] = []
  for (let i = 0; i < flat.length; i += 3)
    points.push([...toPicture(square, INPUT, flat[i]!, flat[i + 1]!), flat[i + 2]! * unit])
  return { points, score, square, bounds: squareAround(points) }
}
