/** The catalogue: what a person can pick. Titles and descriptions stand in the locales, keyed by the id. */

export const ENGINE_IDS = ['local', 'replicate', 'fal'] as const
export type EngineId = (typeof ENGINE_IDS)[number]

export const GENERATION_KINDS = ['portrait', 'cutout', 'sticker'] as const
export type GenerationKind = (typeof GENERATION_KINDS)[number]

/** Kinds that work on the whole picture where it is there, and not on the head-and-shoulders crop. */
export const WHOLE_KINDS: readonly GenerationKind[] = ['cutout', 'sticker']

export interface Style {
  id: string
  kind: GenerationKind
  engine: EngineId
  /** In credits. */
  cost: number
  /** About how long it takes, for the estimate that a person sees. */
  seconds: number
}

export const STYLES = [
  { id: 'headshot', kind: 'portrait', engine: 'local', cost: 1, seconds: 2 },
  { id: 'noir', kind: 'portrait', engine: 'local', cost: 1, seconds: 2 },
  { id: 'sketch', kind: 'portrait', engine: 'local', cost: 1, seconds: 2 },
  { id: 'oil', kind: 'portrait', engine: 'local', cost: 1, seconds: 2 },
  { id: 'cutout', kind: 'cutout', engine: 'local', cost: 1, seconds: 1 },
  { id: 'sticker', kind: 'sticker', engine: 'local', cost: 1, seconds: 1 },
] as const satisfies readonly Style[]

export type StyleId = (typeof STYLES)[number]['id']

export const PORTRAIT_STYLES = STYLES.filter(style => style.kind === 'portrait')

/** The style of that id, or undefined when the catalogue has none. */
export function findStyle(id: string): (Style & { id: StyleId }) | undefined {
  return STYLES.find(style => style.id === id)
}
