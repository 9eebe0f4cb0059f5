import { GATE } from '../../config/gate.js'
import type { Picture } from '../../core/media/picture.js'
import type { Candidate } from './detect.js'
import type { Human } from './human.js'
import { fitMesh, type Mesh, refine } from './mesh.js'

/** A face; `mesh` is there when it took the mesh model to believe in it. */
interface Face {
  candidate: Candidate
  mesh?: Mesh
}

/** How many faces of a picture count, and the main one of them. */
export interface Faces {
  count: number
  main?: Face
}

/**
 * Sorts real faces from hands, patterns and passers-by. The detector errs in both directions at low scores, so what it
 * is not sure of is shown to the mesh model too, if it is large enough to matter.
 */
export function countFaces(human: Human, picture: Picture, candidates: Candidate[]): Faces {
  let main: Face | undefined
  let count = 0
  for (const candidate of candidates) {
    // The largest come first, so what follows is further away still.
    if (main && candidate.square.side < main.candidate.square.side * GATE.secondFaceShare) break
    const face = believe(human, picture, candidate)
    if (!face) continue
    main ??= face
    count++
  }
  return main ? { count, main } : { count }
}

function believe(human: Human, picture: Picture, candidate: Candidate): Face | undefined {
  if (candidate.score >= GATE.headScore) return { candidate }
  const mesh = fitMesh(human, picture, candidate.square)
  const agreed = mesh.score >= GATE.minCertainty && candidate.score + mesh.score >= GATE.minFaceScore
  return agreed ? { candidate, mesh } : undefined
}

/** The mesh of a face that was counted, as close as measuring needs it. */
export function meshOf(human: Human, picture: Picture, { candidate, mesh }: Face): Mesh {
  return refine(human, picture, mesh ?? fitMesh(human, picture, candidate.square))
}
