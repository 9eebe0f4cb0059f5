/** Everything that a booth keeps, as text: rows of every table, keys of Redis, names in the vault, lines of the log. */
import { readdir } from 'node:fs/promises'
import { Redis } from 'ioredis'
import type { PrismaClient } from '../../prisma/client.js'

/** Every row of every table of every schema that is not Postgres's own, as `table row`. */
export async function allRows(db: PrismaClient): Promise<string[]> {
  const tables = await db.$queryRaw<{ name: string }[]>`
    SELECT format('%I.%I', table_schema, table_name) AS name FROM information_schema.tables
    WHERE table_schema NOT IN ('pg_catalog', 'information_schema') AND table_type = 'BASE TABLE' ORDER BY 1`
  const rows: string[] = []
  for (const { name } of tables)
    for (const { row } of await db.$queryRawUnsafe<{ row: string }[]>(`SELECT t::text AS row FROM ${name} t`))
      rows.push(`${name} ${row}`)
  return rows
}

/** Every key of a Redis database with all that lies under it. */
export async function allKeys(url: string): Promise<string[]> {
  const client = new Redis(url, { maxRetriesPerRequest: 1 })
  try {
    const found: string[] = []
    for (const key of await client.keys('*'))
      found.push(`${key} ${JSON.stringify(await contentOf(client, key))}`)
    return found
  } finally {
    client.disconnect()
  }
}

async function contentOf(client: Redis, key: string): Promise<unknown> {
  switch (await client.type(key)) {
    case 'string':
      return client.get(key)
    case 'list':
      return client.lrange(key, 0, -1)
    case 'set':
      return client.smembers(key)
    case 'zset':
      return client.zrange(key, '0', '-1')
    case 'hash':
      return client.hgetall(key)
    case 'stream':
      return client.xrange(key, '-', '+')
    default:
      return null
  }
}

/** The path of everything in a folder. */
export async function allFiles(folder: string): Promise<string[]> {
  const found = await readdir(folder, { recursive: true, withFileTypes: true })
  return found.map(entry => `${entry.parentPath}/${entry.name}`)
}

/** What of `where` holds one of `traces`, each with the trace. */
export function tracesIn(where: readonly string[], traces: readonly string[]): string[] {
  return where.flatMap(text =>
    traces.filter(trace => text.includes(trace)).map(trace => `${trace} in ${text}`),
  )
}
