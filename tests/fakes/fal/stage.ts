/** fal as the contract suite of engines sees it. */
import { createFalEngine } from '../../../workers/engines/fal/engine.js'
import { createFalSchemas } from '../../../workers/engines/fal/schema.js'
import type { EngineStage } from '../../contract/engine-stage.js'
import { freePort } from '../../support/free-port.js'
import { type FakeFal, openFal } from './server.js'
import type { Work } from './world.js'

export async function openFalStage(): Promise<EngineStage & { fal: FakeFal }> {
  const fal = await openFal()
  const { world, delivery, post, origin } = fal
  const clock = { now: () => Date.now() }
  const options = { key: world.key, fileOrigins: [delivery.origin], clock }
  const work = (id: string): Work => {
    const found = world.works.get(id)
    if (!found) throw new Error(`fal has no work ${id}`)
    return found
  }
  return {
    fal,
    engine: createFalEngine({ ...options, apiUrl: origin }),
    readSchema: createFalSchemas({ apiUrl: origin, clock }),
    model: 'fal-kontext',
    style: 'magazine',
    unreachable: createFalEngine({ ...options, apiUrl: `http://127.0.0.1:${await freePort()}` }),
    plan(ending, { hold = false } = {}) {
      world.plan = () => ({ ending, hold, latencyMs: 0 })
    },
    finish: fal.finish,
    trouble: (...next) => void world.trouble.push(...next),
    failCalls(count, status) {
      world.failing = { count, status }
    },
    lists: false,
    started: () => [...world.works.keys()],
    startRequests: () => world.startRequests,
    calls: () => [...world.calls.values()].reduce((sum, count) => sum + count, 0),
    cancelled: id => world.cancelled.has(id),
    files: () => [],
    input: id => work(id).input,
    cancelAfter: id => work(id).startTimeout,
    lose: id => void world.works.delete(id),
    webhooks: () => post.sent,
    webhookOf: id => post.first(({ body }) => JSON.parse(body).request_id === id),
    violations: () => world.violations,
    secrets: () => [world.key],
    close: fal.close,
  }
}
