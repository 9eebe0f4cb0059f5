/** What runs on this machine. */
import type { Model } from '../models.js'

export const LOCAL_MODELS = {
  studio: {
    engine: 'local',
    name: 'studio',
    title: 'Studio',
    micros: 0,
    seconds: 2,
    deadlineSeconds: 60,
    faces: 1,
    outputs: 1,
    makes: 'image',
    aspects: [],
    input: {},
  },
} as const satisfies Record<string, Model>
