/**
 * The models that draw, as data: where each runs, what it wants and costs. The live schema of each is read when the
 * workers start, and an entry that does not fit it is switched off (workers/engines/check.ts).
 */
import { FAL_MODELS } from './models/fal.js'
import { LOCAL_MODELS } from './models/local.js'
import { REPLICATE_MODELS } from './models/replicate.js'
import type { EngineId } from './styles.js'

/** Which of the model's inputs takes what of ours; `fixed` goes in as it stands. */
export interface InputMap {
  prompt?: string
  /** What a prompt has to begin with for this model. */
  opening?: string
  negative?: string
  seed?: string
  aspect?: string
  count?: string
  width?: string
  height?: string
  /** How the model words an aspect ratio, where it does not take the ratio itself: by a name, or by width and height. */
  sizes?: Readonly<Record<string, string | readonly [width: number, height: number]>>
  /** One input for each picture in order, or one that takes a list. */
  pictures?: { each: readonly string[] } | { list: string; most: number }
  fixed?: Readonly<Record<string, string | number | boolean>>
}

export interface Model {
  engine: EngineId
  /** The engine's own name of it. */
  name: string
  /** Its maker's name of it, for people. */
  title: string
  /** The most that one picture of it costs, in millionths of a US dollar; zero means that nothing is ordered anywhere. */
  micros: number
  /** About how long it takes, in seconds. */
  seconds: number
  /** When it is given up, in seconds from its start. */
  deadlineSeconds: number
  /** Pictures of one face that it needs at least: none for text to image. */
  faces: 0 | 1
  /** The most pictures that one start makes. */
  outputs: number
  makes: 'image' | 'video'
  /** Aspect ratios it knows that we use, the default first; empty where it has no such input. */
  aspects: readonly string[]
  input: InputMap
}

export const MODELS = { ...LOCAL_MODELS, ...REPLICATE_MODELS, ...FAL_MODELS } as const

/** What engines are called. */
export const ENGINE_TITLES: Record<EngineId, string> = { local: 'Studio', replicate: 'Replicate', fal: 'fal' }

export type ModelId = keyof typeof MODELS

/** The model of that id, or undefined when the catalogue has none. */
export function findModel(id: string): (Model & { id: ModelId }) | undefined {
  return Object.hasOwn(MODELS, id) ? { ...MODELS[id as ModelId], id: id as ModelId } : undefined
}
