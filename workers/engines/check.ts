/** Holds the catalogue against what the engines say of their models, and switches off what does not fit. */
import { CATALOGUE } from '../../config/limits.js'
import { findModel, MODELS, type ModelId } from '../../config/models.js'
import type { EngineId } from '../../config/styles.js'
import { type ModelCheck, saveChecks } from '../../core/catalogue.js'
import { EngineRefusal, toFault } from '../../core/errors.js'
import type { Clock, Log } from '../../core/ports.js'
import { timeLimit } from '../../core/time-limit.js'
import type { PrismaClient } from '../../prisma/client.js'
import { fits, isHidden, sampleInput, stylesOf } from './fits.js'
import type { LiveSchema, ProveKey, ReadSchema } from './live-schema.js'

export interface CheckDeps {
  db: PrismaClient
  /** How each engine that is set up tells what its models take. */
  readers: Partial<Record<EngineId, ReadSchema>>
  /** How those prove our key that tell it without one. */
  keys?: Partial<Record<EngineId, ProveKey>>
  clock: Clock
  log: Log
  signal: AbortSignal
  /** What was told before, by the id of the check: nobody needs to read the same line every hour. */
  told?: Map<string, string>
}

/** What one schema says, or why there is none; `away` when the engine could not be asked. */
type Read = { schema: LiveSchema } | { away: boolean; reason: string }

/** What was found, which engines could not be asked, and which did not take our key. */
export interface Findings {
  checks: ModelCheck[]
  away: ReadonlySet<EngineId>
  refused: ReadonlySet<EngineId>
}

/**
 * Reads the live schema of every model whose engine is set up, holds against it what each style would send, and writes
 * down what was found. What an engine that cannot be reached was known for stays.
 */
export async function checkModels(deps: CheckDeps): Promise<Findings> {
  const found = await findOut(deps)
  deps.signal.throwIfAborted()
  await saveChecks(deps.db, found.checks, deps.clock.now())
  tell(deps, found)
  return found
}

/** As `checkModels`, and nothing is written. */
export async function findOut({
  db,
  readers,
  keys = {},
  signal,
}: Pick<CheckDeps, 'db' | 'readers' | 'keys' | 'signal'>): Promise<Findings> {
  const [before, refused] = await Promise.all([db.model.findMany(), refusedKeys(keys, signal)])
  const reading = new Map<string, Promise<Read>>()
  const read = (engine: EngineId, name: string): Promise<Read> => {
    const key = `${engine} ${name}`
    const found =
      reading.get(key) ??
      (refused.has(engine)
        ? Promise.resolve({ away: false, reason: KEY_NOT_TAKEN })
        : readOne(readers[engine], name, signal))
    reading.set(key, found)
    return found
  }
  const away = new Set<EngineId>()
  const checks = await Promise.all(
    (Object.keys(MODELS) as ModelId[]).map(async (id): Promise<ModelCheck[]> => {
      const { engine, name } = MODELS[id]
      if (engine === 'local') return [{ id, fits: true, reason: null, version: null }]
      const found = await read(engine, name)
      if ('schema' in found) return judge(id, found.schema)
      const off = { id, fits: false, reason: found.reason, version: null }
      if (found.reason === KEY_NOT_TAKEN) refused.add(engine)
      if (!found.away) return [off]
      away.add(engine)
      const known = before.filter(row => row.id === id || row.id.startsWith(`${id}/`))
      // What was written while the engine was not set up, or away from the beginning, says nothing.
      return known.some(({ reason }) => reason !== NOT_SET_UP && reason !== NOT_ASKED)
        ? known.map(row => ({
            id: row.id as ModelCheck['id'],
            fits: row.fits,
            reason: row.reason,
            version: row.version,
          }))
        : [off]
    }),
  )
  return { checks: checks.flat(), away, refused }
}

/** The engines that say that our key is none. One that cannot say it, whyever, is left to what comes next. */
async function refusedKeys(
  keys: NonNullable<CheckDeps['keys']>,
  signal: AbortSignal,
): Promise<Set<EngineId>> {
  const asked = Object.entries(keys) as [EngineId, ProveKey][]
  const taken = await Promise.all(
    asked.map(([, prove]) => prove({ signal: timeLimit(CATALOGUE.readMs, signal) }).catch(() => true)),
  )
  return new Set(asked.flatMap(([engine], i) => (taken[i] ? [] : [engine])))
}

