/** `pixbooth samples`: sample pictures of the styles; bin/help/samples.txt says which, and what they cost. */
import { parseArgs } from 'node:util'
import { type Config, loadConfig } from '../config/env.js'
import { MODELS, type ModelId } from '../config/models.js'
import type { EngineId } from '../config/styles.js'
import { createCatalogue } from '../core/catalogue.js'
import { Fault, toFault } from '../core/errors.js'
import { type PlannedSample, planSamples } from '../core/samples/plan.js'
import { listSamples } from '../core/samples/store.js'
import type { PrismaClient } from '../prisma/client.js'
import { createSamples } from '../workers/samples.js'
import { shipStudioSamples } from './samples/studio.js'
import { sayPlan } from './samples/words.js'
import { withDatabase } from './start/database.js'
import { createEngines } from './start/engines.js'

/** Answers the exit code: 0, or 1 when a sample could not be drawn. */
export async function main(args: string[]): Promise<number> {
  const { values } = parseArgs({
    args,
    options: {
      yes: { type: 'boolean', default: false },
      again: { type: 'boolean', default: false },
      studio: { type: 'boolean', default: false },
    },
  })
  if (values.studio) return shipStudioSamples(line => process.stdout.write(`${line}\n`))
  const config = loadConfig()
  if (Object.keys(config.engines).length === 0)
    throw new Fault(
      'config',
      'No AI engine is set up here: docs/engines.md says how. The studio’s samples are there.',
    )
  return withDatabase(config, db => drawSamples(config, db, values))
}

async function drawSamples(
  config: Config,
  db: PrismaClient,
  { yes, again }: { yes: boolean; again: boolean },
): Promise<number> {
  const clock = { now: Date.now }
  const catalogue = createCatalogue(db)
  await catalogue.reload()
  const { engines } = createEngines(config, { catalogue, clock })
  if (catalogue.engines().length === 0)
    throw new Fault(
      'config',
      'No AI model is known to serve: start the booth, then look at "bin/pixbooth models".',
    )
  const plan = planSamples({
    styles: catalogue.styles(),
    // A booth elsewhere may have keys that are not here.
    pick: style => catalogue.pick(style, keyless(engines)),
    rows: await listSamples(db),
    again,
  })
  process.stdout.write(sayPlan(plan, yes))
  if (!yes || plan.draw.length === 0) return 0
  const end = new AbortController()
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => end.abort())
  const draw = createSamples({ db, engines, caps: config.caps, clock, signal: end.signal })
  let failed = 0
  for (const planned of plan.draw) if (!end.signal.aborted && !(await drawOne(draw, planned))) failed++
  return failed > 0 || end.signal.aborted ? 1 : 0
}

/** The models whose engine cannot be asked from here. */
function keyless(engines: Partial<Record<EngineId, unknown>>): Set<ModelId> {
  const ids = Object.keys(MODELS) as ModelId[]
  return new Set(ids.filter(id => MODELS[id].engine !== 'local' && !(MODELS[id].engine in engines)))
}

/** One line for each; one that fails keeps none of the others from being drawn. */
async function drawOne(draw: (planned: PlannedSample) => Promise<void>, planned: PlannedSample) {
  try {
    await draw(planned)
    process.stdout.write(`${planned.id}: drawn\n`)
    return true
  } catch (error) {
    process.stdout.write(`${planned.id}: ${toFault(error).message}\n`)
    return false
  }
}
