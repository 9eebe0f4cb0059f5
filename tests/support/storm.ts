/** Many requests while something breaks, and what must be true of them afterwards. */
import { setTimeout as wait } from 'node:timers/promises'
import { expect } from 'vitest'
import { reconcile } from '../../core/billing/reconcile.js'
import type { Incoming } from '../../core/platform.js'
import type { PrismaClient } from '../../prisma/client.js'
import { eventually } from './booth.js'
import type { FarPlatform } from './far-platform.js'
import { PLENTY, press } from './sitter.js'

/** The press of a style's button, as the platform reports it. */
export function wishOf(chat: string, selfieId: string, eventId: string, style = 'noir'): Incoming {
  return {
    platform: 'telegram',
    eventId,
    account: { tenant: '', userId: chat },
    place: { kind: 'private' },
    replyTo: { platform: 'telegram', rungs: [{ address: { chat } }] },
    photos: [],
    ...press(`style:${style}:${selfieId}`),
  }
}

/** Tells an event until somebody has taken it, as platforms do. */
export async function tellUntilTaken(
  tell: (incoming: Incoming) => Promise<boolean>,
  incoming: Incoming,
  ms = 60_000,
): Promise<void> {
  for (const until = Date.now() + ms; Date.now() < until; await wait(200)) if (await tell(incoming)) return
  throw new Error('Nobody took the event.')
}

/** Waits until everybody has all portraits, then looks whether each was made, charged and delivered once. */
export async function expectOnceEach(
  db: PrismaClient,
  platform: FarPlatform,
  wishes: ReadonlyMap<string, number>,
  ms = 30_000,
  cost = 1,
): Promise<void> {
  const count = [...wishes.values()].reduce((sum, each) => sum + each, 0)
  const messages = () => [...wishes.keys()].flatMap(chat => platform.messages(chat))
  await eventually(
    () => messages().filter(({ images }) => images.length > 0).length,
    arrived => arrived === count,
    ms,
  )
  await eventually(
    () => db.task.count(),
    left => left === 0,
    ms,
  )
  for (const [chat, each] of wishes) expect(platform.messages(chat)).toHaveLength(each)
  const generations = await db.generation.findMany({ include: { images: true } })
  expect(generations).toHaveLength(count)
  for (const { id, state, images } of generations) {
    expect({ id, state, images: images.length }).toEqual({ id, state: 'done', images: 1 })
    const entries = await db.ledgerEntry.findMany({ where: { generationId: id }, orderBy: { id: 'asc' } })
    expect(entries.map(({ kind }) => kind)).toEqual(['hold', 'capture'])
  }
  expect(await reconcile(db)).toEqual([])
  const accounts = await db.ledgerAccount.findMany({ where: { id: { not: 'house' } } })
  for (const { held } of accounts) expect(held).toBe(0)
  const spent = accounts.reduce((sum, { free }) => sum + PLENTY.freePerDay - free, 0)
  expect(spent).toBe(count * cost)
}
