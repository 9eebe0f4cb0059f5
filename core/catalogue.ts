import { CATALOGUE } from '../config/limits.js'
import { findModel, MODELS, type ModelId } from '../config/models.js'
import {
  type AnyStyle,
  ENGINE_IDS,
  type EngineId,
  STYLES,
  type Style,
  type StyleId,
} from '../config/styles.js'
import type { PrismaClient } from '../prisma/client.js'

/** Which styles can be had now: those with a model whose engine is set up and whose live schema fits. */
export interface Catalogue {
  /** In the order of the catalogue. */
  styles(): readonly AnyStyle[]
  /** The first model that serves a style, apart from `except`; null when there is none. */
  pick(style: Style, except?: ReadonlySet<string>): ModelId | null
  /** The engines elsewhere that draw what can be had now: where photos may go. */
  engines(): readonly EngineId[]
  /** The engine's name of the version that was checked, where it has versions. */
  version(model: ModelId): string | null
  /** Reads again what the workers have found, at once. */
  reload(): Promise<void>
}

/** Reads what the workers wrote down about the models (`saveChecks`), now and then; the studio always serves. */
export function createCatalogue(db: PrismaClient): Catalogue {
  let fits = new Map<string, string | null>()
  /** Styles that a model does not take although it is well, as `model/style`. */
  let unfit = new Set<string>()
  let readAt = Number.NEGATIVE_INFINITY
  let reading: Promise<void> | null = null

  function reload(): Promise<void> {
    readAt = performance.now()
    reading ??= db.model
      .findMany()
      .then(rows => {
        fits = new Map(rows.filter(row => row.fits).map(({ id, version }) => [id, version]))
        unfit = new Set(rows.filter(row => !row.fits).map(({ id }) => id))
      })
      .finally(() => {
        reading = null
      })
    return reading
  }

  function serves(model: ModelId, style: string): boolean {
    // What is known is used, and brought up to date behind: a command waits for no catalogue.
    if (performance.now() - readAt > CATALOGUE.reloadMs) reload().catch(() => {})
    if (findModel(model)?.engine === 'local') return true
    return fits.has(model) && !unfit.has(`${model}/${style}`)
  }

  const pick = ({ id, models }: Style, except: ReadonlySet<string> = new Set()) =>
    models.find(model => !except.has(model) && serves(model, id)) ?? null

  const styles = () => (STYLES as readonly AnyStyle[]).filter(style => pick(style) !== null)

  return {
    styles,
    engines: () => {
      const serving = styles().flatMap(style => style.models.filter(model => serves(model, style.id)))
      const engines = new Set(serving.map(model => MODELS[model].engine as EngineId))
      return ENGINE_IDS.filter(engine => engine !== 'local' && engines.has(engine))
    },
    pick,
    version: model => fits.get(model) ?? null,
    reload,
  }
}

/** What was found about a model, or about one style that a model does not take although it takes others. */
export interface ModelCheck {
  id: ModelId | `${ModelId}/${StyleId}`
  fits: boolean
  reason: string | null
  version: string | null
}

/** Writes down all that was found; what is not named any more is forgotten. */
export async function saveChecks(db: PrismaClient, checks: ModelCheck[], now: number): Promise<void> {
  const checkedAt = new Date(now)
  await db.$transaction([
    db.model.deleteMany({ where: { id: { notIn: checks.map(({ id }) => id) } } }),
    ...checks.map(({ id, ...found }) =>
      db.model.upsert({
        where: { id },
        create: { id, ...found, checkedAt },
        update: { ...found, checkedAt },
      }),
    ),
  ])
}
