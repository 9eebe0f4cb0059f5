/** Many generations by a paid engine while the booth is killed again and again: how often was it paid? */
import { setTimeout as wait } from 'node:timers/promises'
import { findStyle } from '../../config/styles.js'
import { createPrisma } from '../../prisma/client.js'
import { openReplicateServer } from '../fakes/replicate/server.js'
import { type BACKENDS, openBackend } from './backends.js'
import { openTestBooth, openTestHome } from './booth.js'
import { type Child, startChild } from './child.js'
import { createEyes } from './eyes.js'
import { openFarPlatform } from './far-platform.js'
import { freePort } from './free-port.js'
import { seated } from './sitter.js'
import { expectOnceEach, tellUntilTaken, wishOf } from './storm.js'

/** A booth that starts nothing for so long is killed as well. */
const PATIENCE_MS = 5_000

/** A style whose first model is at Replicate. */
export const AI_STYLE = 'magazine'

export interface EngineStorm {
  backend: (typeof BACKENDS)[number]
  generations: number
  chats: number
  kills: number
  /** Starts whose connection is cut after the engine has taken them. */
  cuts: number
  hears: boolean
  /** For one event to be taken, and from the last kill to the last delivery. */
  restMs: number
}

/** What it came to, once all is delivered and charged once each; throws when something is not. */
export async function engineStorm(storm: EngineStorm) {
  const queue = await openBackend(storm.backend)
  if (!queue) throw new Error('No Redis can be had.')
  const home = await openTestHome()
  const platform = await openFarPlatform()
  const replicate = await openReplicateServer()
  const { world, token, apiUrl, webhookSecret, outputOrigin } = replicate
  world.plan = () => ({ ending: { how: 'succeeded' }, hold: false, latencyMs: Math.random() * 1_500 })
  const db = createPrisma(home.connection)
  const idle = await openTestBooth({ home, engines: {}, vision: createEyes(), idle: true })
  const paid = {
    engines: { replicate: { token, apiUrl, webhookSecret, fileOrigins: [outputOrigin] } },
    port: await freePort(),
    hears: storm.hears,
  }
  const start = () =>
    startChild({
      ...home,
      masterKey: home.masterKey.toString('hex'),
      platform: platform.url,
      ...(queue.backend !== 'postgres' && { redis: queue.backend.redis }),
      alone: true,
      engineMs: [0, 0],
      paid,
    })
  let child: Child | undefined
  const began = performance.now()
  try {
    const chats = Array.from({ length: storm.chats }, (_, n) => `chat${n}`)
    const selfies = new Map<string, string>()
    for (const chat of chats) selfies.set(chat, (await seated(idle, chat)).selfieId)
    child = await start()
    // Each chat asks for one after the other; whoever finds nobody comes again.
    const each = storm.generations / storm.chats
    const telling = chats.map(async (chat, at) => {
      for (let n = 0; n < each; n++) {
        const wish = wishOf(chat, selfies.get(chat)!, `e${at}-${n}`, AI_STYLE)
        await tellUntilTaken(async event => child?.tell(event) ?? false, wish, storm.restMs)
      }
    })
    for (const told of telling) told.catch(() => {})
    for (let kills = 0; kills < storm.kills; kills++) {
      const cuts =
        Math.round((storm.cuts * (kills + 1)) / storm.kills) - Math.round((storm.cuts * kills) / storm.kills)
      for (let n = 0; n < cuts; n++) world.trouble.push({ unheard: 'cut-after' })
      // After as much work as leaves some for the next ones, however fast the machine is.
      const until = world.startRequests + (Math.random() * 1.5 * storm.generations) / (storm.kills + 1)
      for (let waited = 0; world.startRequests < until && waited < PATIENCE_MS; waited += 20) await wait(20)
      await wait(Math.random() * 300)
      if (child.crashed()) throw new Error('The booth ended by itself.')
      await child.kill()
      child = await start()
    }
    await Promise.all(telling)
    const wishes = new Map(chats.map(chat => [chat, storm.generations / storm.chats]))
    await expectOnceEach(db, platform, wishes, storm.restMs, findStyle(AI_STYLE)?.cost)
    const orders = await db.engineOrder.groupBy({ by: ['state'], _count: true })
    return {
      starts: world.predictions.size,
      requests: world.startRequests,
      // A request that was being sent when its sender was killed is no mistake of ours.
      violations: world.violations.filter(said => !said.endsWith('Error: aborted')),
      orders: Object.fromEntries(orders.map(({ state, _count }) => [state, _count])),
      micros: Number((await db.engineSpend.findFirst({ where: { scope: 'replicate' } }))?.micros ?? 0),
      seconds: (performance.now() - began) / 1_000,
    }
  } finally {
    await child?.kill()
    await idle.close()
    await db.$disconnect()
    await replicate.close()
    await platform.close()
    await home.drop()
    await queue.drop()
  }
}
