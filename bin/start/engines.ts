/** The engines that are set up, from their keys. */
import type { Config } from '../../config/env.js'
import type { EngineId } from '../../config/styles.js'
import type { Catalogue } from '../../core/catalogue.js'
import type { Clock, Engine } from '../../core/ports.js'
import { createFalEngine } from '../../workers/engines/fal/engine.js'
import { createFalSchemas } from '../../workers/engines/fal/schema.js'
import type { ReadSchema } from '../../workers/engines/live-schema.js'
import { fetchOutput } from '../../workers/engines/output.js'
import { createReplicateEngine } from '../../workers/engines/replicate/engine.js'

export interface Engines {
  engines: Partial<Record<EngineId, Engine>>
  /** How each of them tells what its models take. */
  readers: Partial<Record<EngineId, ReadSchema>>
  /** Engines that say by themselves how work ended, and where they call. */
  webhooks?: { base: string; engines: EngineId[] }
}

/** Makes them; nothing is asked of anybody yet. */
export function createEngines(
  { engines: { replicate, fal }, http }: Pick<Config, 'engines' | 'http'>,
  { catalogue, clock }: { catalogue: Catalogue; clock: Clock },
): Engines {
  const made: Engines = { engines: {}, readers: {} }
  const hears: EngineId[] = []
  if (replicate) {
    const engine = createReplicateEngine({ ...replicate, version: catalogue.version, fetchOutput })
    made.engines.replicate = engine
    made.readers.replicate = engine.readSchema
    if (replicate.webhookSecret) hears.push('replicate')
  }
  if (fal) {
    made.engines.fal = createFalEngine({ ...fal, clock })
    made.readers.fal = createFalSchemas({ ...fal, clock })
    hears.push('fal')
  }
  return { ...made, ...(http.publicUrl && { webhooks: { base: http.publicUrl, engines: hears } }) }
}

/** How the calls of engines are known to be theirs. */
export function engineHooks({ engines: { replicate, fal } }: Pick<Config, 'engines'>) {
  return {
    ...(replicate?.webhookSecret && { replicate: { secret: replicate.webhookSecret } }),
    ...(fal && { fal: { apiUrl: fal.apiUrl } }),
  }
}
