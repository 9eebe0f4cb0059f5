import type { EngineId, GenerationKind } from '../../config/styles.js'
import type { Fault, FaultCode } from '../../core/errors.js'
import { end, finish, type NewImage, type Work } from '../../core/generation/store.js'
import { newId } from '../../core/id.js'
import type { JobRef } from '../../core/jobs.js'
import { label } from '../../core/media/label.js'
import { type Notice, notice } from '../../core/notice.js'
import type { Clock, Output, Vault } from '../../core/ports.js'
import { dropWholes } from '../../core/selfie/store.js'
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

  async function endWith(task: ClaimedTask, why: Notice): Promise<JobRef[]> {
    const jobs = await end(db, {
      generationIds: [task.subjectId],
      event: 'gave_up',
      notice: why,
      now: clock.now(),
    })
    await tasks.done(task)
    await tidy(task.subjectId)
    return jobs ?? []
  }

  return {
    /**
     * Labels the images, puts them into the vault and commits the good end. Each try has objects of its own: one that comes too late
     * must not take away what the other try has delivered.
     */
    async store(
      task: ClaimedTask,
      work: Pick<Work, 'id' | 'personId' | 'engine' | 'kind' | 'wholeKey'>,
      outputs: Output[],
      unlike = false,
    ): Promise<JobRef[]> {
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
      const done = {
        generationId: work.id,
        images,
        taskId: task.id,
        owner: tasks.owner,
        now: clock.now(),
        unlike,
      }
      const jobs = await finish(db, done)
      // Cancelled in the last moment, or finished by another try: these images belong to nobody.
      if (!jobs) for (const image of images) await vault.remove(image.objectKey)
      if (work.wholeKey) await tidy(work.id)
      return jobs ?? []
    },

    /** Ends it with a notice: hold released, the person told. */
    endWith,

    /** As `endWith`, after a fault that no retry mends. */
    giveUp: (task: ClaimedTask, fault: Fault) => endWith(task, notice(TOLD_AS[fault.code] ?? 'failed')),
  }
}
