import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest'
import { DELIVERY, TASK } from '../../../config/limits.js'
import { Fault, type FaultCode } from '../../../core/errors.js'
import { newId } from '../../../core/id.js'
import type { JobRef } from '../../../core/jobs.js'
import { takePhoto } from '../../../core/selfie/take.js'
import { createTaskRunner, type Handler, nextTry } from '../../../core/tasks/run.js'
import { createTaskStore } from '../../../core/tasks/store.js'
import { sweepTasks } from '../../../core/tasks/sweep.js'
import { createTestLog, eventually, openTestBooth, type TestBooth } from '../../support/booth.js'
import { createEyes } from '../../support/eyes.js'
import { accountOf, consented, photo } from '../../support/sitter.js'

let house: TestBooth
beforeAll(async () => {
  house = await openTestBooth({ engines: {}, vision: createEyes(), idle: true })
})
afterAll(() => house.close())

let closers: (() => void)[] = []
afterEach(async () => {
  for (const close of closers) close()
  closers = []
  await house.db.task.deleteMany()
})

/** A runner that stands for a process of its own, with what it queued. */
function openRunner(handler: Partial<Handler>, owner = newId()) {
  const queued: JobRef[] = []
  const jobs = { enqueue: async (refs: JobRef[]) => void queued.push(...refs), count: async () => 0 }
  const tasks = createTaskStore(house.db, owner)
  const fetch: Handler = {
    run: async () => [],
    giveUp: async task => {
      await tasks.done(task)
      return []
    },
    ...handler,
  }
  const runner = createTaskRunner({ tasks, handlers: { fetch }, jobs, log: createTestLog() })
  closers.push(runner.close)
  return { runner, tasks, queued, jobs }
}

async function task(): Promise<JobRef> {
  const personId = await consented(house, newId())
  const replyTo = { platform: 'telegram' as const, rungs: [{ address: { chat: 'x' } }] }
  const accountId = await accountOf(house.db, personId)
  const want = {
    personId,
    accountId,
    source: photo('x'),
    origin: newId(),
    replyTo,
    ownMessage: true,
    now: Date.now(),
  }
  return (await takePhoto(house.db, want)).jobs[0]!
}

const row = (ref: JobRef) => house.db.task.findUnique({ where: { id: ref.id } })
const letTheLeaseRunOut = (ref: JobRef) =>
  house.db.$executeRaw`UPDATE task SET lease_until = now() - interval '1 s' WHERE id = ${ref.id}`

describe('another try', () => {
  it.each<[FaultCode, number, number | null]>([
    ['studio_failed', 0, 1_000],
    ['studio_failed', 1, 2_000],
    ['studio_failed', 3, 8_000],
    ['studio_failed', 4, null],
    ['unavailable', 0, 1_000],
    ['vision_crashed', 2, 4_000],
    ['bug', 0, 1_000],
    ['vault_missing', 0, null],
    ['vault_corrupted', 0, null],
    ['unfetchable', 0, null],
    ['undeliverable', 0, null],
  ])('after %s number %i waits %s ms', (code, failures, wait) => {
    expect(nextTry(new Fault(code, 'x'), failures)).toBe(wait)
  })

  it('waits as long as a fault says, and never longer than the longest wait', () => {
    expect(nextTry(new Fault('busy', 'x', { retry: { afterMs: 77 } }), 0)).toBe(77)
    expect(nextTry(new Fault('unavailable', 'x'), 18, DELIVERY.maxFailures)).toBe(TASK.retryMaxMs)
    expect(nextTry(new Fault('unavailable', 'x'), 19, DELIVERY.maxFailures)).toBeNull()
  })
})

