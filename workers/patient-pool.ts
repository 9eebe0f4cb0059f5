import pg from 'pg'

/** What the server itself answers is an answer; of its own accord it says so only when it goes down or comes up. */
const GOING_OR_COMING = new Set(['57P01', '57P02', '57P03'])

/**
 * A pool for BullMQ. It waits before another try only when an error looks like a refused connection, and spins on every
 * other one: a lost connection, a time-out while the machine is busy, a server that restarts. So each failure to reach
 * the server is made to look like that.
 */
export function createPatientPool(config: pg.PoolConfig): pg.Pool {
  const pool = new pg.Pool(config)
  const query = pool.query.bind(pool) as (...args: unknown[]) => Promise<unknown>
  const connect = pool.connect.bind(pool) as (...args: unknown[]) => Promise<pg.PoolClient>
  const patched = new WeakSet<pg.PoolClient>()
  pool.query = ((...args: unknown[]) => query(...args).catch(rethrow)) as typeof pool.query
  pool.connect = (async (...args: unknown[]) => {
    // With a callback it is the pool's own query that asks, whose failure is caught above.
    if (args.length > 0) return connect(...args)
    const client = await connect().catch(rethrow)
    if (patched.has(client)) return client
    patched.add(client)
    const ask = client.query.bind(client) as (...args: unknown[]) => unknown
    client.query = ((...args: unknown[]) => {
      const asked = ask(...args)
      return asked instanceof Promise ? asked.catch(rethrow) : asked
    }) as typeof client.query
    return client
  }) as typeof pool.connect
  return pool
}

function rethrow(error: Error & { code?: string; severity?: string }): never {
  if (error.severity !== undefined && !GOING_OR_COMING.has(error.code ?? '')) throw error
  throw Object.assign(new Error('The database of the queue cannot be reached.', { cause: error }), {
    code: 'ECONNREFUSED',
  })
}
