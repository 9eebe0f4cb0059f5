/** Builds core's services from what it is handed, and the face that bots see. */
import type { Plan } from '../config/plans.js'
import type { Style, StyleId } from '../config/styles.js'
import type { PrismaClient } from '../prisma/client.js'
import type { Services } from './commands/command.js'
import { dispatch } from './commands/dispatch.js'
import { COMMANDS } from './commands/index.js'
import { isTold, subjectOf } from './delivery/store.js'
import { styleTitle } from './delivery/view.js'
import { toFault } from './errors.js'
import { admit } from './person/admit.js'
import { type Answered, closeEvent, releaseEvent, takeEvent } from './person/inbox.js'
import { type Booth, incoming as incomingSchema } from './platform.js'
import type { Clock, Jobs, Log, Vault } from './ports.js'
import { createSay, type TextId } from './say.js'

export interface AppDeps {
  db: PrismaClient
  vault: Vault
  jobs: Jobs
  clock: Clock
  log: Log
  plan: Plan
  minimumAge: number
  styles: readonly (Style & { id: StyleId })[]
  newSeed: () => number
}

/** Core as the bots see it. */
export function createBooth(deps: AppDeps): Booth {
  const { db, jobs, clock, log, vault, styles } = deps
  const say = createSay()
  const services: Services = deps

  return {
    async handle(event, answer) {
      const incoming = incomingSchema.parse(event)
      const { platform, eventId } = incoming
      const taken = await takeEvent(db, platform, eventId)
      if (!taken) return
      try {
        const visitor = await admit(db, { platform, ...incoming.account })
        const context = { ...services, incoming, visitor, say: say(visitor.language), now: clock.now() }
        const { messages, jobs: queued } = await dispatch(context)
        const sent: Answered[] = []
        try {
          for (const message of messages) {
            const subject = subjectOf(message.slot)
            // The first handling got so far that its delivery went out: another message would be one too many.
            if (taken === 'again' && subject && (await isTold(db, subject))) continue
            const ref = await answer(message)
            if (subject) sent.push({ ...subject, ref })
          }
        } finally {
          // What is committed is to be done, even when the answer could not be given.
          await jobs.enqueue(queued)
        }
        await jobs.enqueue(await closeEvent(db, platform, eventId, sent))
      } catch (error) {
        await releaseEvent(db, platform, eventId).catch(() => log.warn('an event could not be given back'))
        throw error
      }
    },

    admit: account => admit(db, account),

    async readImage(personId, imageId) {
      const image = await db.image.findFirst({ where: { id: imageId, personId } })
      if (!image) return null
      try {
        return { bytes: await vault.get(personId, image.objectKey), mime: image.mime }
      } catch (error) {
        const { code } = toFault(error)
        if (code !== 'vault_missing' && code !== 'vault_corrupted') throw error
        log.error('a picture cannot be read any more', { image: imageId, code })
        return null
      }
    },

    commands(language) {
      const word = say(language)
      return COMMANDS.map(command => ({
        name: command.name,
        summary: word(`commands.${command.name}` as TextId),
        argument: command.argument,
        takesPhoto: command.takesPhoto,
        choices:
          command.name === 'portrait'
            ? styles
                .filter(style => style.kind === 'portrait')
                .map(({ id }) => ({ value: id, label: styleTitle(word, id) }))
            : [],
      }))
    },
  }
}
