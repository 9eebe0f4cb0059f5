import { randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { migrate, migrateQueue } from '../../prisma/migrate.js'
import { type Connection, launchPostgres, type Server } from '../../prisma/postgres/launch.js'
import { THROWAWAY } from '../../prisma/postgres/settings.js'
import { guard } from './guard.js'
import { theSupply } from './supply.js'

/** A database of one's own: migrated, empty, on the run's shared server. Takes some 50 ms; drop it when done. */
export async function freshDatabase(): Promise<{ connection: Connection; drop(): Promise<void> }> {
  const template = await (await theSupply()).template()
  const database = `t_${randomBytes(8).toString('hex')}`
  await command(template, `CREATE DATABASE "${database}" TEMPLATE "${template.database}"`)
  return {
    connection: { ...template, database },
    drop: () => command(template, `DROP DATABASE IF EXISTS "${database}" WITH (FORCE)`),
  }
}

/** A server of one's own, migrated, for tests that kill it. It keeps what it commits unless `throwaway` is true. */
export async function privatePostgres(options: { throwaway?: boolean } = {}) {
  const home = mkdtempSync(join(tmpdir(), 'pixbooth-pg-'))
  const settings = options.throwaway ? THROWAWAY : {}
  let server: Server = await launchPostgres(home, { settings })
  // From here on the server and its folder go with this process, whatever happens.
  let dismiss = guard(server.pid, home)
  await migrate(server.connection)
  await migrateQueue(server.connection)
  const again = async () => {
    server = await launchPostgres(home, { settings })
    dismiss = guard(server.pid, home)
  }
  return {
    connection: server.connection,
    pid: () => server.pid,
    /** Ends it (kill -9 when `hard`) and starts it again with the same address. */
    async restart(hard = false) {
      dismiss()
      if (hard) process.kill(server.pid, 'SIGKILL')
      else await server.stop()
      await again()
    },
    async stop() {
      dismiss()
      await server.stop()
      rmSync(home, { recursive: true, force: true })
    },
  }
}

/** The run's shared server and the database that the others are cloned from. */
export async function startTemplate(): Promise<{ connection: Connection; stop(): Promise<void> }> {
  return privatePostgres({ throwaway: true })
}

async function command(connection: Connection, sql: string): Promise<void> {
  const client = new pg.Client({ ...connection, database: 'postgres', connectionTimeoutMillis: 10_000 })
  await client.connect()
  try {
    await client.query(sql)
  } finally {
    await client.end()
  }
}
