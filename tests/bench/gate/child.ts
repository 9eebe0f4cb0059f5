/**
 * One side of the gate bench, in a process of its own like the gate's: the gate itself, or Human's bare `detect` on
 * what the same decoder makes of the same bytes. Answers each photo with the milliseconds that it took.
 */
import { PHOTO } from '../../../config/limits.js'
import { openFile } from '../../../core/media/open.js'
import { GATE_MODELS, type Human, loadHuman } from '../../../workers/vision/human.js'
import { inspect } from '../../../workers/vision/inspect.js'

/** `same`: bare `detect` with the gate's models. `defaults`: bare `detect` as Human comes. */
export type Side = 'gate' | 'same' | 'defaults'

const SETTINGS = {
  gate: GATE_MODELS,
  // One face at most, as Human comes: the cheapest that bare detect can do.
  same: { ...GATE_MODELS, face: { ...GATE_MODELS.face, detector: { maxDetected: 1 } } },
  defaults: {},
}

process.on('disconnect', () => process.exit(0))
const side = process.argv[2] as Side
const human = await loadHuman(SETTINGS[side])

async function detect(loaded: Human, bytes: Uint8Array): Promise<void> {
  const file = await openFile(bytes)
  const { width, height, data } = await file.decode(PHOTO.workSide)
  const tensor = loaded.tf.tensor3d(data, [height, width, 3], 'int32')
  await loaded.detect(tensor)
  loaded.tf.dispose(tensor)
}

process.on('message', async (bytes: Uint8Array) => {
  const start = performance.now()
  if (side === 'gate') await inspect(human, bytes, { keepWhole: false })
  else await detect(human, bytes)
  process.send?.(performance.now() - start)
})
process.send?.('ready')
