/** The engines that are set up, from their keys. */
import type { Config } from '../../config/env.js'
import type { EngineId } from '../../config/styles.js'
import type { Catalogue } from '../../core/catalogue.js'
import type { Clock, Engine } from '../../core/ports.js'
import { createFalEngine } from '../../workers/engines/fal/engine.js'
import { createFalKey } from '../../workers/engines/fal/key.js'
import { createFalSchemas } from '../../workers/engines/fal/schema.js'
import type { ProveKey, ReadSchema } from '../../workers/engines/live-schema.js'
import { fetchOutput } from '../../workers/engines/output.js'
import { createReplicateEngine } from '../../workers/engines/replicate/engine.js'

export interface Engines {
  engines: Partial<Record<EngineId, Engine>>
  /** How each of them tells what its models take. */
  readers: Partial<Record<EngineId, ReadSchema>>
  /** How those prove our key that tell it without one. */
  keys: Partial<Record<EngineId, ProveKey>>
  /** Engines that say by themselves how work ended, and where they call. */
  webhooks?: { base: string; engines: EngineId[] }
}

/** Makes them; nothing is asked of anybody yet. */
export function createEngines(
  { engines: { replicate, fal }, http }: Pick<Config, 'engines' | 'http'>,
  { catalogue, clock }: { catalogue: Catalogue; clock: Clock },
): Engines {
  const made: Engines = { engines: {}, readers: {}, keys: {} }
  const hears: EngineId[] = []
  if (replicate) {
    const engine = createReplicateEngine({ ...replicate, version: catalogue.version, fetchOutput })
    made.engines.replicate = engine
    made.readers.replicate = engine.readSchema
    if (replicate.webhookSecret && callsBack(replicate.apiUrl, http.publicUrl)) hears.push('replicate')
  }
  if (fal) {
    made.engines.fal = createFalEngine({ ...fal, clock })
    made.readers.fal = createFalSchemas({ ...fal, clock })
    made.keys.fal = createFalKey(fal)
    if (callsBack(fal.apiUrl, http.publicUrl)) hears.push('fal')
  }
  return {
    ...made,
    ...(http.publicUrl && hears.length > 0 && { webhooks: { base: http.publicUrl, engines: hears } }),
  }
}

/**
 * Whether an engine may be told to call there. Over plain http anybody between could read what was made and for which
 * order, and Replicate refuses a start that names such an address; so work is asked about then, at the pace of asking.
 * Stand-ins on loopback have no https themselves. Pure.
 */
export function callsBack(apiUrl: string | undefined, publicUrl: string | undefined): boolean {
  if (publicUrl === undefined) return false
  return publicUrl.startsWith('https:') || (apiUrl?.startsWith('http:') ?? false)
}

/** How the calls of engines are known to be theirs. */
export function engineHooks({ engines: { replicate, fal } }: Pick<Config, 'engines'>) {
  return {
    ...(replicate?.webhookSecret && { replicate: { secret: replicate.webhookSecret } }),
    ...(fal && { fal: { apiUrl: fal.apiUrl } }),
  }
}
