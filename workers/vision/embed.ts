import type { Tensor } from '@tensorflow/tfjs-core'
import { VISION } from '../../config/limits.js'
import { openFile } from '../../core/media/open.js'
import type { Picture } from '../../core/media/picture.js'
import { detect } from './detect.js'
import { countFaces, meshOf } from './faces.js'
import type { Human } from './human.js'
import type { Mesh } from './mesh.js'
import { sample } from './sample.js'

const INPUT = 224
/** How many numbers the model describes a face with. */
const NUMBERS = 1024

/** The largest face of a picture as numbers, null where there is none. Throws when the bytes are no picture that decodes. */
export async function embed(human: Human, bytes: Uint8Array): Promise<Float32Array | null> {
  const file = await openFile(bytes)
  try {
    const picture = await file.decode(VISION.embedSide)
    const { main } = countFaces(human, picture, await detect(human, picture))
    return main ? describe(human, picture, meshOf(human, picture, main)) : null
  } finally {
    file.close()
  }
}

function describe(human: Human, picture: Picture, { square }: Mesh): Float32Array {
  const { tf } = human
  const input = sample(picture, square, INPUT)
  return tf.tidy(() => {
    const outputs = human.models.models.faceres.execute(tf.tensor4d(input, [1, INPUT, INPUT, 3])) as Tensor[]
    return Float32Array.from(outputs.find(output => output.shape[1] === NUMBERS)!.dataSync())
  })
}
