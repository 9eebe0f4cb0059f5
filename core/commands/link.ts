import { viewLink } from '../delivery/link-view.js'
import { cancelAll } from '../generation/cancel.js'
import type { JobRef } from '../jobs.js'
import { notice } from '../notice.js'
import { hasConsent } from '../person/consent.js'
import { joinPersons } from '../person/join.js'
import {
  agree,
  bumpLink,
  offerLink,
  readLink,
  refuseLink,
  type Stepper,
  sideOf,
  typeCode,
} from '../person/link.js'
import { forgetSelfies } from '../privacy/forget.js'
import { type Answer, type Command, type Context, say, tell } from './command.js'

function stepper({ incoming, visitor, now }: Context): Stepper {
  const origin = `${incoming.platform}:${incoming.eventId}:link`
  return { ...visitor, origin, replyTo: incoming.replyTo, now }
}

/** Shows a code, to be typed at the other account. */
async function offer(context: Context): Promise<Answer> {
  const offered = await offerLink(context.db, stepper(context))
  if (!offered.ok) return tell(context, offered.notice)
  return { messages: [viewLink(offered.facts, context.say, offered.code)], jobs: offered.jobs }
}

/** Takes a code that a person typed, or that came with a link that they followed (`/start link_CODE`). */
export async function claimLink(context: Context, code: string): Promise<Answer> {
  const typed = await typeCode(context.db, stepper(context), code)
  if (!typed.ok) return tell(context, typed.notice)
  return { messages: [viewLink(typed.facts, context.say)], jobs: typed.jobs }
}

/** The messages of both sides change by themselves. */
async function answered(context: Context, linkId: string, moved: boolean): Promise<Answer> {
  if (!moved) return tell(context, notice('already_ended'))
  return { messages: [], jobs: await bumpLink(context.db, linkId) }
}

/**
 * The last word. A repeat of it does again what may have been left undone: when the newest answer of both about
 * consent was a no, it holds for everything that came together, as if it had been taken back here.
 */
async function join(context: Context, linkId: string): Promise<Answer> {
  const { db, now, plan } = context
  const ended = await joinPersons(db, { linkId, freePerDay: plan.freePerDay, now })
  if ('id' in ended) return tell(context, ended)
  const joined = ended.joined || (await readLink(db, linkId, 'host'))?.state === 'joined'
  if (!joined) return tell(context, notice('already_ended'))
  const personId = ended.personId ?? context.visitor.personId
  if (await hasConsent(db, personId)) return { messages: [], jobs: ended.jobs }
  const { count, jobs } = await cancelAll(db, personId, now)
  const forgotten = await forgetSelfies({ ...context, visitor: { personId } })
  const all: JobRef[] = [...ended.jobs, ...jobs, ...forgotten.jobs]
  if (count + forgotten.count === 0) return { messages: [], jobs: all }
  return { ...say(context.say('link.consentGone')), jobs: all }
}

/** Joins another account of the same human: one of them shows a code, the other one takes it, both say yes. */
export const link: Command = {
  name: 'link',
  argument: '[code]',
  options: [{ name: 'code', required: false }],
  takesPhoto: false,
  needsConsent: false,
  run: (context, argument) => (argument.trim() === '' ? offer(context) : claimLink(context, argument)),
  presses: {
    async link(context, [word, linkId = '']) {
      const { db, now, visitor } = context
      const side = await sideOf(db, linkId, visitor.accountId)
      if (!side)
        return tell(context, notice((await readLink(db, linkId, 'host')) ? 'not_your_button' : 'button_old'))
      if (word === 'yes')
        return side === 'host'
          ? join(context, linkId)
          : answered(context, linkId, await agree(db, linkId, now))
      if (word === 'no') return answered(context, linkId, await refuseLink(db, linkId))
      const facts = await readLink(db, linkId, side)
      if (word !== 'show' || !facts) return tell(context, notice('button_old'))
      // Nobody knows the code any more that was not shown where others read along.
      return facts.state === 'open' ? offer(context) : { messages: [viewLink(facts, context.say)], jobs: [] }
    },
  },
}
