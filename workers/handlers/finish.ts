import { GENERATION } from '../../config/limits.js'
import { type EngineId, findStyle, type GenerationKind } from '../../config/styles.js'
import { Fault, type FaultCode } from '../../core/errors.js'
import { end, finish, handToEngine, type NewImage, type Work } from '../../core/generation/store.js'
import { newId } from '../../core/id.js'
import type { JobRef } from '../../core/jobs.js'
import { label } from '../../core/media/label.js'
import { notice } from '../../core/notice.js'
import type { Clock, Engine, Output, Vault } from '../../core/ports.js'
import { dropWholes } from '../../core/selfie/store.js'
import type { Handler } from '../../core/tasks/run.js'
import type { ClaimedTask, TaskStore } from '../../core/tasks/store.js'
import { objectKey } from '../../core/vault/keys.js'
import type { PrismaClient } from '../../prisma/client.js'

/** Which notice tells a person about a fault; all others are told as a failure of ours. */
const TOLD_AS: Partial<Record<FaultCode, string>> = {
  vault_missing: 'picture_lost',
  vault_corrupted: 'picture_lost',
  timeout: 'deadline',
}

/** How a generation ends, shared by the step that starts it and the step that waits for it. */
export type Finisher = ReturnType<typeof createFinisher>

/** Stores outputs and ends generations. */
export function createFinisher(deps: { db: PrismaClient; vault: Vault; clock: Clock; tasks: TaskStore }) {
  const { db, vault, clock, tasks } = deps

  async function tidy(generationId: string): Promise<void> {
    const generation = await db.generation.findUnique({
      where: { id: generationId },
      select: { selfieId: true },
    })
    if (generation?.selfieId)
      for (const key of await dropWholes(db, generation.selfieId)) await vault.remove(key)
  }

  return {
    /**
     * Labels the images, puts them into the vault and commits the good end. Each try has objects of its own: one that comes too late
     * must not take away what the other try has delivered.
     */
    async store(task: ClaimedTask, work: Work, outputs: Output[]): Promise<JobRef[]> {
      const images: NewImage[] = []
      for (const [index, output] of outputs.entries()) {
        const id = `${work.id}-${index}`
        const key = objectKey(work.personId, 'image', newId())
        const bytes = await label(output, {
          engine: work.engine as EngineId,
          kind: work.kind as GenerationKind,
        })
        await vault.put(work.personId, key, bytes)
        const { width, height, mime } = output
        images.push({ id, objectKey: key, width, height, mime, bytes: bytes.length })
      }
      const done = { generationId: work.id, images, taskId: task.id, owner: tasks.owner, now: clock.now() }
      const jobs = await finish(db, done)
      // Cancelled in the last moment, or finished by another try: these images belong to nobody.
      if (!jobs) for (const image of images) await vault.remove(image.objectKey)
      if (work.wholeKey) await tidy(work.id)
      return jobs ?? []
    },

    /** Notes the engine's own name of the work and lets `finish` wait for it. */
    async hand(task: ClaimedTask, work: Work, engine: Engine, engineId: string): Promise<JobRef[]> {
      const handed = { generationId: work.id, engineId, taskId: task.id, owner: tasks.owner }
      const jobs = await handToEngine(db, handed)
      // Cancelled meanwhile, or another try has begun its own: nobody will ask for this one.
      if (jobs.length === 0) await engine.cancel(engineId)
      return jobs
    },

    /** Ends it otherwise: hold released, the person told. */
    async giveUp(task: ClaimedTask, fault: Fault): Promise<JobRef[]> {
      const why = notice(TOLD_AS[fault.code] ?? 'failed')
      const ending = {
        generationIds: [task.subjectId],
        event: 'gave_up',
        notice: why,
        now: clock.now(),
      } as const
      const jobs = await end(db, ending)
      await tasks.done(task)
      await tidy(task.subjectId)
      return jobs ?? []
    },
  }
}

/** Waits for an engine that did not answer at once: looks, and takes the outputs over when they are there. */
export function createFinish(deps: {
  db: PrismaClient
  engines: Partial<Record<EngineId, Engine>>
  clock: Clock
  tasks: TaskStore
  finisher: Finisher
}): Handler {
  const { db, engines, clock, tasks, finisher } = deps
  return {
    async run(task, { signal }) {
      const row = await db.generation.findUnique({ where: { id: task.subjectId }, include: { selfie: true } })
      const engine = engines[findStyle(row?.style ?? '')?.engine ?? 'local']
      if (row?.state !== 'running') {
        // Cancelled or overdue: the engine need not go on, nor be paid for it.
        if (row?.engineId && row.state !== 'done') await engine?.cancel(row.engineId)
        await tasks.done(task)
        return []
      }
      if (!engine || !row.engineId)
        throw new Fault('engine_lost', 'Nobody knows this work.', { retry: 'never' })
      if (clock.now() > row.deadlineAt.getTime()) {
        await engine.cancel(row.engineId)
        throw new Fault('timeout', 'The deadline of the generation has passed.', { retry: 'never' })
      }
      const limit = AbortSignal.any([signal, AbortSignal.timeout(GENERATION.engineMs)])
      const outcome = await engine.look(row.engineId, { signal: limit })
      if (outcome.state === 'running') return tasks.retry(task, GENERATION.lookMs, false)
      if (outcome.state !== 'succeeded')
        throw new Fault(
          outcome.state === 'lost' ? 'engine_lost' : 'engine_failed',
          'The engine has no images.',
          {
            retry: 'never',
          },
        )
      const outputs: Output[] = []
      for (const output of outcome.outputs) outputs.push(await engine.fetch(output, { signal: limit }))
      const keys = { referenceKey: row.selfie?.referenceKey ?? null, wholeKey: row.selfie?.wholeKey ?? null }
      return finisher.store(task, { ...row, ...keys }, outputs)
    },
    giveUp: (task, fault) => finisher.giveUp(task, fault),
  }
}
