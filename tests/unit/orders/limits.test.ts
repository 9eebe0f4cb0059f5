import { afterEach, describe, expect, it } from 'vitest'
import type { JobRef } from '../../../core/jobs.js'
import { createQueues } from '../../../workers/queues.js'
import { BACKENDS, openBackend } from '../../support/backends.js'
import { createTestLog, eventually, openTestHome } from '../../support/booth.js'

describe.each(BACKENDS)('with the queue on %s', name => {
  let closers: (() => Promise<unknown>)[] = []
  afterEach(async () => {
    for (const close of closers.reverse()) await close()
    closers = []
  })

  /** Two processes' worth of workers on one queue; answers when each job began. */
  async function two(limit?: { perMinute: number }) {
    const backend = await openBackend(name)
    if (!backend) throw new Error('No Redis can be had.')
    const home = await openTestHome()
    const where =
      backend.backend === 'postgres'
        ? { kind: 'postgres' as const, connection: home.connection }
        : { kind: 'redis' as const, url: backend.backend.redis }
    const rooms = [createQueues(where, createTestLog()), createQueues(where, createTestLog())] as const
    closers.push(home.drop, backend.drop, ...rooms.map(room => room.close))
    const began: number[] = []
    for (const room of rooms)
      await room.work('engine-replicate', 5, async () => void began.push(performance.now()), limit)
    return { rooms, began }
  }
  const job = (id: number): JobRef => ({
    id: `job${id}`,
    attempt: 1,
    name: 'generate',
    queue: 'engine-replicate',
    priority: 1,
    delayMs: 0,
  })
  const all = (began: number[], count: number) =>
    eventually(
      () => began.length,
      seen => seen === count,
    )

  it('an engine’s limit is one for all workers', async () => {
    const { rooms, began } = await two({ perMinute: 120 })
    await rooms[0].jobs.enqueue(Array.from({ length: 8 }, (_, i) => job(i)))
    await all(began, 8)
    // Two a second: eight take three seconds more than the first two, at the least, whoever takes them.
    expect((began.at(-1) ?? 0) - (began[0] ?? 0)).toBeGreaterThan(2_500)
  })

  it('a pause holds for every process, and ends', async () => {
    const { rooms, began } = await two({ perMinute: 6_000 })
    await rooms[0].jobs.enqueue([job(1)])
    await all(began, 1)
    // From before, since on a busy machine the call itself may take a while.
    const before = performance.now()
    await rooms[1].pause('engine-replicate', 2_000)
    await rooms[0].jobs.enqueue(Array.from({ length: 4 }, (_, i) => job(10 + i)))
    await all(began, 5)
    expect((began[1] ?? 0) - before).toBeGreaterThan(1_500)
  })
})
