/** Replicate as a stage of the engine contract: its stand-in on loopback, and the real engine that talks to it. */
import { findModel, type ModelId } from '../../../config/models.js'
import { fetchOutput } from '../../../workers/engines/output.js'
import { createReplicateEngine } from '../../../workers/engines/replicate/engine.js'
import type { EngineStage } from '../../contract/engine-stage.js'
import { freePort } from '../../support/free-port.js'
import { openReplicateServer, type ReplicateServer } from './server.js'
import type { Prediction } from './world.js'

export interface ReplicateStage extends EngineStage {
  readonly server: ReplicateServer
}

/** Opens it. `model` is that of most tests. */
export async function openReplicateStage(model: ModelId = 'kontext-pro'): Promise<ReplicateStage> {
  const server = await openReplicateServer()
  const { world, predictions, post } = server
  const versions = new Map(
    [...world.models.values()].map(one => [one.name, one.official ? null : one.version]),
  )
  const options = {
    token: server.token,
    apiUrl: server.apiUrl,
    fileOrigins: [server.outputOrigin],
    version: (id: ModelId) => versions.get(findModel(id)?.name ?? '') ?? null,
    fetchOutput,
  }
  const engine = createReplicateEngine(options)
  const nobody = `http://127.0.0.1:${await freePort()}/v1`
  const known = (engineId: string): Prediction => {
    const prediction = world.predictions.get(engineId)
    if (!prediction) throw new Error('There is no such prediction.')
    return prediction
  }
  return {
    server,
    engine,
    readSchema: engine.readSchema,
    unreachable: createReplicateEngine({ ...options, apiUrl: nobody }),
    model,
    style: 'magazine',
    lists: true,
    plan(ending, { hold = false } = {}) {
      world.plan = () => ({ ending, hold, latencyMs: 0 })
    },
    finish: engineId => predictions.finish(known(engineId)),
    trouble: (...next) => void world.trouble.push(...next),
    failCalls(count, status) {
      world.failing = { count, status }
    },
    started: () => [...world.predictions.keys()],
    startRequests: () => world.startRequests,
    calls: () => [...world.calls.values()].reduce((sum, count) => sum + count, 0),
    cancelled: engineId => world.cancelled.has(engineId),
    files: () => [...world.files.values()],
    input: engineId => known(engineId).input,
    cancelAfter: engineId => known(engineId).cancelAfter,
    lose: engineId => void world.predictions.delete(engineId),
    webhooks: () => post.sent,
    webhookOf: engineId => post.first(({ body }) => JSON.parse(body).id === engineId),
    violations: () => world.violations,
    secrets: () => [server.token, server.webhookSecret],
    close: () => server.close(),
  }
}