describe('a task', () => {
  it('is run by one of many that are handed it, and its job repeated does nothing', async () => {
    const ref = await task()
    const run = vi.fn(async () => [])
    const others = Array.from({ length: 8 }, () => openRunner({ run }))
    await Promise.all(others.map(({ runner }) => runner.run(ref)))
    expect(run).toHaveBeenCalledTimes(1)
  })

  it('that faults is queued again after a wait; at the end it is given up', async () => {
    const ref = await task()
    const giveUp = vi.fn(async () => [])
    const { runner, queued } = openRunner({
      run: async () => {
        throw new Fault('studio_failed', 'x')
      },
      giveUp,
    })
    await runner.run(ref)
    for (let n = 0; n < TASK.maxFailures - 1; n++) await runner.run(queued[n]!)
    expect(queued.map(job => job.delayMs)).toEqual([1_000, 2_000, 4_000, 8_000])
    expect(queued.map(job => job.attempt)).toEqual([2, 3, 4, 5])
    expect(giveUp).toHaveBeenCalledTimes(1)
  })

  it('may be looked at again any number of times without being taken for a killer', async () => {
    let ref = await task()
    const { runner, queued, tasks } = openRunner({ run: task => tasks.retry(task, 100, false) })
    for (let n = 0; n < TASK.maxLosses * 2; n++) {
      await runner.run(ref)
      ref = queued.at(-1)!
    }
    expect(await row(ref)).toMatchObject({ failures: 0, losses: 0, attempt: TASK.maxLosses * 2 + 1 })
  })

  it('whose holders died too often is given up before it kills another one', async () => {
    const ref = await task()
    const run = vi.fn(async () => [])
    const giveUp = vi.fn(async () => [])
    const { runner, tasks } = openRunner({ run, giveUp })
    let next: JobRef = ref
    for (let n = 0; n < TASK.maxLosses; n++) {
      await tasks.claim(next)
      await letTheLeaseRunOut(ref)
      ;[next] = (await tasks.freeExpired(10)) as [JobRef]
    }
    await runner.run(next)
    expect(run).not.toHaveBeenCalled()
    expect(giveUp).toHaveBeenCalledTimes(1)
  })

  it('that was cancelled stops within two beats, and nothing is queued for it', async () => {
    const ref = await task()
    let reason: unknown
    const { runner, queued } = openRunner({
      run: (_task, { signal }) =>
        new Promise((_, reject) =>
          signal.addEventListener('abort', () => {
            reason = signal.reason
            reject(new Fault('cancelled', 'x'))
          }),
        ),
    })
    const ended = runner.run(ref)
    await eventually(runner.running, count => count === 1)
    await house.db.task.delete({ where: { id: ref.id } })
    await ended
    expect(reason).toMatchObject({ code: 'lost_lease' })
    expect(queued).toEqual([])
  })

  it('is given back at once by a process that ends, and that is not its failure', async () => {
    const ref = await task()
    await house.db.task.update({ where: { id: ref.id }, data: { failures: TASK.maxFailures - 1 } })
    const { runner, queued } = openRunner({
      run: (_task, { signal }) =>
        new Promise((_, reject) =>
          signal.addEventListener('abort', () => reject(new Fault('cancelled', 'x'))),
        ),
    })
    const ended = runner.run(ref)
    await eventually(runner.running, count => count === 1)
    await runner.interrupt()
    expect(await row(ref)).toMatchObject({ leaseBy: null, failures: TASK.maxFailures - 1, losses: 0 })
    await ended
    expect(queued).toMatchObject([{ id: ref.id, delayMs: 0 }])
  })

  it('that is taken up in the very moment of the end is given back undone', async () => {
    const ref = await task()
    let runs = 0
    const { runner, queued } = openRunner({
      run: async () => {
        runs++
        return []
      },
    })
    const taken = runner.run(ref)
    await runner.interrupt()
    await taken
    expect(runs).toBe(0)
    expect(await row(ref)).toMatchObject({ leaseBy: null, failures: 0 })
    expect(queued).toMatchObject([{ id: ref.id, delayMs: 0 }])
  })

  it('taken up again by the same process keeps its lease, though the first run ends only then', async () => {
    const ref = await task()
    const gates: (() => void)[] = []
    const { runner, queued, tasks } = openRunner({
      run: async task => {
        if (gates.length === 0) {
          gates.push(() => {})
          return tasks.retry(task, 0, false)
        }
        await new Promise<void>(resolve => gates.push(resolve))
        return []
      },
    })
    await runner.run(ref)
    const second = runner.run(queued[0]!)
    await eventually(runner.running, count => count === 1)
    const before = await row(ref)
    await eventually(
      () => row(ref),
      now => now!.leaseUntil! > before!.leaseUntil!,
    )
    gates[1]!()
    await second
  })

  it('of a dead process is swept up, as is what the queue has lost', async () => {
    const { tasks, jobs, queued } = openRunner({})
    const dead = await task()
    await tasks.claim(dead)
    await letTheLeaseRunOut(dead)
    const lost = await task()
    const young = await task()
    await house.db.$executeRaw`UPDATE task SET due_at = now() - interval '1 min' WHERE id = ${lost.id}`
    await sweepTasks({ tasks, jobs, log: createTestLog() })
    expect(queued.map(({ id, attempt }) => ({ id, attempt }))).toEqual([
      { id: dead.id, attempt: 2 },
      { id: lost.id, attempt: 1 },
    ])
    expect(await row(young)).toMatchObject({ attempt: 1 })
  })
})
