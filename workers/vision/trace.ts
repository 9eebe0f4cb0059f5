import { openFile } from '../../core/media/open.js'
import type { Picture } from '../../core/media/picture.js'
import type { Trace } from '../../core/ports.js'
import { detect } from './detect.js'
import { countFaces, meshOf } from './faces.js'
import { type Human, SELFIE_MODEL } from './human.js'
import { sharpRaw } from './raw.js'

/** Larger pictures are looked at in this size: the mask has 256 points a side, the mesh 192. */
const LONGEST = 1600
const MASK = 256

/** Face points and person mask of the main, largest face. Throws when the bytes are no picture that decodes. */
export async function trace(human: Human, bytes: Uint8Array): Promise<Trace> {
  const file = await openFile(bytes)
  try {
    const picture = await file.decode(LONGEST)
    const { width, height } = file.header.size!
    return {
      width,
      height,
      face: await mainFace(human, picture, width / picture.width),
      mask: await personMask(human, picture),
    }
  } finally {
    file.close()
  }
}

async function mainFace(human: Human, picture: Picture, scale: number): Promise<Trace['face']> {
  const { main } = countFaces(human, picture, await detect(human, picture))
  if (!main) return null
  const { points } = meshOf(human, picture, main)
  const { x, y, side } = main.candidate.square
  return {
    box: [(x - side / 2) * scale, (y - side / 2) * scale, side * scale, side * scale],
    mesh: points.map(([px, py, pz]) => [px * scale, py * scale, pz * scale]),
  }
}

/** The model looks at the whole picture squeezed into a square, as it was trained. */
async function personMask(human: Human, picture: Picture): Promise<Trace['mask']> {
  const square = await sharpRaw(picture).resize(MASK, MASK, { fit: 'fill' }).raw().toBuffer()
  const input = human.tf.tensor3d(square, [MASK, MASK, 3], 'int32')
  const alpha = await human.segmentation(input, {
    segmentation: { enabled: true, modelPath: SELFIE_MODEL, mode: 'alpha' },
  })
  try {
    return { width: MASK, height: MASK, data: Uint8Array.from(alpha!.dataSync()) }
  } finally {
    human.tf.dispose([input, ...(alpha ? [alpha] : [])])
  }
}
