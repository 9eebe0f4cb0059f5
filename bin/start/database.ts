/** The booth's database for a command: the shared one, that of the booth that runs here, or the private one of one that rests. */
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { Config } from '../../config/env.js'
import { Fault } from '../../core/errors.js'
import { createPrisma, type PrismaClient } from '../../prisma/client.js'
import { type Connection, launchPostgres } from '../../prisma/postgres/launch.js'
import { claimFolder } from './claim.js'
import { parseDatabaseUrl, prepareHouse } from './house.js'

/** Uses it, and puts everything back as it was. */
export async function withDatabase<T>(config: Config, use: (db: PrismaClient) => Promise<T>): Promise<T> {
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
