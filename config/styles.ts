/** The catalogue: what a person can pick. Titles and descriptions stand in the locales, keyed by the id. */
import type { ModelId } from './models.js'
import { CINEMA } from './styles/cinema.js'
import { CREATE } from './styles/create.js'
import { FUN } from './styles/fun.js'
import { PAINTED } from './styles/painted.js'
import { PROFESSIONAL } from './styles/professional.js'
import { STUDIO } from './styles/studio.js'
import { TOOLS } from './styles/tools.js'
import { WORLDS } from './styles/worlds.js'

export const ENGINE_IDS = ['local', 'replicate', 'fal'] as const
export type EngineId = (typeof ENGINE_IDS)[number]

export const GENERATION_KINDS = [
  'portrait',
  'imagine',
  'character',
  'cutout',
  'enhance',
  'sticker',
  'video',
] as const
export type GenerationKind = (typeof GENERATION_KINDS)[number]

/** Kinds that work on the whole picture where it is there, and not on the head-and-shoulders crop. */
export const WHOLE_KINDS: readonly GenerationKind[] = ['cutout', 'enhance', 'sticker', 'video']

/** Kinds that need no photo at all. */
export const PHOTOLESS_KINDS: readonly GenerationKind[] = ['imagine', 'character']

/** Shelves of the catalogue, in the order in which they are shown. */
export const COLLECTIONS = [
  'studio',
  'professional',
  'painted',
  'worlds',
  'cinema',
  'fun',
  'create',
  'tools',
] as const
export type CollectionId = (typeof COLLECTIONS)[number]

export interface Style {
  id: string
  kind: GenerationKind
  collection: CollectionId
  /** Who serves it: the first that is set up and well; the others take over when it fails. */
  models: readonly ModelId[]
  /** In credits: the cents that its first model costs, rounded up, and never more than a day's free ones. */
  cost: number
  /** About how long it takes, for the estimate that a person sees. */
  seconds: number
  /** What a model is told. `{wish}` is where the words of the person go; without it they are not taken. */
  prompt?: string
  negative?: string
  /** Of the models' aspect ratios; without it each model's default. */
  aspect?: string
  /** Pictures asked for at once, of which the one that looks most like the person is delivered. */
  candidates?: number
  /** How much a result must look like the person, 0 to 1; without it nothing is compared. */
  likeness?: number
  /** Inputs for one of the models only. */
  inputs?: Partial<Record<ModelId, Readonly<Record<string, string | number | boolean>>>>
}

export const STYLES = [
  ...STUDIO,
  ...PROFESSIONAL,
  ...PAINTED,
  ...WORLDS,
  ...CINEMA,
  ...FUN,
  ...CREATE,
  ...TOOLS,
] as const

export type StyleId = (typeof STYLES)[number]['id']

/** A style as it is looked up: any of the catalogue. */
export type AnyStyle = Style & { id: StyleId }

/** The style of that id, or undefined when the catalogue has none. */
export function findStyle(id: string): AnyStyle | undefined {
  return STYLES.find(style => style.id === id)
}
