/** What is asked before anything is processed, and what follows from the answers. */
import { message } from '../delivery/view.js'
import { cancelAll } from '../generation/cancel.js'
import { noteConsent, type Purpose } from '../person/consent.js'
import type { Button, Message } from '../platform.js'
import { forgetSelfies } from '../privacy/forget.js'
import { type Answer, type Context, say } from './command.js'

/** The question of a purpose, as it is shown and as its hash is kept. */
function wording(context: Context, purpose: Purpose): string {
  return purpose === 'face'
    ? context.say('texts.consentFace')
    : context.say('texts.consentAdult', { age: context.minimumAge })
}

/**
 * The two questions in one message, which changes in its place as they are answered. An answered question keeps its place and its
 * button, ticked: nothing moves under the finger that is about to press the next one.
 */
export function consentMessage(context: Context): Message {
  const { face, adult } = context.visitor
  const age = { age: context.minimumAge }
  const lines = [
    face ? context.say('texts.consentFaceGiven') : wording(context, 'face'),
    adult ? context.say('texts.consentAdultGiven', age) : wording(context, 'adult'),
  ].map(line => `- ${line}`)
  if (face && adult) return message(undefined, lines.join('\n'))
  const button = (purpose: Purpose, given: boolean, label: string): Button[] => [
    given
      ? { action: `consent:${purpose}:yes`, label: `✓ ${label}` }
      : { action: `consent:${purpose}:yes`, label, tone: 'primary' },
  ]
  const buttons = [
    button('face', face, context.say('texts.consentFaceButton')),
    button('adult', adult, context.say('texts.consentAdultButton', age)),
    [{ action: 'consent:all:no', label: context.say('texts.consentNo') }],
  ]
  return message(undefined, [context.say('texts.consentAsk'), ...lines].join('\n'), { buttons })
}

/** Writes an answer down and lets the rest of the event know of it. */
export async function answer(context: Context, purpose: Purpose, granted: boolean): Promise<void> {
  await noteConsent(context.db, {
    personId: context.visitor.personId,
    purpose,
    granted,
    wording: wording(context, purpose),
    language: context.say.language,
    platform: context.incoming.platform,
    now: context.now,
  })
  context.visitor[purpose] = granted
  context.visitor.mayProcess = context.visitor.face && context.visitor.adult
}

/** Takes a consent back: what is under way stops, what it allowed to keep is removed. */
export async function withdraw(context: Context): Promise<Answer> {
  const had = context.visitor.face || context.visitor.adult
  await answer(context, 'face', false)
  const { jobs } = await cancelAll(context.db, context.visitor.personId, context.now)
  const forgotten = await forgetSelfies(context)
  const text = context.say(had ? 'texts.consentWithdrawn' : 'texts.consentDeclined')
  return { ...say(text), jobs: [...jobs, ...forgotten.jobs] }
}
