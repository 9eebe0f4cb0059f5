/** What is done to the whole photo. */
import type { Style } from '../styles.js'

export const TOOLS = [
  {
    id: 'finecut',
    kind: 'cutout',
    collection: 'tools',
    models: ['background-remover', 'fal-birefnet'],
    cost: 1,
    seconds: 6,
  },
  {
    id: 'enhance',
    kind: 'enhance',
    collection: 'tools',
    // The one that takes over is of the same kind and price: better ones (Topaz: up to 32 cents for a whole picture) would
    // be paid for by us, as often as the first one is down.
    models: ['gfpgan', 'fal-esrgan'],
    cost: 1,
    seconds: 14,
  },
  {
    id: 'video',
    kind: 'video',
    collection: 'tools',
    models: ['video-live', 'fal-video-live'],
    cost: 10,
    seconds: 180,
    prompt:
      'The person in the picture comes to life: they look into the camera, breathe, blink and smile a little; hair and clothes move gently; the camera stands still. {wish}',
  },
] as const satisfies readonly Style[]
