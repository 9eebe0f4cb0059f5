import { PHOTO, TRANSFER } from '../config/limits.js'
import { Fault } from '../core/errors.js'
import { newId } from '../core/id.js'
import { notice } from '../core/notice.js'
import { type Bot, type Platform, photoSource } from '../core/platform.js'
import type { Clock, Vault } from '../core/ports.js'
import { objectsOf } from '../core/selfie/objects.js'
import { fetched, judged } from '../core/selfie/store.js'
import type { Handler } from '../core/tasks/run.js'
import type { TaskStore } from '../core/tasks/store.js'
import { timeLimit } from '../core/time-limit.js'
import { objectKey } from '../core/vault/keys.js'
import type { PrismaClient } from '../prisma/client.js'

/** Brings a photo from its platform into the vault, bounded in bytes and time. */
export function createFetch(deps: {
  db: PrismaClient
  vault: Vault
  bots: Partial<Record<Platform, Bot>>
  clock: Clock
  tasks: TaskStore
}): Handler {
  const { db, vault, bots, clock, tasks } = deps
  return {
    async run(task, { signal }) {
      const selfie = await db.selfie.findUnique({ where: { id: task.subjectId } })
      if (selfie?.state !== 'fetching') {
        await tasks.done(task)
        return []
      }
      const source = photoSource.parse(selfie.source)
      const bot = bots[source.platform]
      if (!bot) throw new Fault('unavailable', `No bot for ${source.platform} runs here.`)
      const limit = timeLimit(TRANSFER.fetchMs, signal)
      const photo = await bot.openPhoto(source, { signal: limit })
      let key: string
      if (photo.kind === 'stored') key = photo.key
      else {
        // An object of this try's own: one that comes too late must not take away what the other has fetched.
        key = objectKey(task.personId, 'original', newId())
        await vault.putStream(task.personId, key, photo.stream, PHOTO.maxBytes)
      }
      const jobs = await fetched(db, task, key, tasks.owner)
      if (jobs.length === 0) {
        // Deleted meanwhile, or fetched by another try, who may have the same upload in hand.
        const now = await db.selfie.findUnique({ where: { id: selfie.id } })
        const named = now?.state === 'fetching' ? photo.kind === 'stored' : now?.originalKey === key
        if (!named) await vault.remove(key)
        await tasks.done(task)
      }
      return jobs
    },

    async giveUp(task, fault) {
      const told =
        fault.code === 'unfetchable'
          ? notice('photo_unfetchable', { megabytes: PHOTO.maxBytes / 1024 / 1024 })
          : notice('photo_failed')
      const selfie = await db.selfie.findUnique({ where: { id: task.subjectId } })
      const jobs = await judged(db, task.subjectId, { state: 'failed', notices: [told] }, clock.now())
      if (jobs && selfie) for (const key of objectsOf(selfie)) await vault.remove(key)
      await tasks.done(task)
      return jobs ?? []
    },
  }
}
