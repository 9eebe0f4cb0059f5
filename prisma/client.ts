import { PrismaPg } from '@prisma/adapter-pg'
import type { PoolConfig } from 'pg'
import { DATABASE } from '../config/limits.js'
import { PrismaClient } from './generated/client.js'

export { Prisma, PrismaClient } from './generated/client.js'

/** The client over a pool of its own. Connects at the first query; `$disconnect()` ends the pool. */
export function createPrisma(connection: PoolConfig): PrismaClient {
  return new PrismaClient({
    adapter: new PrismaPg({
      ...connection,
      max: DATABASE.connections,
      connectionTimeoutMillis: DATABASE.connectMs,
      statement_timeout: DATABASE.statementMs,
      query_timeout: DATABASE.queryMs,
      keepAlive: true,
    }),
    transactionOptions: { maxWait: DATABASE.connectMs, timeout: DATABASE.queryMs },
  })
}
