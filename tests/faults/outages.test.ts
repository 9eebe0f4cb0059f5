import { setTimeout as wait } from 'node:timers/promises'
import { Redis } from 'ioredis'
import { afterEach, describe, expect, it } from 'vitest'
import type { Engine } from '../../core/ports.js'
import type { Connection } from '../../prisma/postgres/launch.js'
import { eventually, openTestBooth, openTestHome, type TestBooth } from '../support/booth.js'
import { instantEngine, patientEngine } from '../support/engines.js'
import { createEyes } from '../support/eyes.js'
import { createFarBot, openFarPlatform } from '../support/far-platform.js'
import { privatePostgres } from '../support/postgres.js'
import { privateRedis } from '../support/redis.js'
import { PLENTY, seated } from '../support/sitter.js'
import { expectOnceEach, tellUntilTaken, wishOf } from '../support/storm.js'

const CHATS = ['ann', 'bob', 'cid', 'dan', 'eve']
/** Longest time from the moment when everything is back to the moment when everything is done. */
const RECOVERED_MS = 25_000

let closers: (() => Promise<unknown>)[] = []
afterEach(async () => {
  for (const close of closers.reverse()) await close()
  closers = []
})

async function ownRedis() {
  const redis = await privateRedis()
  if (!redis) throw new Error('No Redis can be had.')
  closers.push(redis.stop)
  return redis
}

/** A booth whose platform knows a message by its slot, with people in it. */
async function open(local: Engine, where: { redis?: string; connection?: Connection }) {
  const platform = await openFarPlatform()
  const own = await openTestHome()
  const bot = createFarBot(platform.url)
  const house = await openTestBooth({
    home: { ...own, ...(where.connection && { connection: where.connection }) },
    backend: where.redis ? { redis: where.redis } : 'postgres',
    engines: { local },
    vision: createEyes(),
    plan: PLENTY,
    bot,
  })
  closers.push(own.drop, platform.close, house.close)
  const people = new Map<string, string>()
  for (const chat of CHATS) people.set(chat, (await seated(house, chat)).selfieId)
  let events = 0
  /** Tells a wish; false when it has to be told again. Answers how long the person waited for a word, too. */
  const waits: number[] = []
  const tell = (chat: string) => {
    const incoming = wishOf(chat, people.get(chat)!, `e${events++}`)
    return tellUntilTaken(async event => {
      const began = performance.now()
      const send = async (message: Parameters<typeof bot.send>[1]) => {
        waits.push(performance.now() - began)
        return bot.send({ chat }, message, null, { signal: AbortSignal.timeout(5_000) })
      }
      const handled = house.booth.handle(event, send).then(
        () => true,
        () => false,
      )
      return (await handled) && (await isTaken(house, event.eventId))
    }, incoming)
  }
  return { house, platform, tell, waits }
}

async function isTaken({ db }: TestBooth, eventId: string): Promise<boolean> {
  const row = await db.inboxEvent
    .findUnique({ where: { platform_eventId: { platform: 'telegram', eventId } } })
    .catch(() => null)
  return row?.doneAt != null
}

/** Wishes at an even pace; `told` ends when all were taken. */
function storm(tell: (chat: string) => Promise<void>, each: number, everyMs: number) {
  const told = Promise.all(
    Array.from({ length: each * CHATS.length }, async (_, n) => {
      await wait(n * everyMs)
      await tell(CHATS[n % CHATS.length]!)
    }),
  )
  return { told, wishes: new Map(CHATS.map(chat => [chat, each])) }
}

describe('Redis', () => {
  it('flushed with work waiting: all of it is found again', async () => {
    const redis = await ownRedis()
    const engine = await patientEngine()
    const { house, platform, tell } = await open(engine, { redis: redis.url })
    const { told, wishes } = storm(tell, 4, 5)
    await told
    await eventually(
      () => engine.working().length,
      working => working === 2,
    )
    const client = new Redis(redis.url)
    await client.flushall()
    client.disconnect()
    const patience = setInterval(() => engine.release(), 20)
    closers.push(async () => clearInterval(patience))
    await expectOnceEach(house.db, platform, wishes, RECOVERED_MS)
    expect(engine.starts).toHaveLength(20)
  }, 60_000)

  it('killed with all it knew while people go on asking: they are answered, and nothing is lost', async () => {
    const redis = await ownRedis()
    const { house, platform, tell, waits } = await open(await instantEngine(), { redis: redis.url })
    const { told, wishes } = storm(tell, 10, 80)
    await wait(1_000)
    await redis.kill()
    await wait(2_000)
    await redis.restart()
    await told
    await expectOnceEach(house.db, platform, wishes, RECOVERED_MS)
    expect(Math.max(...waits)).toBeLessThan(2_000)
  }, 60_000)

  it('that hangs for seconds: people are answered meanwhile, and it goes on by itself', async () => {
    const redis = await ownRedis()
    const { house, platform, tell, waits } = await open(await instantEngine(), { redis: redis.url })
    const { told, wishes } = storm(tell, 4, 150)
    await wait(500)
    process.kill(redis.pid(), 'SIGSTOP')
    await wait(4_000)
    process.kill(redis.pid(), 'SIGCONT')
    await told
    await expectOnceEach(house.db, platform, wishes, RECOVERED_MS)
    expect(Math.max(...waits)).toBeLessThan(2_000)
  }, 60_000)
})

describe.each(['Postgres', 'Redis'])('Postgres, with the queue on %s,', queue => {
  it.each([
    ['restarted', false],
    ['killed with -9', true],
  ])(
    '%s twice under load: nothing is lost, nothing is doubled',
    async (_how, hard) => {
      const postgres = await privatePostgres()
      closers.push(postgres.stop)
      const redis = queue === 'Redis' ? await ownRedis() : undefined
      const where = { connection: postgres.connection, ...(redis && { redis: redis.url }) }
      const { house, platform, tell } = await open(await instantEngine(), where)
      const { told, wishes } = storm(tell, 10, 80)
      for (let times = 0; times < 2; times++) {
        await wait(1_000)
        await postgres.restart(hard)
      }
      await told
      await expectOnceEach(house.db, platform, wishes, RECOVERED_MS)
    },
    90_000,
  )
})
