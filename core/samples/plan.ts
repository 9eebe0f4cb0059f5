/** Which samples are to be drawn, by whom, and what that costs at most. Pure. */
import { findModel, type ModelId } from '../../config/models.js'
import { type AnyStyle, findStyle, PHOTOLESS_KINDS } from '../../config/styles.js'
import type { SampleId, SampleRow } from './store.js'

export interface PlannedSample {
  id: SampleId
  style: AnyStyle
  model: ModelId
  /** The most that it costs; nothing when an earlier run has paid. Millionths of a US dollar. */
  micros: number
  /** The engine's name of work that an earlier run has started. */
  work?: string
}

/**
 * Why a style is left out: it has a sample; an earlier run has died and nobody knows whether it had started anything; or
 * there is no face to make it from.
 */
export interface LeftOut {
  id: SampleId
  why: 'there' | 'unknown' | 'faceless'
}

export interface SamplePlan {
  draw: PlannedSample[]
  leave: LeftOut[]
  micros: number
}

export interface PlanRules {
  styles: readonly AnyStyle[]
  /** The model that would draw a style here; null where none serves. */
  pick: (style: AnyStyle) => ModelId | null
  rows: readonly SampleRow[]
  /** Draws anew what is there or unknown, but for the face: it is the same person in all samples. */
  again: boolean
}

/** The plan; the face comes first where something is made from it. */
export function planSamples({ styles, pick, rows, again }: PlanRules): SamplePlan {
  const draw: PlannedSample[] = []
  const leave: LeftOut[] = []
  const add = (id: SampleId, style: AnyStyle, anew: boolean) => {
    const row = rows.find(one => one.id === id)
    const model = pick(style)
    if (row?.work && findModel(row.model)) {
      draw.push({ id, style, model: row.model as ModelId, micros: 0, work: row.work })
      return
    }
    if (row?.begunAt && !anew) leave.push({ id, why: 'unknown' })
    else if (row?.there && !anew) leave.push({ id, why: 'there' })
    else if (model) draw.push({ id, style, model, micros: findModel(model)?.micros ?? 0 })
  }
  for (const style of styles) {
    const model = pick(style)
    if (model && isPaidPicture(model)) add(style.id, style, again)
  }
  const faced = draw.filter(({ style }) => !PHOTOLESS_KINDS.includes(style.kind))
  const drawn = draw.filter(one => !faced.includes(one))
  const words = findStyle('imagine')
  if (faced.length > 0 && words && !rows.some(({ id, there }) => id === 'face' && there)) {
    draw.length = 0
    add('face', words, again)
    const [face] = draw
    if (!face) leave.push(...faced.splice(0).map(({ id }) => ({ id, why: 'faceless' as const })))
  } else draw.length = 0
  draw.push(...faced, ...drawn)
  return { draw, leave, micros: draw.reduce((sum, { micros }) => sum + micros, 0) }
}

/** The studio's samples are shipped, and clips have none. */
function isPaidPicture(id: ModelId): boolean {
  const model = findModel(id)
  return model !== undefined && model.engine !== 'local' && model.makes === 'image'
}
