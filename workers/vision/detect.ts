import type { Picture } from '../../core/media/picture.js'
import type { Human } from './human.js'
import { sharpRaw } from './raw.js'
import type { Square } from './sample.js'

/** What the detector alone says about one face. */
export interface Candidate {
  /** The face from brow to chin and cheek to cheek, turned upright by the line between the eyes. Pixels of the picture. */
  square: Square
  /** 0-1. */
  score: number
}

/** The detector's own input: scaled well beforehand it sees better than with Human's plain resize. */
const INPUT = 256
/** Human widens the detector's box by this much by default (its `scale`). */
const HUMAN_SCALE = 1.4
const ALONE = {
  face: { mesh: { enabled: false }, iris: { enabled: false }, description: { enabled: false } },
}

/** Runs the detector alone on the whole picture. The largest face comes first. */
export async function detect(human: Human, picture: Picture): Promise<Candidate[]> {
  const scale = INPUT / Math.max(picture.width, picture.height)
  const tensor = human.tf.tensor3d(await letterbox(picture), [INPUT, INPUT, 3], 'int32')
  try {
    const { face } = await human.detect(tensor, ALONE)
    const left = Math.floor((INPUT - Math.round(picture.width * scale)) / 2)
    const top = Math.floor((INPUT - Math.round(picture.height * scale)) / 2)
    return face
      .map(({ boxScore, boxRaw: [x, y, w, h], mesh: [rightEye, leftEye] }) => ({
        square: {
          x: ((x + w / 2) * INPUT - left) / scale,
          y: ((y + h / 2) * INPUT - top) / scale,
          side: (Math.max(w, h) * INPUT) / HUMAN_SCALE / scale,
          angle: Math.atan2(leftEye![1] - rightEye![1], leftEye![0] - rightEye![0]),
        },
        score: boxScore,
      }))
      .sort((a, b) => b.square.side - a.square.side)
  } finally {
    human.tf.dispose(tensor)
  }
}

async function letterbox(picture: Picture): Promise<Uint8Array> {
  return sharpRaw(picture)
    .resize(INPUT, INPUT, { fit: 'contain', kernel: 'cubic', background: '#000' })
    .raw()
    .toBuffer()
}
