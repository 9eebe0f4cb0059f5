import { GATE } from '../../config/gate.js'
import type { Picture } from '../../core/media/picture.js'
import type { Candidate } from './detect.js'
import type { Human } from './human.js'
import { fitMesh, type Mesh } from './mesh.js'

/** The faces of a picture that count, and the main one of them. */
export interface Faces {
  count: number
  main?: { candidate: Candidate; mesh: Mesh }
}

/**
 * Sorts real faces from hands, patterns and passers-by. The detector errs in both directions at low scores, so each
 * candidate large enough to matter is shown to the mesh model too, which takes a third of the detector's time.
 */
export function countFaces(human: Human, picture: Picture, candidates: Candidate[]): Faces {
  let main: Faces['main']
  let count = 0
  for (const candidate of candidates) {
    // The largest come first, so what follows is further away still.
    if (main && candidate.square.side < main.candidate.square.side * GATE.secondFaceShare) break
    const mesh = fitMesh(human, picture, candidate.square)
    if (!isFace(candidate, mesh)) continue
    main ??= { candidate, mesh }
    count++
  }
  return main ? { count, main } : { count }
}

function isFace({ score }: Candidate, mesh: Mesh): boolean {
  const agreed = mesh.score >= GATE.minCertainty && score + mesh.score >= GATE.minFaceScore
  return agreed || score >= GATE.headScore
}
