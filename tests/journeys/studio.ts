import { createLocalEngine } from '../../workers/engines/local/engine.js'
import { createVision } from '../../workers/vision/pool.js'
import { createTestLog } from '../support/booth.js'

/** The real eyes and the real local studio, as a booth on one machine has them. */
export function openStudio() {
  const log = createTestLog()
  const eyes = createVision({ processes: 1, log, warm: true })
  const engine = createLocalEngine({ vision: eyes, threads: 1, log })
  return {
    eyes,
    engine,
    async close() {
      await engine.close()
      await eyes.close()
    },
  }
}
