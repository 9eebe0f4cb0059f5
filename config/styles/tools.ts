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
    models: ['gfpgan', 'fal-topaz'],
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
