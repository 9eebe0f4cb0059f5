import { setTimeout as wait } from 'node:timers/promises'
import { describe, expect, it, type TestContext } from 'vitest'
import { removeOrphans } from '../../core/privacy/orphans.js'
import { createPrisma } from '../../prisma/client.js'
import { BACKENDS, openBackend } from '../support/backends.js'
import { eventually, openTestBooth, openTestHome } from '../support/booth.js'
import { type Child, startChild } from '../support/child.js'
import { createEyes } from '../support/eyes.js'
import { openFarPlatform } from '../support/far-platform.js'
import { seated } from '../support/sitter.js'
import { expectOnceEach, tellUntilTaken, wishOf } from '../support/storm.js'

const GENERATIONS = 30

/** Database, vault and platform that outlive the processes, with people in them. */
async function openScene(
  { onTestFinished }: TestContext,
  backend: (typeof BACKENDS)[number],
  engineMs: [number, number],
  alone = true,
) {
  const queue = await openBackend(backend)
  if (!queue) throw new Error('No Redis can be had.')
  const home = await openTestHome()
  const platform = await openFarPlatform()
  const db = createPrisma(home.connection)
  const idle = await openTestBooth({ home, engines: {}, vision: createEyes(), idle: true })
  onTestFinished(async () => {
    for (const child of children) await child.kill()
    await idle.close()
    await db.$disconnect()
    await platform.close()
    await home.drop()
    await queue.drop()
  })
  const children: Child[] = []
  const start = async () => {
    const child = await startChild({
      ...home,
      masterKey: home.masterKey.toString('hex'),
      platform: platform.url,
      ...(queue.backend !== 'postgres' && { redis: queue.backend.redis }),
      alone,
      engineMs,
    })
    children.push(child)
    return child
  }
  return { db, platform, idle, start }
}

// Side by side, since they wait most of the time.
describe.concurrent.each(BACKENDS)('kill -9 with the queue on %s', backend => {
  it('ten times over thirty portraits: each is made, charged and delivered once', async context => {
    const { db, platform, idle, start } = await openScene(context, backend, [50, 200])
    const chats = Array.from({ length: 10 }, (_, n) => `chat${n}`)
    const people = new Map<string, string>()
    for (const chat of chats) people.set(chat, (await seated(idle, chat)).selfieId)

    let child: Child = await start()
    const telling = Array.from({ length: GENERATIONS }, async (_, n) => {
      const chat = chats[n % chats.length]!
      await wait(n * 300)
      // A booth that is killed as soon as it is there takes nothing; on a busy machine its start takes a while.
      await tellUntilTaken(event => child.tell(event), wishOf(chat, people.get(chat)!, `e${n}`), 150_000)
    })
    for (let kills = 0; kills < 10; kills++) {
      await wait(Math.random() * 900)
      expect(child.crashed()).toBe(false)
      await child.kill()
      child = await start()
    }
    await Promise.all(telling)
    await expectOnceEach(db, platform, new Map(chats.map(chat => [chat, GENERATIONS / chats.length])), 60_000)
    // What broken-off tries left in the vault belongs to nobody and goes within the hour.
    await removeOrphans({ db, vault: idle.vault, now: Date.now() + 2 * 3_600_000 })
    const keys: string[] = []
    for await (const { key } of idle.vault.list()) keys.push(key)
    expect(keys).toHaveLength(GENERATIONS + chats.length)
  }, 240_000)

  it('a process that dies beside another: its work is taken over as soon as its lease has run out', async context => {
    const { db, platform, idle, start } = await openScene(context, backend, [4_000, 4_000], false)
    const { selfieId } = await seated(idle, 'ann')
    const first = await start()
    const second = await start()
    for (const n of [1, 2, 3, 4]) expect(await first.tell(wishOf('ann', selfieId, `e${n}`))).toBe(true)
    await eventually(
      () => db.generation.count({ where: { state: 'running' } }),
      running => running >= 3,
    )
    await first.kill()
    await expectOnceEach(db, platform, new Map([['ann', 4]]), 50_000)
    expect(second.crashed()).toBe(false)
  }, 90_000)
})
