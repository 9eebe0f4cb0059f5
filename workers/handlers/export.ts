import { EXPORT } from '../../config/limits.js'
import type { Policy } from '../../config/policy.js'
import type { Clock, Log, Vault } from '../../core/ports.js'
import { archive } from '../../core/privacy/export/archive.js'
import { gather } from '../../core/privacy/export/gather.js'
import { removePieces, storePieces } from '../../core/privacy/export/pieces.js'
import { endExport } from '../../core/privacy/export/store.js'
import { noteSecurity } from '../../core/privacy/security-log.js'
import type { Say } from '../../core/say.js'
import type { Handler } from '../../core/tasks/run.js'
import type { TaskStore } from '../../core/tasks/store.js'
import { timeLimit } from '../../core/time-limit.js'
import type { PrismaClient } from '../../prisma/client.js'

/**
 * Puts everything about a person together as an archive in the vault. Each try has names of its own for what it stores;
 * the row learns them at the end, together with the end of the task, and what a try that died has left no row names.
 */
export function createExport(deps: {
  db: PrismaClient
  vault: Vault
  policy: Policy
  say: (language: string) => Say
  clock: Clock
  tasks: TaskStore
  log: Log
}): Handler {
  const { db, vault, policy, clock, tasks, log } = deps
  return {
    async run(task, { signal }) {
      const row = await db.export.findUnique({ where: { id: task.subjectId } })
      const gathered =
        row?.state === 'waiting' ? await gather(db, row.personId, { policy, now: clock.now() }) : null
      if (!row || !gathered) {
        await tasks.done(task)
        return []
      }
      const readme = deps.say(gathered.data.person.language)('exports.readme')
      const limit = timeLimit(EXPORT.buildMs, signal)
      const onMissing = (count: number) => log.warn('an export has pictures less', { export: row.id, count })
      const made = await storePieces(
        vault,
        row.personId,
        archive(vault, gathered, { readme, signal: limit, onMissing }),
      )
      const jobs = await endExport(db, {
        exportId: row.id,
        task: { id: task.id, owner: tasks.owner },
        now: clock.now(),
        made: { ...made, keepMs: policy.entries.exports.keepMs },
      })
      // Erased meanwhile, or put together by another try: what was stored belongs to nobody.
      if (!jobs) await removePieces(vault, made)
      else await noteSecurity(db, { kind: 'exported', facts: { bytes: made.bytes }, now: clock.now() })
      return jobs ?? []
    },

    async giveUp(task) {
      const jobs = await endExport(db, {
        exportId: task.subjectId,
        task: { id: task.id, owner: tasks.owner },
        now: clock.now(),
      })
      await tasks.done(task)
      return jobs ?? []
    },
  }
}
