/** Builds core's services from what it is handed, and the face that bots see. */
import { INBOX } from '../config/limits.js'
import { NAMES } from '../config/locales/names.js'
import { type Plan, PRODUCTS } from '../config/plans.js'
import type { Place, Policy } from '../config/policy.js'
import { type PrismaClient, sql } from '../prisma/client.js'
import { planOf } from './billing/plan.js'
import { whyNotPayable } from './billing/purchase.js'
import { settleFact } from './billing/settle/index.js'
import type { Till } from './billing/till.js'
import type { Catalogue } from './catalogue.js'
import { type Context, type Services, tell } from './commands/command.js'
import { credits } from './commands/credits.js'
import { dispatch } from './commands/dispatch.js'
import { history } from './commands/history.js'
import { COMMANDS } from './commands/index.js'
import { privacy } from './commands/privacy.js'
import { settings } from './commands/settings.js'
import { status } from './commands/status.js'
import { isTold, subjectOf } from './delivery/store.js'
import { styleTitle } from './delivery/view.js'
import { toFault } from './errors.js'
import { notice } from './notice.js'
import { type Admitted, admit, markUnreachable } from './person/admit.js'
import {
  type Answered,
  closeEvent,
  keepEvent,
  releaseEvent,
  takeEvent,
  unansweredEvents,
} from './person/inbox.js'
import { type Booth, type Incoming, incoming as incomingSchema } from './platform.js'
import type { Clock, Jobs, Log, Vault } from './ports.js'
import { openExport, readArchive } from './privacy/export/hand-out.js'
import { linkTo } from './privacy/export/store.js'
import type { Pseudonym } from './privacy/pseudonym.js'
import { forgetTenant } from './privacy/tenant.js'
import { createScreen, type Screen } from './prompt/screen.js'
import { isSample, readSample } from './samples/store.js'
import { createSay, type TextId } from './say.js'

export interface AppDeps {
  db: PrismaClient
  vault: Vault
  pseudonym: Pseudonym
  jobs: Jobs
  clock: Clock
  log: Log
  plan: Plan
  minimumAge: number
  /** What is promised about data. */
  policy: Policy
  /** Where this booth stands. */
  place: Place
  catalogue: Catalogue
  newSeed: () => number
  /** What is sold, and how. */
  till?: Till
  /** What is not drawn; without one, the booth's own lists. */
  screen?: Screen
}

const PLAN_CHOICES = PRODUCTS.filter(({ kind }) => kind === 'plan').map(({ id }) => id)

/** What a page of its own shows. */
const HOME = [status, credits, history, settings, privacy]

