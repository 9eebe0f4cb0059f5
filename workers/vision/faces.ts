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
  const real: { candidate: Candidate; mesh: Mesh }[] = []
  for (const candidate of candidates) {
    const main = real[0]?.candidate
    if (main && candidate.square.side < main.square.side * GATE.secondFaceShare) break // the largest come first
    const mesh = fitMesh(human, picture, candidate.square)
    if (mesh.score >= GATE.faceCertainty || candidate.score >= GATE.headScore) real.push({ candidate, mesh })
  }
  const main = pickMain(real)
  if (!main) return { count: 0 }
  const others = real.filter(
    face =>
      face !== main &&
      face.candidate.score >= GATE.secondFaceScore &&
      face.candidate.square.side >= main.candidate.square.side * GATE.secondFaceShare,
  )
  return { count: 1 + others.length, main }
}

/** The largest sure face; one with a low score is the main one only when there is no other. */
function pickMain<T extends { candidate: Candidate }>(faces: T[]): T | undefined {
  return faces.find(face => face.candidate.score >= GATE.secondFaceScore) ?? faces[0]
}
