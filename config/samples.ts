/** Sample pictures: those of the local studio come along in `config/samples/`; README.md there says whom they show. */
import { join } from 'node:path'
import { ROOT } from './env.js'
import type { StyleId } from './styles.js'

export interface ShippedSample {
  file: string
  width: number
  height: number
  mime: 'image/jpeg' | 'image/webp'
}

const PORTRAIT = { width: 320, height: 400, mime: 'image/jpeg' } as const

export const SHIPPED_SAMPLES: Partial<Record<StyleId, ShippedSample>> = {
  headshot: { file: 'headshot.jpg', ...PORTRAIT },
  noir: { file: 'noir.jpg', ...PORTRAIT },
  sketch: { file: 'sketch.jpg', ...PORTRAIT },
  oil: { file: 'oil.jpg', ...PORTRAIT },
  cutout: { file: 'cutout.webp', width: 352, height: 400, mime: 'image/webp' },
  sticker: { file: 'sticker.webp', width: 353, height: 400, mime: 'image/webp' },
}

/** Where they lie. */
export const SAMPLES_FOLDER = join(ROOT, 'config/samples')

/** How large samples are: as cards need them, and small enough to lie in the repository or in a table. */
export const SAMPLE = {
  shipped: { side: 400, bytes: 25_000 },
  drawn: { side: 800, bytes: 200_000 },
  /** The invented face is drawn from, so it stays as it was made, up to this. */
  face: { side: 1_536, bytes: 1_500_000 },
} as const

/** Words for the samples of styles that draw from words; nobody is in them. */
export const SAMPLE_WISHES: Partial<Record<StyleId, string>> = {
  imagine: 'a lighthouse on a cliff in the evening sun, waves below, oil on canvas',
  character: 'a cheerful hedgehog with round glasses and a red scarf',
}

/** The person of all other samples, whom nobody has ever photographed. */
export const SAMPLE_FACE =
  'an adult woman of about forty who does not exist, shown from head to chest: short curly grey-brown hair, a calm smile, a plain green jumper, looking into the camera, in soft daylight in front of a plain light wall, as a natural photograph'
