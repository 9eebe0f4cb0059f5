import { GENERATION } from '../../config/limits.js'
import type { ModelId } from '../../config/models.js'
import { type AnyStyle, type EngineId, findStyle, PHOTOLESS_KINDS, WHOLE_KINDS } from '../../config/styles.js'
import { Fault, toFault } from '../../core/errors.js'
import { noteProgress } from '../../core/generation/progress.js'
import { start, type Work } from '../../core/generation/store.js'
import type { JobRef } from '../../core/jobs.js'
import type { Clock, Engine, Jobs, Log, Vault } from '../../core/ports.js'
import type { Handler } from '../../core/tasks/run.js'
import type { ClaimedTask, TaskStore } from '../../core/tasks/store.js'
import { timeLimit } from '../../core/time-limit.js'
import type { PrismaClient } from '../../prisma/client.js'
import type { Finisher } from './finisher.js'
import type { Onward } from './onward.js'
import type { Place } from './place.js'

/**
 * Hands a generation to its engine. The local one draws at once, and is finished in the same go; at any other an order is
 * placed and the worker slot is left, and `finish` looks after it.
 */
export function createGenerate(deps: {
  db: PrismaClient
  vault: Vault
  engines: Partial<Record<EngineId, Engine>>
  clock: Clock
  tasks: TaskStore
  jobs: Jobs
  log: Log
  finisher: Finisher
  place: Place
  onward: Onward
}): Handler {
  const { db, vault, engines, clock, tasks, jobs, log, finisher } = deps

  /** Shows progress now and then, beside the work and never in its way. */
  function progressOf(work: Work): { report: (done: number) => void; stop: () => Promise<void> } {
    let last = clock.now() - GENERATION.progressMs + GENERATION.firstProgressMs
    let writing: Promise<void> = Promise.resolve()
    return {
      report(done) {
        if (clock.now() - last < GENERATION.progressMs) return
        last = clock.now()
        writing = noteProgress(db, work.id, done)
          .then(refs => jobs.enqueue(refs))
          .catch(error => log.warn('progress could not be shown', { code: toFault(error).code }))
      },
      stop: () => writing,
    }
  }

  async function pictures(style: AnyStyle, work: Work): Promise<Buffer[]> {
    if (PHOTOLESS_KINDS.includes(style.kind)) return []
    const key = (WHOLE_KINDS.includes(style.kind) && work.wholeKey) || work.referenceKey
    if (!key) throw new Fault('vault_missing', 'The selfie was forgotten.')
    return [await vault.get(key)]
  }

  async function draw(
    task: ClaimedTask,
    it: { work: Work; style: AnyStyle; engine: Engine },
    signal: AbortSignal,
  ): Promise<JobRef[]> {
    const { work, style, engine } = it
    const progress = progressOf(work)
    const limit = timeLimit(GENERATION.engineMs, signal)
    try {
      const { outputs = [] } = await engine.start(
        {
          id: work.id,
          generationId: work.id,
          kind: style.kind,
          style: style.id,
          model: work.model as ModelId,
          seed: work.seed,
          prompt: '',
          count: 1,
          pictures: await pictures(style, work),
        },
        { signal: limit, onProgress: progress.report },
      )
      await progress.stop()
      return await finisher.store(task, work, outputs)
    } finally {
      await progress.stop()
    }
  }

  return {
    async run(task, { signal }) {
      const work = await start(db, task.subjectId, clock.now())
      if (!work) {
        await tasks.done(task)
        return []
      }
      if (clock.now() > work.deadlineAt.getTime())
        throw new Fault('timeout', 'The deadline of the generation has passed.', { retry: 'never' })
      const style = findStyle(work.style)
      if (!style) throw new Fault('engine_failed', 'The style is gone.', { retry: 'never' })
      const engine = engines[work.engine as EngineId]
      // Its key was taken away while the work waited.
      if (!engine) return deps.onward.go(task, work, style, work.engine)
      if (!engine.paid) return draw(task, { work, style, engine }, signal)
      return deps.place({ task, work, style, engine, signal }, () => pictures(style, work))
    },
    giveUp: (task, fault) => finisher.giveUp(task, fault),
  }
}
