/** `pixbooth sweep`: what has come of age goes, or is shown; bin/help/sweep.txt says how. */
import { parseArgs } from 'node:util'
import { type Config, loadConfig } from '../config/env.js'
import { createPolicy } from '../config/policy.js'
import { Fault } from '../core/errors.js'
import { planRetention, sweepRetention } from '../core/privacy/retention.js'
import { withConnection, withDatabase } from './start/database.js'
import { layFoundation } from './start/foundation.js'
import { createLog } from './start/log.js'
import { renderPlan, renderSwept } from './sweep/table.js'
import { readTime } from './sweep/time.js'

export async function main(args: string[]): Promise<number> {
  const { values } = parseArgs({
    args,
    options: { now: { type: 'string' }, 'dry-run': { type: 'boolean', default: false } },
  })
  const now = values.now === undefined ? Date.now() : readTime(values.now)
  const config = loadConfig()
  if (values['dry-run']) {
    process.stdout.write(await plan(config, now))
    return 0
  }
  if (now > Date.now())
    throw new Fault(
      'config',
      'A time to come is for looking ahead only: add --dry-run. Without it, a slip would delete what may still be kept.',
    )
  process.stdout.write(await sweep(config, now))
  return 0
}

function plan(config: Config, now: number): Promise<string> {
  const policy = createPolicy({ imageDays: config.imageDays })
  return withDatabase(config, async db => renderPlan(await planRetention({ db, policy, now }), now))
}

function sweep(config: Config, now: number): Promise<string> {
  return withConnection(config, async connection => {
    const queue = config.queue.kind === 'redis' ? config.queue : { kind: 'postgres' as const, connection }
    const house = { connection, queue, dataDir: config.dataDir, warnings: [], close: async () => {} }
    const foundation = await layFoundation(config, house, createLog(config.logLevel))
    try {
      const { jobs } = foundation.queues
      return renderSwept(await sweepRetention({ ...foundation, jobs, now }), now)
    } finally {
      await foundation.close()
    }
  })
}
