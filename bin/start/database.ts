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
  return withConnection(config, async connection => {
    const db = createPrisma(connection)
    try {
      return await use(db)
    } finally {
      await db.$disconnect()
    }
  })
}

/** As `withDatabase`, for whoever builds more on it than a client. */
export async function withConnection<T>(
  config: Config,
  use: (connection: Connection) => Promise<T>,
): Promise<T> {
  const undo: (() => unknown)[] = []
  try {
    return await use(await connect(config, undo))
  } catch (error) {
    if (!isMissingTable(error)) throw error
    throw new Fault(
      'config',
      'The database is older than this version: start the booth once, then ask again.',
    )
  } finally {
    for (const step of undo.reverse()) await step()
  }
}

/** Prisma: a table is not there (P2021); Postgres, in a statement of our own: a table or a column is not there. */
function isMissingTable(error: unknown): boolean {
  const { code, message } = error as { code?: unknown; message?: string }
  return code === 'P2021' || (code === 'P2010' && /\b42(P01|703)\b/.test(message ?? ''))
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
