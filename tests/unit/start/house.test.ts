import { createServer, type Server } from 'node:net'
import { Redis } from 'ioredis'
import { afterEach, expect, test } from 'vitest'
import { checkRole, parseDatabaseUrl } from '../../../bin/start/house.js'
import { checkRedis, explainRedis } from '../../../bin/start/redis.js'
import { loadConfig } from '../../../config/env.js'
import { privateRedis } from '../../support/redis.js'

let server: Server | undefined

afterEach(() => {
  server?.close()
  server = undefined
})

/** A loopback server that answers every Redis command with `answer`, or never. */
function listen(answer?: (command: string) => string): Promise<string> {
  server = createServer(socket => {
    socket.on('error', () => {})
    socket.on('data', data => {
      if (answer) for (const command of String(data).split('*').slice(1)) socket.write(answer(command))
    })
  })
  return new Promise(resolve =>
    server!.listen(0, '127.0.0.1', () =>
      resolve(`redis://:hidden@127.0.0.1:${(server!.address() as { port: number }).port}`),
    ),
  )
}

test('a Redis that accepts and never answers is told within seconds', async () => {
  const url = await listen()
  const begun = Date.now()
  await expect(checkRedis(url)).rejects.toMatchObject({
    code: 'config',
    message: expect.stringMatching(/^The Redis of REDIS_URL cannot be reached .*unset REDIS_URL/),
  })
  expect(Date.now() - begun).toBeLessThan(8_000)
})

test('a Redis that is too old is told in one sentence', async () => {
  const info = 'redis_version:5.0.7\r\nmaxmemory_policy:noeviction\r\n'
  const url = await listen(command => (/info/i.test(command) ? `$${info.length}\r\n${info}\r\n` : '+OK\r\n'))
  await expect(checkRedis(url)).rejects.toMatchObject({
    message: 'The Redis of REDIS_URL is version 5.0, and the queue needs 6.2 or newer: update it.',
  })
})

test('a Redis that may drop work is used with a warning', async context => {
  const redis = await privateRedis()
  if (redis === null) return context.skip('no Redis on this machine')
  try {
    expect(await checkRedis(redis.url)).toEqual([])
    const client = new Redis(redis.url)
    await client.config('SET', 'maxmemory-policy', 'allkeys-lru')
    client.disconnect()
    expect(await checkRedis(redis.url)).toEqual([expect.stringMatching(/allkeys-lru.*noeviction/)])
  } finally {
    await redis.stop()
  }
})

test.each([
  ['NOAUTH Authentication required.', undefined, /user or the password/],
  ['getaddrinfo', 'ENOTFOUND', /host name is unknown/],
  ['connect', 'ECONNREFUSED', /cannot be reached \(ECONNREFUSED\)/],
])('a Redis that says "%s" is told in one sentence', (message, code, words) => {
  expect(explainRedis(Object.assign(new Error(message), code && { code }))).toMatch(words)
})

test('half a booth needs what it shares with the other half', () => {
  const url = 'postgresql://u:p@h/d'
  const s3 = { S3_BUCKET: 'b', S3_ACCESS_KEY_ID: 'i', S3_SECRET_ACCESS_KEY: 's' }
  expect(() => checkRole(loadConfig({}), 'bots')).toThrow(/set DATABASE_URL/)
  expect(() => checkRole(loadConfig({ DATABASE_URL: url, ...s3 }), 'bots')).toThrow(/set MASTER_KEY/)
  checkRole(loadConfig({ DATABASE_URL: url, ...s3, MASTER_KEY: Buffer.alloc(32).toString('hex') }), 'workers')
  checkRole(loadConfig({ DATABASE_URL: url }), 'workers')
})

test('DATABASE_URL is read as pg reads it', () => {
  expect(parseDatabaseUrl('postgresql://us%40er:pa%2Fss@db.example:6543/booth')).toEqual({
    host: 'db.example',
    port: 6543,
    user: 'us@er',
    password: 'pa/ss',
    database: 'booth',
  })
  expect(parseDatabaseUrl('postgresql://u:p@h/d?sslmode=no-verify').ssl).toBeTruthy()
})
