import type { Picture } from '../../core/media/picture.js'
import type { FaceMeasurements } from '../../core/selfie/measurements.js'
import { guessAge } from './age.js'
import { coverOf } from './cover.js'
import type { Candidate } from './detect.js'
import { eyeOpenness } from './eyes.js'
import type { Human } from './human.js'
import { lightOf } from './light.js'
import type { Mesh } from './mesh.js'
import { poseOf } from './pose.js'
import { sample } from './sample.js'

/** All faces are measured at this size in pixels, so that blur means the same for each. */
const SIDE = 128
/** The part of the mesh's own square that is face and little else. */
const SKIN = 0.85

/** Everything that the verdict wants to know about the one face. `scale` is from the picture to the photo as sent. */
export function measureFace(
  human: Human,
  picture: Picture,
  { square }: Candidate,
  mesh: Mesh,
  scale: number,
): FaceMeasurements {
  const { points, bounds } = mesh
  const outside = points.filter(([x, y]) => x < 0 || y < 0 || x >= picture.width || y >= picture.height)
  return {
    box: {
      x: (square.x - square.side / 2) * scale,
      y: (square.y - square.side / 2) * scale,
      width: square.side * scale,
      height: square.side * scale,
    },
    certainty: mesh.score,
    outside: outside.length / points.length,
    light: lightOf(sample(picture, { ...bounds, side: bounds.side * SKIN }, SIDE), SIDE),
    ...poseOf(mesh),
    eyes: eyeOpenness(human, picture, mesh),
    cover: coverOf(picture, mesh),
    age: guessAge(human, picture, mesh),
  }
}
