/** Pictures from words alone. */
import type { Style } from '../styles.js'

export const CREATE = [
  {
    id: 'imagine',
    kind: 'imagine',
    collection: 'create',
    models: ['flux-2-words', 'fal-flux-2-words'],
    cost: 5,
    seconds: 18,
    prompt: '{wish}',
    aspect: '1:1',
  },
  {
    id: 'character',
    kind: 'character',
    collection: 'create',
    models: ['flux-2-words', 'fal-flux-2-words'],
    cost: 5,
    seconds: 18,
    prompt:
      'Character illustration for a picture book, one character only, from head to knees, clean lines, soft colours, plain light background, no lettering. The character: {wish}',
  },
] as const satisfies readonly Style[]
