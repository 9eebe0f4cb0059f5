/**
 * One private Postgres and one private Redis for a whole run of tests or benches, started when first asked for. A
 * vitest worker asks over a loopback address that the global set-up made; elsewhere this process has its own.
 */
import { randomBytes } from 'node:crypto'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { loadTestConfig } from '../../config/env.js'
import type { Connection } from '../../prisma/postgres/launch.js'
import { startTemplate } from './postgres.js'
import { privateRedis } from './redis.js'

export interface Supply {
  /** A database that is migrated and never written: the one to clone. */
  template(): Promise<Connection>
  /** A database number of its own on the shared Redis, null where none can be had. */
  redis(): Promise<{ url: string } | null>
  close(): Promise<void>
}

/** Starts nothing before it is asked. */
export function createSupply(): Supply {
  const closers: (() => Promise<void>)[] = []
  let postgres: ReturnType<typeof startTemplate> | undefined
  let redis: Promise<{ url: string } | null> | undefined
  let databases = 0
  return {
    async template() {
      postgres ??= startTemplate().then(started => {
        closers.push(started.stop)
        return started
      })
      return (await postgres).connection
    },
    async redis() {
      redis ??= sharedRedis(closers)
      const server = await redis
      if (server === null) return null
      const url = new URL(server.url)
      url.pathname = `/${databases++}`
      return { url: url.href }
    },
    async close() {
      await Promise.allSettled([postgres, redis])
      await Promise.all(closers.map(stop => stop()))
    },
  }
}

async function sharedRedis(closers: (() => Promise<void>)[]): Promise<{ url: string } | null> {
  const { redisUrl } = loadTestConfig()
  if (redisUrl) return { url: redisUrl }
  const server = await privateRedis()
  if (server) closers.push(server.stop)
  return server
}

/** Offers a supply to other processes. The address holds a random word, so that only who is told finds it. */
export async function offerSupply(supply: Supply): Promise<{ url: string; close(): Promise<void> }> {
  const word = randomBytes(16).toString('hex')
  const server = createServer(async (request, response) => {
    const ask = { [`/${word}/template`]: supply.template, [`/${word}/redis`]: supply.redis }[
      request.url ?? ''
    ]
    if (!ask) return response.writeHead(404).end()
    try {
      response.end(JSON.stringify(await ask()))
    } catch (error) {
      response.writeHead(500).end(error instanceof Error ? error.message : String(error))
    }
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/${word}`,
    close: async () => {
      server.closeAllConnections()
      await new Promise(resolve => server.close(resolve))
    },
  }
}

let own: Supply | undefined

/** The supply of this process: the run's one inside vitest, one of its own elsewhere (end that with `closeSupply`). */
export async function theSupply(): Promise<Pick<Supply, 'template' | 'redis'>> {
  if (!('__vitest_worker__' in globalThis)) {
    own ??= createSupply()
    return own
  }
  const { inject } = await import('vitest')
  const base = inject('supply')
  const ask = async (what: string) => {
    const answer = await fetch(`${base}/${what}`, { signal: AbortSignal.timeout(90_000) })
    if (!answer.ok) throw new Error(await answer.text())
    return answer.json()
  }
  return {
    template: () => ask('template') as Promise<Connection>,
    redis: () => ask('redis') as Promise<{ url: string } | null>,
  }
}

/** Ends what this process started outside vitest. */
export async function closeSupply(): Promise<void> {
  await own?.close()
  own = undefined
}

declare module 'vitest' {
  export interface ProvidedContext {
    supply: string
  }
}