/** Core as the bots see it. */
export function createBooth(deps: AppDeps): Booth {
  const { db, jobs, clock, log, vault, catalogue, policy } = deps
  const say = createSay()
  const services: Omit<Services, 'styles'> = {
    ...deps,
    till: deps.till ?? { skus: {} },
    screen: deps.screen ?? createScreen(),
    speak: say,
  }
  const contextOf = (incoming: Incoming, visitor: Admitted): Context => ({
    ...services,
    plan: planOf(visitor.planProduct, deps.plan),
    styles: catalogue.styles(),
    incoming,
    visitor,
    say: say(visitor.language),
    now: clock.now(),
  })

  return {
    async handle(event, answer, options = {}) {
      const incoming = incomingSchema.parse(event)
      const { platform, eventId } = incoming
      const taken = await takeEvent(db, incoming)
      options.onSafe?.()
      if (!taken) return false
      const beat = setInterval(() => {
        keepEvent(db, incoming).catch(() => log.warn('an event could not be held'))
      }, INBOX.beatMs)
      try {
        await options.turn
        const visitor = await admit(db, { platform, ...incoming.account }, policy, clock.now(), incoming)
        const context = contextOf(incoming, visitor)
        const { messages, jobs: queued } =
          taken.attempt > INBOX.maxAttempts ? tell(context, notice('event_failed')) : await dispatch(context)
        const sent: Answered[] = []
        try {
          for (const [index, message] of messages.entries()) {
            const subject = subjectOf(message.slot)
            // The first handling got so far that its delivery went out: another message would be one too many.
            if (taken.attempt > 1 && subject && (await isTold(db, subject))) continue
            const ref = await answer({ language: context.say.language, ...message }, index)
            if (subject) sent.push({ ...subject, ref })
          }
        } finally {
          // What is committed is to be done, even when the answer could not be given.
          await jobs.enqueue(queued)
        }
        await jobs.enqueue(await closeEvent(db, platform, eventId, sent))
        return true
      } catch (error) {
        // Nobody can be answered there any more: once more would be the same.
        const fault = toFault(error)
        if (fault.code === 'undeliverable') await closeEvent(db, platform, eventId, [])
        else
          await releaseEvent(db, platform, eventId, taken.attempt, fault).catch(() =>
            log.warn('an event could not be given back'),
          )
        throw error
      } finally {
        clearInterval(beat)
      }
    },

    async home(account) {
      const visitor = await admit(db, account, policy, clock.now())
      const incoming: Incoming = {
        platform: account.platform,
        eventId: 'home',
        account: { tenant: account.tenant, userId: account.userId },
        place: { kind: 'private' },
        replyTo: { platform: account.platform, rungs: [{ address: {} }] },
        act: { type: 'command', name: 'status', argument: '' },
        photos: [],
      }
      const context = contextOf(incoming, visitor)
      const answers = await Promise.all(
        HOME.map(command => command.glance?.(context) ?? command.run(context, '')),
      )
      return answers
        .flatMap(({ messages }) => messages)
        .map(one => ({ ...one, language: context.say.language }))
    },

    unreachable: account => markUnreachable(db, account, clock.now()),

    forgetTenant: (platform, tenant) => forgetTenant(deps, platform, tenant, clock.now()),

    unanswered: platform => unansweredEvents(db, platform),

    admit: account => admit(db, account, policy, clock.now()),

    async settle(fact) {
      const now = clock.now()
      // Whoever buys from the platform itself may not have said a word to the booth yet.
      if ((fact.is === 'paid' || fact.is === 'subscription') && fact.buyer)
        await admit(db, fact.buyer, policy, now)
      const told = await settleFact(db, fact, now)
      // It is committed: should the queue not take the jobs, the sweeper comes by.
      await jobs.enqueue(told ?? []).catch(() => log.warn('news of a payment waits for the sweeper'))
      return told === null ? 'unknown' : 'taken'
    },

    async mayPay(ask, payer) {
      const { personId, language } = await admit(db, payer, policy, clock.now())
      const why = await whyNotPayable(db, { ...ask, personId, now: clock.now() })
      return why && say(language)(`money.notPayable.${why}`)
    },

    async readImage(personId, imageId) {
      if (isSample(imageId)) return readSample(db, imageId)
      // A message that was made just before two persons became one names the former one.
      const [image] = await db.hot<{ key: string; mime: string }>(sql`
        SELECT object_key AS key, mime FROM image WHERE id = ${imageId}
          AND person_id IN (${personId}, (SELECT person_id FROM vault_owner WHERE id = ${personId}))`)
      if (!image) return personId === null ? null : readArchive({ db, vault }, personId, imageId, clock.now())
      try {
        return { bytes: await vault.get(image.key), mime: image.mime }
      } catch (error) {
        const { code } = toFault(error)
        if (code !== 'vault_missing' && code !== 'vault_corrupted') throw error
        log.error('a picture cannot be read any more', { image: imageId, code })
        return null
      }
    },

    linkTo: (exportId, options) => linkTo(db, exportId, options),

    openExport: (token, account) => openExport({ db, vault }, token, account, clock.now()),

    commands(language) {
      const word = say(language)
      const local = NAMES[word.language] ?? {}
      return COMMANDS.map(({ name, argument, options = [], takesPhoto }) => ({
        name,
        ...(local[name] && { localName: local[name] }),
        summary: word(`commands.${name}` as TextId),
        argument,
        takesPhoto,
        options: options.map(option => ({
          ...option,
          summary: word(`options.${option.name}`),
          choices:
            option.name === 'plan'
              ? PLAN_CHOICES.map(id => ({ value: id, label: word(`money.products.${id}` as TextId) }))
              : option.name === 'style'
                ? catalogue
                    .styles()
                    // What is shown may be anything; what is made by its name is a portrait.
                    .filter(style => name === 'styles' || style.kind === 'portrait')
                    .map(({ id }) => ({ value: id, label: styleTitle(word, id) }))
                : [],
        })),
      }))
    },
  }
}
