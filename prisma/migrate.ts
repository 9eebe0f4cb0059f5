/** Brings a database up to date at the start, in Prisma's own bookkeeping, so that `prisma migrate deploy` agrees. */
import { createHash, randomUUID } from 'node:crypto'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import pg from 'pg'
import { Fault } from '../core/errors.js'

/** The advisory lock that Prisma's own engine takes. */
const LOCK = 72707369
/** Another booth may be applying a long migration. */
const LOCK_MS = 60_000
/** A database that does not answer by then is not there. */
const CONNECT_MS = 4_000

const BOOKKEEPING = `CREATE TABLE IF NOT EXISTS "_prisma_migrations" (
  "id" VARCHAR(36) PRIMARY KEY NOT NULL, "checksum" VARCHAR(64) NOT NULL, "finished_at" TIMESTAMPTZ,
  "migration_name" VARCHAR(255) NOT NULL, "logs" TEXT, "rolled_back_at" TIMESTAMPTZ,
  "started_at" TIMESTAMPTZ NOT NULL DEFAULT now(), "applied_steps_count" INTEGER NOT NULL DEFAULT 0)`

interface Migration {
  name: string
  sql: string
  /** sha256 of the file, hex, as Prisma writes it. */
  checksum: string
}

interface Row {
  migration_name: string
  checksum: string
  finished_at: Date | null
  rolled_back_at: Date | null
}

/** The plan, pure: what to apply in order, what failed earlier, what was edited after it was applied. */
export function planMigrations(all: Migration[], rows: Row[]) {
  const standing = rows.filter(row => row.rolled_back_at === null)
  const failed = standing.find(row => row.finished_at === null)?.migration_name
  const done = new Map(standing.map(row => [row.migration_name, row.checksum]))
  const pending = all.filter(({ name }) => !done.has(name)).sort((a, b) => (a.name < b.name ? -1 : 1))
  const edited = all
    .filter(({ name, checksum }) => done.has(name) && done.get(name) !== checksum)
    .map(m => m.name)
  return { failed, pending, edited }
}

/**
 * Applies what is missing of `folder` (default: the project's own) and answers the names. Several processes may call
 * it at once: one works, the others wait. Faults: `config` when the server cannot be reached or a migration fails.
 */
export async function migrate(connection: pg.ClientConfig, folder = migrationsFolder()): Promise<string[]> {
  const client = await connect(connection)
  try {
    await lock(client)
    await client.query(BOOKKEEPING)
    const { rows } = await client.query<Row>(
      'SELECT migration_name, checksum, finished_at, rolled_back_at FROM "_prisma_migrations"',
    )
    const plan = planMigrations(readMigrations(folder), rows)
    if (plan.failed)
      throw new Fault(
        'config',
        `The migration ${plan.failed} failed earlier and left the database half-way: mend it, then tell Prisma with "npx prisma migrate resolve".`,
      )
    if (plan.edited[0])
      throw new Fault(
        'config',
        `The migration ${plan.edited[0]} was changed after it was applied: restore its file and put the change into a new migration.`,
      )
    for (const migration of plan.pending) await apply(client, migration)
    return plan.pending.map(({ name }) => name)
  } finally {
    // Ends the session, and with it the lock.
    await client.end().catch(() => {})
  }
}

/** BullMQ's own tables, in their own schema beside ours; for a queue on Postgres. */
export async function migrateQueue(connection: pg.ClientConfig): Promise<void> {
  const { runMigrations } = await import('bullmq')
  const client = await connect(connection)
  try {
    await runMigrations(client as unknown as Parameters<typeof runMigrations>[0])
  } catch (error) {
    throw new Fault('config', `The tables of the queue cannot be made (${(error as Error).message}).`, {
      cause: error,
    })
  } finally {
    await client.end().catch(() => {})
  }
}

async function connect(connection: pg.ClientConfig): Promise<pg.Client> {
  const client = new pg.Client({ ...connection, connectionTimeoutMillis: CONNECT_MS })
  // An error between two queries comes as an event; the query after it fails with its own.
  client.on('error', () => {})
  try {
    await client.connect()
    return client
  } catch (error) {
    await client.end().catch(() => {})
    throw new Fault('config', explainConnect(error), { cause: error })
  }
}

/** Pure: one sentence from a failed connection; it names neither the address nor the password. */
export function explainConnect(error: unknown): string {
  const { code, message } = error as { code?: string; message?: string }
  const say = (what: string) => `The database of DATABASE_URL ${what}.`
  if (code === '28P01' || code === '28000')
    return say('refuses the user or the password: check them, and that the user may log in from here')
  if (code === '3D000') return say('does not exist on that server: create it, or correct its name')
  if (code === '53300') return say('has no connection left: raise max_connections or end other programs')
  if (code === 'ENOTFOUND' || code === 'EAI_AGAIN')
    return say('cannot be reached, its host name is unknown: correct the name')
  if (code === 'ECONNREFUSED' || code === 'ECONNRESET' || code === 'ENOENT' || code === 'EHOSTUNREACH')
    return say(`cannot be reached (${code}): start the server, or correct host and port`)
  if (/timeout/i.test(message ?? ''))
    return say(`does not answer within ${CONNECT_MS / 1000} s: check host, port and firewall`)
  return say(`cannot be opened (${code ?? message ?? 'no reason given'}): check the address`)
}

async function lock(client: pg.Client): Promise<void> {
  for (const until = Date.now() + LOCK_MS; ; await wait(50)) {
    const { rows } = await client.query<{ got: boolean }>(`SELECT pg_try_advisory_lock(${LOCK}) AS got`)
    if (rows[0]?.got) return
    if (Date.now() > until)
      throw new Fault(
        'config',
        'Another program has been migrating the database for a minute: try again later.',
      )
  }
}

/** One message of the simple protocol is one transaction: the file is applied as a whole or not at all. */
async function apply(client: pg.Client, { name, sql, checksum }: Migration): Promise<void> {
  const id = randomUUID()
  await client.query(
    'INSERT INTO "_prisma_migrations" (id, checksum, migration_name, started_at) VALUES ($1, $2, $3, now())',
    [id, checksum, name],
  )
  try {
    await client.query(sql)
  } catch (error) {
    const { message } = error as Error
    await client.query('UPDATE "_prisma_migrations" SET logs = $2 WHERE id = $1', [id, message])
    throw new Fault('config', `The migration ${name} failed (${message}): nothing of it was kept.`, {
      cause: error,
    })
  }
  await client.query(
    'UPDATE "_prisma_migrations" SET finished_at = now(), applied_steps_count = 1 WHERE id = $1',
    [id],
  )
}

function readMigrations(folder: string): Migration[] {
  return readdirSync(folder, { withFileTypes: true })
    .filter(entry => entry.isDirectory())
    .map(({ name }) => {
      const sql = readFileSync(join(folder, name, 'migration.sql'), 'utf8')
      return { name, sql, checksum: createHash('sha256').update(sql).digest('hex') }
    })
}

/** Beside this file; a built copy in dist/prisma finds the sources' folder. */
function migrationsFolder(): string {
  const here = dirname(fileURLToPath(import.meta.url))
  const beside = join(here, 'migrations')
  return existsSync(beside) ? beside : join(here, '../../prisma/migrations')
}
