import { message } from '../delivery/view.js'
import { cancelAll } from '../generation/cancel.js'
import { noteConsent, type Purpose } from '../person/consent.js'
import type { Button, Message } from '../platform.js'
import { forgetSelfies } from '../privacy/forget.js'
import { type Answer, type Command, type Context, join, say } from './command.js'

/** The question of a purpose, as it is shown and as its hash is kept. */
function wording(context: Context, purpose: Purpose): string {
  return purpose === 'face'
    ? context.say('texts.consentFace')
    : context.say('texts.consentAdult', { age: context.minimumAge })
}

/**
 * The two questions in one message, which is edited as they are answered. An answered question keeps its place and its
 * button, ticked: nothing moves under the finger that is about to press the next one.
 */
export function consentMessage(context: Context): Message {
  const { face, adult } = context.visitor
  const age = { age: context.minimumAge }
  const lines = [
    face ? context.say('texts.consentFaceGiven') : wording(context, 'face'),
    adult ? context.say('texts.consentAdultGiven', age) : wording(context, 'adult'),
  ].map(line => `- ${line}`)
  if (face && adult) return message('consent', lines.join('\n'))
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
  return message('consent', [context.say('texts.consentAsk'), ...lines].join('\n'), { buttons })
}

async function answer(context: Context, purpose: Purpose, granted: boolean): Promise<void> {
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
async function withdraw(context: Context): Promise<Answer> {
  const had = context.visitor.face || context.visitor.adult
  await answer(context, 'face', false)
  const { jobs } = await cancelAll(context.db, context.visitor.personId, context.now)
  const forgotten = await forgetSelfies(context)
  const text = context.say(had ? 'texts.consentWithdrawn' : 'texts.consentDeclined')
  return join({ messages: [consentMessage(context)], jobs: [...jobs, ...forgotten.jobs] }, say(text))
}

/** Begins the conversation: says what this is and asks for consent. */
export const start: Command = {
  name: 'start',
  argument: '',
  takesPhoto: false,
  needsConsent: false,
  async run(context) {
    const welcome = say(context.say('texts.welcome'))
    if (context.visitor.mayProcess) return join(welcome, say(context.say('texts.ready')))
    return join(welcome, { messages: [consentMessage(context)], jobs: [] })
  },
  presses: {
    async consent(context, [purpose, value]) {
      if (value === 'no') return withdraw(context)
      if (purpose !== 'face' && purpose !== 'adult') return say(context.say('notices.button_old'))
      await answer(context, purpose, true)
      const asked: Answer = { messages: [consentMessage(context)], jobs: [] }
      return context.visitor.mayProcess ? join(asked, say(context.say('texts.ready'))) : asked
    },
  },
}
