import { GENERATION } from '../../config/limits.js'
import { type EngineId, findStyle, type StyleId, WHOLE_KINDS } from '../../config/styles.js'
import { Fault, toFault } from '../../core/errors.js'
import { noteProgress } from '../../core/generation/progress.js'
import { start, type Work } from '../../core/generation/store.js'
import type { JobRef } from '../../core/jobs.js'
import type { Clock, Engine, Jobs, Log, Vault } from '../../core/ports.js'
import type { Handler } from '../../core/tasks/run.js'
import type { ClaimedTask, TaskStore } from '../../core/tasks/store.js'
import type { PrismaClient } from '../../prisma/client.js'
import type { Finisher } from './finish.js'

/**
 * Hands a generation to its engine. An engine that answers at once is finished in the same go; with any other the
 * engine's own id is stored and the worker slot is left, and `finish` looks after it.
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

  async function draw(task: ClaimedTask, work: Work, signal: AbortSignal): Promise<JobRef[]> {
    const style = findStyle(work.style)
    const engine = style && engines[style.engine]
    if (!style || !engine)
      throw new Fault('engine_failed', 'The style has no engine here.', { retry: 'never' })
    const key = (WHOLE_KINDS.includes(style.kind) && work.wholeKey) || work.referenceKey
    if (!key) throw new Fault('vault_missing', 'The selfie was forgotten.')
    const progress = progressOf(work)
    const limit = AbortSignal.any([signal, AbortSignal.timeout(GENERATION.engineMs)])
    const picture = await vault.get(key)
    try {
      const started = await engine.start(
        { generationId: work.id, kind: style.kind, style: style.id as StyleId, seed: work.seed, picture },
        { signal: limit, onProgress: progress.report },
      )
      await progress.stop()
      if (started.outputs) return finisher.store(task, work, started.outputs)
      return finisher.hand(task, work, engine, started.engineId)
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
      return draw(task, work, signal)
    },
    giveUp: (task, fault) => finisher.giveUp(task, fault),
  }
}
