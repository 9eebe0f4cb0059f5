/** Looks at the Redis of REDIS_URL before the booth relies on it. */
import { Redis } from 'ioredis'
import { Fault } from '../../core/errors.js'

/** A Redis that does not answer by then is not there. */
const ANSWER_MS = 3_000
/** The least that BullMQ runs on. */
const LEAST: readonly [number, number] = [6, 2]

/** Checks that Redis answers and is new enough; answers warnings in words. Faults: `config`. */
export async function checkRedis(url: string): Promise<string[]> {
  const client = new Redis(url, {
    lazyConnect: true,
    connectTimeout: ANSWER_MS,
    commandTimeout: ANSWER_MS,
    retryStrategy: () => null,
    maxRetriesPerRequest: 0,
  })
  let reason: Error | undefined
  client.on('error', error => {
    reason = error
  })
  try {
    await client.connect()
    const info = await client.info()
    const version = /redis_version:(\d+)\.(\d+)/.exec(info)
    const policy = /maxmemory_policy:(\S+)/.exec(info)?.[1]
    if (version && isOlder([Number(version[1]), Number(version[2])], LEAST))
      throw new Fault(
        'config',
        `The Redis of REDIS_URL is version ${version[1]}.${version[2]}, and the queue needs ${LEAST.join('.')} or newer: update it.`,
      )
    if (policy && policy !== 'noeviction')
      return [
        `The Redis of REDIS_URL may drop queued work when its memory is full (maxmemory-policy ${policy}): set it to noeviction.`,
      ]
    return []
  } catch (error) {
    if (error instanceof Fault) throw error
    throw new Fault('config', explainRedis(reason ?? (error as Error)), { cause: error })
  } finally {
    client.disconnect()
  }
}

function isOlder([major, minor]: readonly [number, number], [least, leastMinor]: readonly [number, number]) {
  return major < least || (major === least && minor < leastMinor)
}

/** Pure: one sentence; it names neither the address nor the password. */
export function explainRedis(error: Error & { code?: string }): string {
  const { code, message } = error
  if (/NOAUTH|WRONGPASS|NOPERM|invalid password/i.test(message))
    return 'The Redis of REDIS_URL refuses the user or the password: correct them in the address.'
  if (code === 'ENOTFOUND' || code === 'EAI_AGAIN')
    return 'The Redis of REDIS_URL cannot be reached, its host name is unknown: correct the name, or unset REDIS_URL to queue in Postgres.'
  return `The Redis of REDIS_URL cannot be reached (${code ?? message}): start it, correct the address, or unset REDIS_URL to queue in Postgres.`
}