async function readOne(reader: ReadSchema | undefined, name: string, signal: AbortSignal): Promise<Read> {
  if (!reader) return { away: false, reason: NOT_SET_UP }
  try {
    const limit = timeLimit(CATALOGUE.readMs, signal)
    return { schema: await reader(name, { signal: limit }) }
  } catch (error) {
    const fault = toFault(error)
    if (fault.facts.status === 401 || (error instanceof EngineRefusal && error.why === 'account'))
      return { away: false, reason: KEY_NOT_TAKEN }
    return fault.code === 'engine_failed'
      ? { away: false, reason: fault.message }
      : { away: true, reason: NOT_ASKED }
  }
}

/** Why a model of an engine without a key does not serve. */
export const NOT_SET_UP = 'not set up'
const KEY_NOT_TAKEN = 'the engine does not take our key'
const NOT_ASKED = 'the engine could not be asked yet'

/** A model is off when it takes what none of its styles sends; one that takes some of them loses the others only. Pure. */
export function judge(id: ModelId, schema: LiveSchema): ModelCheck[] {
  const { version } = schema
  const styles = stylesOf(id).map(style => ({ style, reason: fits(schema, sampleInput(style, id)) }))
  const wrong = styles.filter(({ reason }) => reason !== null)
  if (wrong.length > 0 && wrong.length === styles.length)
    return [{ id, fits: false, reason: wrong[0]?.reason ?? null, version }]
  return [
    { id, fits: true, reason: isHidden(schema) ? 'shows no schema to check' : null, version },
    ...wrong.map(({ style, reason }) => ({ id: `${id}/${style.id}` as const, fits: false, reason, version })),
  ]
}

/** One line for each that is switched off, or for an engine as a whole; the same again only when it changes. */
function tell({ log, told = new Map() }: CheckDeps, { checks, away, refused }: Findings): void {
  const news = new Map<string, string>()
  for (const { id, fits: well, reason } of checks) {
    const [model = '', style] = id.split('/')
    const engine = findModel(model)?.engine
    if (well || !reason || reason === NOT_SET_UP || reason === KEY_NOT_TAKEN) continue
    if (!engine || away.has(engine)) continue
    news.set(id, reason)
    if (told.get(id) !== reason)
      log.warn('an entry of the catalogue does not fit its model and is switched off', {
        engine,
        model,
        ...(style && { style }),
        reason,
      })
  }
  for (const engine of refused) {
    news.set(`key ${engine}`, KEY_NOT_TAKEN)
    if (!told.has(`key ${engine}`))
      log.error('an engine does not take our key: its models are switched off', { engine })
  }
  for (const engine of away) {
    news.set(`engine ${engine}`, 'away')
    if (!told.has(`engine ${engine}`))
      log.warn('an engine could not be asked what its models take; what was known stays', { engine })
  }
  // Off as before while its engine is away: it is no news when that comes back.
  for (const [id, reason] of told)
    if (away.has(findModel(id.split('/')[0] ?? '')?.engine ?? 'local')) news.set(id, reason)
  told.clear()
  for (const [id, reason] of news) told.set(id, reason)
}

/** Checks now, every hour, and soon again after an engine was away or did not take our key, which may pass too. `first` settles with the first check, well or not. */
export function startChecks(
  deps: Omit<CheckDeps, 'signal' | 'told'>,
  pace: { checkMs: number; recheckMs: number } = CATALOGUE,
): {
  first: Promise<void>
  close(): Promise<void>
} {
  const end = new AbortController()
  const told = new Map<string, string>()
  let timer: NodeJS.Timeout | undefined
  let running: Promise<void> = Promise.resolve()

  async function check(): Promise<void> {
    let soon = true
    try {
      const { away, refused } = await checkModels({ ...deps, told, signal: end.signal })
      soon = away.size + refused.size > 0
    } catch (error) {
      if (end.signal.aborted) return
      deps.log.warn('the catalogue could not be checked', { code: toFault(error).code })
    }
    if (end.signal.aborted) return
    timer = setTimeout(
      () => {
        running = check()
      },
      soon ? pace.recheckMs : pace.checkMs,
    )
    timer.unref()
  }

  running = check()
  return {
    first: running,
    async close() {
      end.abort()
      clearTimeout(timer)
      await running
    },
  }
}
