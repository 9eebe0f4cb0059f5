import type { Tensor } from '@tensorflow/tfjs-core'
import type { Picture } from '../../core/media/picture.js'
import type { Human } from './human.js'
import type { Mesh } from './mesh.js'
import { sample } from './sample.js'

const INPUT = 224

/** The model's guess of an age in years, give or take eight: a reason to ask, never to accuse. */
export function guessAge(human: Human, picture: Picture, { square }: Mesh): number {
  const { tf } = human
  const input = sample(picture, square, INPUT)
  const shares = tf.tidy(() => {
    const outputs = human.models.models.faceres.execute(tf.tensor4d(input, [1, INPUT, INPUT, 3])) as Tensor[]
    return outputs.find(output => output.shape[1] === 100)!.dataSync() as Float32Array
  })
  return shares.reduce((sum, share, years) => sum + share * years, 0)
}
