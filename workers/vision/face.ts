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
  const { bounds } = mesh
  return {
    box: {
      x: (square.x - square.side / 2) * scale,
      y: (square.y - square.side / 2) * scale,
      width: square.side * scale,
      height: square.side * scale,
    },
    certainty: mesh.score,
    outside: outsideOf(picture, mesh),
    light: lightOf(sample(picture, { ...bounds, side: bounds.side * SKIN }, SIDE), SIDE),
    ...poseOf(mesh),
    eyes: eyeOpenness(human, picture, mesh),
    cover: coverOf(picture, mesh),
    age: guessAge(human, picture, mesh),
  }
}

function outsideOf({ width, height }: Picture, { points }: Mesh): FaceMeasurements['outside'] {
  const across = points.map(([x]) => x)
  const down = points.map(([, y]) => y)
  const [left, right, top, bottom] = [
    Math.min(...across),
    Math.max(...across),
    Math.min(...down),
    Math.max(...down),
  ]
  const share = (pixels: number) => Math.max(0, pixels) / (bottom - top)
  return {
    top: share(-top),
    bottom: share(bottom - height),
    side: Math.max(share(-left), share(right - width)),
  }
}
