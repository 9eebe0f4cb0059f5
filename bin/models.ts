/** `pixbooth models`: which models serve, and what they cost; bin/help/models.txt says what it prints. */
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { type Config, loadConfig } from '../config/env.js'
import { createCatalogue } from '../core/catalogue.js'
import { Fault } from '../core/errors.js'
import { spentToday } from '../core/generation/spending.js'
import { createPrisma, type PrismaClient } from '../prisma/client.js'
import { type Connection, launchPostgres } from '../prisma/postgres/launch.js'
import { findOut } from '../workers/engines/check.js'
import { type Facts, isTrouble, renderModels } from './models/table.js'
import { claimFolder } from './start/claim.js'
import { createEngines } from './start/engines.js'
import { parseDatabaseUrl, prepareHouse } from './start/house.js'

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
    const { readers } = createEngines(config, { catalogue: createCatalogue(db), clock })
    const { checks } = await findOut({ db, readers, signal: new AbortController().signal })
    return { checks, checkedAt: clock.now(), spent, caps: config.caps }
  }
  const checks = await db.model.findMany()
  const times = checks.map(({ checkedAt }) => checkedAt.getTime())
  return { checks, checkedAt: times.length > 0 ? Math.min(...times) : null, spent, caps: config.caps }
}

/** Uses the booth's database: the shared one, that of the booth that runs here, or the private one of one that rests. */
async function withDatabase<T>(config: Config, use: (db: PrismaClient) => Promise<T>): Promise<T> {
  const undo: (() => unknown)[] = []
  try {
    const connection = await connect(config, undo)
    const db = createPrisma(connection)
    undo.push(() => db.$disconnect())
    return await use(db)
  } catch (error) {
    // Prisma: a table is not there.
    if ((error as { code?: unknown }).code !== 'P2021') throw error
    throw new Fault(
      'config',
      'The database is older than this version: start the booth once, then ask again.',
    )
  } finally {
    for (const step of undo.reverse()) await step()
  }
}

async function connect(config: Config, undo: (() => unknown)[]): Promise<Connection> {
  if (config.database.kind === 'url') return parseDatabaseUrl(config.database.url)
  const postgres = join(config.dataDir, 'postgres')
  const claim = existsSync(postgres) ? await claimFolder(join(config.dataDir, 'lock')) : undefined
  if (claim && 'heldBy' in claim) {
    const server = await launchPostgres(postgres)
    // Not ours to stop, unless the booth has ended in this very moment.
    if (!server.reused) undo.push(() => server.stop())
    return server.connection
  }
  claim?.release()
  const house = await prepareHouse(config)
  undo.push(() => house.close())
  return house.connection
}
