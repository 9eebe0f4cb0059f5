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

/** The two questions in one message, which is edited as they are answered. */
export function consentMessage(context: Context): Message {
  const { face, adult } = context.visitor
  const lines = [
    face ? context.say('texts.consentFaceGiven') : `- ${wording(context, 'face')}`,
    adult
      ? context.say('texts.consentAdultGiven', { age: context.minimumAge })
      : `- ${wording(context, 'adult')}`,
  ]
  const buttons = [
    ...(face ? [] : [{ action: 'consent:face:yes', label: context.say('texts.consentFaceButton') }]),
    ...(adult
      ? []
      : [
          {
            action: 'consent:adult:yes',
            label: context.say('texts.consentAdultButton', { age: context.minimumAge }),
          },
        ]),
  ].map((button): Button[] => [{ ...button, tone: 'primary' }])
  if (buttons.length > 0) buttons.push([{ action: 'consent:all:no', label: context.say('texts.consentNo') }])
  const ask = face && adult ? [] : [context.say('texts.consentAsk')]
  return message('consent', [...ask, ...lines].join('\n'), { buttons })
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
