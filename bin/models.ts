/** `pixbooth models`: which models serve, and what they cost; bin/help/models.txt says what it prints. */
import { parseArgs } from 'node:util'
import { type Config, loadConfig } from '../config/env.js'
import { createCatalogue } from '../core/catalogue.js'
import { spentToday } from '../core/generation/spending.js'
import type { PrismaClient } from '../prisma/client.js'
import { findOut } from '../workers/engines/check.js'
import { type Facts, isTrouble, renderModels } from './models/table.js'
import { withDatabase } from './start/database.js'
import { createEngines } from './start/engines.js'

export async function main(args: string[]): Promise<number> {
  const { values } = parseArgs({ args, options: { check: { type: 'boolean', default: false } } })
  const config = loadConfig()
  const facts = await withDatabase(config, db => gather(config, db, values.check))
  process.stdout.write(renderModels(facts))
  return isTrouble(facts.checks) ? 1 : 0
}

async function gather(config: Config, db: PrismaClient, check: boolean): Promise<Facts> {
  const clock = { now: Date.now }
  const spent = await spentToday(db, clock.now())
  if (check) {
    const { readers, keys } = createEngines(config, { catalogue: createCatalogue(db), clock })
    const { checks } = await findOut({ db, readers, keys, signal: new AbortController().signal })
    return { checks, checkedAt: clock.now(), spent, caps: config.caps }
  }
  const checks = await db.model.findMany()
  const times = checks.map(({ checkedAt }) => checkedAt.getTime())
  return { checks, checkedAt: times.length > 0 ? Math.min(...times) : null, spent, caps: config.caps }
}
