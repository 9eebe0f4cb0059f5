/** The local studio's own: filters on this machine. */
import type { Style } from '../styles.js'

export const STUDIO = [
  { id: 'headshot', kind: 'portrait', collection: 'studio', models: ['studio'], cost: 1, seconds: 2 },
  { id: 'noir', kind: 'portrait', collection: 'studio', models: ['studio'], cost: 1, seconds: 2 },
  { id: 'sketch', kind: 'portrait', collection: 'studio', models: ['studio'], cost: 1, seconds: 2 },
  { id: 'oil', kind: 'portrait', collection: 'studio', models: ['studio'], cost: 1, seconds: 2 },
  { id: 'cutout', kind: 'cutout', collection: 'studio', models: ['studio'], cost: 1, seconds: 1 },
  { id: 'sticker', kind: 'sticker', collection: 'studio', models: ['studio'], cost: 1, seconds: 1 },
] as const satisfies readonly Style[]
