/** Everything that must stand before bots and workers move in: data folder, database, queue. */
import { join } from 'node:path'
import pg from 'pg'
import type { Config } from '../../config/env.js'
import { Fault } from '../../core/errors.js'
import { PLATFORMS } from '../../core/platform.js'
import { migrate, migrateQueue } from '../../prisma/migrate.js'
import { type Kept, keepPostgres } from '../../prisma/postgres/keep.js'
import { type Connection, launchPostgres } from '../../prisma/postgres/launch.js'
import { openDataFolder } from './data-folder.js'
import { checkRedis } from './redis.js'

export interface House {
  /** The database, migrated; as pg's pools and Prisma's adapter take it. */
  connection: Connection
  /** Where the queue lives: the same database, or Redis. */
  queue: { kind: 'postgres'; connection: Connection } | { kind: 'redis'; url: string }
  dataDir: string
  /** What the operator should know, one sentence each. */
  warnings: string[]
  /** Settles when the private Postgres ended and cannot be started again. */
  failed?: Promise<void>
  /** Stops the private Postgres and lets go of the folder. Call it last. */
  close(): Promise<void>
}

/** A part of a booth, for machines that run many of each: workers, all bots, or one bot; without a role it is whole. */
export const ROLES = ['bots', 'workers', ...PLATFORMS] as const
export type Role = (typeof ROLES)[number]

/** What sets a platform up. */
const TOKENS: Partial<Record<Role, string>> = {
  discord: 'DISCORD_TOKEN',
  telegram: 'TELEGRAM_TOKEN',
  slack: 'SLACK_BOT_TOKEN',
}

/**
 * Prepares everything in order; what was begun is undone when a later step fails. `say` is told what
 * happens to the house later on. Faults: `config`.
 */
export async function prepareHouse(
  config: Config,
  role?: Role,
  say: (line: string) => void = () => {},
): Promise<House> {
  if (role) checkRole(config, role)
  const undo: (() => unknown)[] = []
  const close = async () => {
    for (const step of undo.splice(0).reverse()) await step()
  }
  try {
    const claim = await openDataFolder(config.dataDir, role ? 'shared' : 'sole')
    undo.push(() => claim.release())
    const warnings = config.queue.kind === 'redis' ? await checkRedis(config.queue.url) : []
    const { connection, lost: failed, stop } = await openDatabase(config, say)
    if (stop) undo.push(stop)
    await migrate(connection)
    if (config.queue.kind === 'postgres') await migrateQueue(connection)
    const queue = config.queue.kind === 'redis' ? config.queue : { kind: 'postgres' as const, connection }
    return { connection, queue, dataDir: config.dataDir, warnings, ...(failed && { failed }), close }
  } catch (error) {
    await close()
    throw error
  }
}

/**
 * Parts meet in the database and the vault, so both must be where all of them can reach them; a bot on its own needs its
 * token. Pure.
 */
export function checkRole(config: Config, role: Role): void {
  const token = TOKENS[role]
  if (token && !(role in config.platforms))
    throw new Fault('config', `"--only ${role}" needs ${token}: docs/${role}.md says how to get it.`)
  if (config.database.kind === 'embedded')
    throw new Fault(
      'config',
      `"--only ${role}" needs a database that bots and workers share: set DATABASE_URL, or start a whole booth.`,
    )
  if (config.vault.kind === 's3' && !config.masterKey)
    throw new Fault(
      'config',
      `"--only ${role}" needs the key that all bots and workers share: set MASTER_KEY ("openssl rand -base64 32" makes one).`,
    )
}

async function openDatabase(
  config: Config,
  say: (line: string) => void,
): Promise<{ connection: Connection } & Partial<Kept>> {
  if (config.database.kind === 'url') return { connection: parseDatabaseUrl(config.database.url) }
  const folder = join(config.dataDir, 'postgres')
  return keepPostgres(port => launchPostgres(folder, { port }), say)
}

/** pg's own reading of the address, so that sslmode and the like mean what they always mean. */
export function parseDatabaseUrl(url: string): Connection {
  const { host, port, user, password, database, ssl } = new pg.Client({ connectionString: url })
  if (!user || !database)
    throw new Fault(
      'config',
      'DATABASE_URL names no user or no database: write postgresql://user:password@host:5432/database.',
    )
  return { host, port, user, database, ...(password && { password }), ...(ssl && { ssl }) }
}
