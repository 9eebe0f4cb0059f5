/** The booth's own database on the private server. */
import pg from 'pg'
import { Fault } from '../../core/errors.js'
import { diskFull } from './cluster.js'
import type { Connection } from './launch.js'

/** Makes the database if it is not there yet, and shows that it can be opened. Faults: `config`. */
export async function ensureDatabase(connection: Connection): Promise<void> {
  const client = (database: string) => {
    const made = new pg.Client({
      ...connection,
      database,
      connectionTimeoutMillis: 10_000,
      query_timeout: 30_000,
    })
    // Said as an event when the server goes away; the call that waits is told as well.
    made.on('error', () => {})
    return made
  }
  const own = client(connection.database)
  try {
    await own.connect()
    return
  } catch (error) {
    // 3D000: there is no such database yet.
    if ((error as { code?: string }).code !== '3D000')
      throw new Fault(
        'config',
        `The database in the data folder cannot be opened (${(error as Error).message}): was a part of the folder restored from elsewhere?`,
        { cause: error },
      )
  } finally {
    await own.end().catch(() => {})
  }
  const first = client('postgres')
  try {
    await first.connect()
    await first.query(`CREATE DATABASE "${connection.database}"`)
  } catch (error) {
    const { code, message } = error as Error & { code?: string }
    // 53100: disk full.
    const sentence =
      code === '53100'
        ? diskFull(connection.host)
        : `The database cannot be made (${message}): look into postgres.log.`
    throw new Fault('config', sentence, { cause: error })
  } finally {
    await first.end().catch(() => {})
  }
}
