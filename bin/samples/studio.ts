/** The studio's samples, anew from the modelled sitter: through gate and studio like any photo, into `config/samples/`. */
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import sharp from 'sharp'
import { SAMPLE, SAMPLES_FOLDER, SHIPPED_SAMPLES } from '../../config/samples.js'
import { findStyle, type StyleId, WHOLE_KINDS } from '../../config/styles.js'
import { Fault } from '../../core/errors.js'
import { fitPicture } from '../../core/media/fit.js'
import { label } from '../../core/media/label.js'
import { judge } from '../../core/selfie/verdict.js'
import { createLocalEngine } from '../../workers/engines/local/engine.js'
import { createVision } from '../../workers/vision/pool.js'
import { drawSitter } from './sitter/render.js'

/** The photo's height in pixels: twice that of a sample. */
const SITTER_HEIGHT = 800

/** Backdrop and light come by chance: the seed for all, and where another one becomes the sitter better. */
const SEED = 7
const SEEDS: Partial<Record<StyleId, number>> = { headshot: 1 }

export async function shipStudioSamples(tell: (line: string) => void): Promise<number> {
  tell('The sitter is being drawn; that takes some minutes.')
  const photo = await drawSitter(SITTER_HEIGHT)
  const log = { info() {}, warn() {}, error() {} }
  const vision = createVision({ processes: 1, log })
  const studio = createLocalEngine({ vision, threads: 1, log })
  try {
    const { measurements, reference, whole } = await vision.inspect(photo, { keepWhole: true })
    const { accepted, reasons } = judge(measurements)
    if (!accepted || !reference || !whole)
      throw new Fault(
        'studio_failed',
        `The gate refuses the sitter: ${reasons.map(({ id }) => id).join(', ')}.`,
      )
    for (const [id, { file }] of Object.entries(SHIPPED_SAMPLES)) {
      const style = findStyle(id)
      if (!style) throw new Fault('bug', `There is no style ${id}.`)
      const { outputs } = await studio.start(
        {
          id,
          generationId: id,
          kind: style.kind,
          style: style.id,
          model: 'studio',
          seed: SEEDS[style.id] ?? SEED,
          prompt: '',
          count: 1,
          pictures: [WHOLE_KINDS.includes(style.kind) ? whole : reference],
        },
        { signal: AbortSignal.timeout(120_000), onProgress: () => {} },
      )
      const [output] = outputs ?? []
      if (!output) throw new Fault('studio_failed', `The studio has made nothing for ${id}.`)
      const labelled = await label(output, { engine: 'local', kind: style.kind })
      const { bytes } = await fitPicture({ bytes: labelled, mime: output.mime }, SAMPLE.shipped)
      await writeFile(join(SAMPLES_FOLDER, file), bytes)
      const { width, height, format } = await sharp(bytes).metadata()
      tell(`${file}: ${format}, ${width} × ${height}, ${bytes.length} bytes`)
    }
  } finally {
    await studio.close()
    await vision.close()
  }
  return 0
}
