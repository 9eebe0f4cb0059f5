import { WHOLE_KINDS } from '../../config/styles.js'
import { isLive } from '../../core/generation/machine.js'
import { newId } from '../../core/id.js'
import { notice } from '../../core/notice.js'
import type { Clock, Vault, Vision } from '../../core/ports.js'
import { type Judgement, judged } from '../../core/selfie/store.js'
import { judge } from '../../core/selfie/verdict.js'
import type { Handler } from '../../core/tasks/run.js'
import type { TaskStore } from '../../core/tasks/store.js'
import { objectKey } from '../../core/vault/keys.js'
import type { PrismaClient } from '../../prisma/client.js'

/** Looks at a photo: its verdict, and the reference when it is good. The original is forgotten at once. */
export function createPrepare(deps: {
  db: PrismaClient
  vault: Vault
  vision: Vision
  clock: Clock
  tasks: TaskStore
}): Handler {
  const { db, vault, vision, clock, tasks } = deps
  return {
    async run(task, { signal }) {
      const selfie = await db.selfie.findUnique({
        where: { id: task.subjectId },
        include: { generations: { select: { kind: true, state: true } } },
      })
      if (selfie?.state !== 'looking' || !selfie.originalKey) {
        await tasks.done(task)
        return []
      }
      const { personId, originalKey } = selfie
      const keepWhole = selfie.generations.some(
        ({ kind, state }) =>
          WHOLE_KINDS.some(whole => whole === kind) && isLive(state as Parameters<typeof isLive>[0]),
      )
      const original = await vault.get(originalKey)
      const { measurements, reference, whole } = await vision.inspect(original, { keepWhole, signal })
      const verdict = judge(measurements)

      const stored: string[] = []
      const store = async (kind: 'reference' | 'whole', bytes: Buffer) => {
        // An object of this try's own: see Finisher.store.
        const key = objectKey(personId, kind, newId())
        await vault.put(personId, key, bytes)
        stored.push(key)
        return key
      }
      let judgement: Judgement
      if (!verdict.accepted || !reference) judgement = { state: 'refused', notices: verdict.reasons }
      else {
        const referenceKey = await store('reference', reference)
        const wholeKey = keepWhole && whole ? await store('whole', whole) : null
        const notices = verdict.confirm.map(id => notice(id))
        judgement =
          notices.length > 0
            ? { state: 'asking', referenceKey, wholeKey, notices }
            : { state: 'accepted', referenceKey, wholeKey }
      }
      const jobs = await judged(db, selfie.id, judgement, clock.now())
      // Deleted meanwhile, or judged by another try: what was stored belongs to nobody.
      if (!jobs) for (const key of stored) await vault.remove(key)
      await vault.remove(originalKey)
      return jobs ?? []
    },

    async giveUp(task) {
      const selfie = await db.selfie.findUnique({ where: { id: task.subjectId } })
      const failed: Judgement = { state: 'failed', notices: [notice('photo_failed')] }
      const jobs = await judged(db, task.subjectId, failed, clock.now())
      if (selfie?.originalKey) await vault.remove(selfie.originalKey)
      await tasks.done(task)
      return jobs ?? []
    },
  }
}
