import { findModel, type ModelId } from '../../config/models.js'
import { type AnyStyle, PHOTOLESS_KINDS, STYLES } from '../../config/styles.js'
import { fullPrompt } from '../../core/generation/prompt.js'
import type { EngineFile } from '../../core/ports.js'
import { buildInput, type ModelInput } from './input.js'
import type { InputSchema, LiveSchema } from './live-schema.js'

type Value = ModelInput[string]

/**
 * Why a model would not take what we send, or null when it would: every input is known, of its type, within its values,
 * and none is missing. What a schema leaves open is left to the engine. Pure.
 */
export function fits(schema: LiveSchema, input: ModelInput): string | null {
  if (isHidden(schema)) return null
  const { properties, required } = schema
  for (const [name, value] of Object.entries(input)) {
    const property = Object.hasOwn(properties, name) ? properties[name] : undefined
    if (!property) return `it has no input "${name}"`
    const wrong = mismatch(property, value)
    if (wrong) return `its input "${name}" ${wrong}`
  }
  const missing = required.find(name => !Object.hasOwn(input, name))
  return missing === undefined ? null : `it needs an input "${missing}"`
}

/** Some official models show no schema at all; that says nothing against them. */
export function isHidden({ properties, required }: LiveSchema): boolean {
  return required.length === 0 && Object.keys(properties).length === 0
}

function mismatch({ type, enum: values, minimum, maximum }: InputSchema, value: Value): string | null {
  if (type && !isOf(type, value)) return `wants ${type}, not ${JSON.stringify(value)}`
  if (values && !values.some(known => known === value))
    return `does not take ${JSON.stringify(value)}, but ${values.map(known => JSON.stringify(known)).join(', ')}`
  if (typeof value !== 'number') return null
  if (minimum !== undefined && value < minimum) return `begins at ${minimum}, not ${value}`
  if (maximum !== undefined && value > maximum) return `ends at ${maximum}, not ${value}`
  return null
}

function isOf(type: NonNullable<InputSchema['type']>, value: Value): boolean {
  if (type === 'array') return Array.isArray(value)
  return type === 'integer' ? Number.isInteger(value) : typeof value === type
}

/** The styles that name a model. */
export function stylesOf(model: ModelId): AnyStyle[] {
  return (STYLES as readonly AnyStyle[]).filter(({ models }) => models.includes(model))
}

/** The largest that a seed gets (core/app.ts), so that a model with a smaller range is found out. */
const LARGEST_SEED = 2 ** 31 - 1

/** What a style would send to a model, in the fullest case: with words where it takes them, and all candidates. Pure. */
export function sampleInput(style: AnyStyle, model: ModelId): ModelInput {
  const photoless = PHOTOLESS_KINDS.includes(style.kind)
  const files: EngineFile[] = photoless ? [] : [{ id: 'sample', url: 'https://sample.invalid/photo.jpg' }]
  const request = {
    id: 'sample',
    generationId: 'sample',
    kind: style.kind,
    style: style.id,
    model,
    seed: LARGEST_SEED,
    prompt: fullPrompt(style, 'a red hat'),
    count: Math.min(style.candidates ?? 1, findModel(model)?.outputs ?? 1),
    pictures: [],
  }
  return buildInput(request, files)
}
